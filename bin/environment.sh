# Sourced by the commands in bin/: makes the virtual environment, once for each change of the requirements.
#
# Sets $root and defines:
#   fail SENTENCE              say why it cannot go on, and end
#   set_up FILE...             make .venv hold what the requirements FILEs say; nothing to do: some milliseconds

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$root/.venv

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

_find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            return
        fi
    done
    fail "This needs Python 3.11 or newer, and ${PYTHON:-python3} is $("${PYTHON:-python3}" -V 2>&1 | head -n 1)." \
        "Install it, or name one: PYTHON=/path/to/python3.11 $0"
}

_install() {
    _find_python
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"
    touch "$root/.writable" 2>/dev/null && rm "$root/.writable" ||
        fail "$root cannot be written to, and the virtual environment has to go there."
    printf 'Setting up, once: this takes a minute …\n' >&2
    local files=() file log=$venv/install.log
    for file; do files+=(-r "$root/$file"); done
    "$venv/bin/python" -c '' 2>/dev/null || "$python" -m venv --clear "$venv" ||
        fail "The virtual environment $venv could not be made."
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes "${files[@]}" >"$log" 2>&1 || {
        grep -v '^WARNING' "$log" | tail -n 15 >&2
        fail "What the app needs could not be installed: is there a network? The reason stands above."
    }
    _stamp "$@" >"$venv/stamp"
}

# What .venv was made from. Every file's hash has its own line, so that having more than is asked for is enough.
_stamp() {
    local file
    for file; do sha256sum "$root/$file" | sed "s|$root/||"; done
}

_is_set_up() {
    [ -x "$venv/bin/python" ] && [ -f "$venv/stamp" ] &&
        [ -z "$(_stamp "$@" | grep -vxFf "$venv/stamp")" ] && "$venv/bin/python" -c '' 2>/dev/null
}

set_up() {
    _is_set_up "$@" && return
    # Two commands started together: the second waits, and finds it done.
    local lock
    if exec {lock}<"$root/requirements.txt" && command -v flock >/dev/null; then flock "$lock"; fi
    _is_set_up "$@" || _install "$@"
    exec {lock}<&-
}

# install_node_modules FOLDER: what FOLDER/package-lock.json names, into .cache/<last part of FOLDER>; once.
install_node_modules() {
    local folder=$root/.cache/$(basename "$1") log
    cmp -s "$root/$1/package-lock.json" "$folder/stamp" && return
    command -v npm >/dev/null || fail "This needs npm. On Debian: apt-get install npm"
    mkdir -p "$folder"
    cp "$root/$1"/package*.json "$folder"
    log=$folder/install.log
    # No install scripts: nothing of these runs before somebody asks for it.
    (cd "$folder" && npm ci --silent --ignore-scripts --no-audit --no-fund) >"$log" 2>&1 || {
        tail -n 15 "$log" >&2
        fail "$1 could not be installed by npm: is there a network? The reason stands above."
    }
    cp "$root/$1/package-lock.json" "$folder/stamp"
}
