"""bin/serve, as somebody types it: it runs, it ends, and what is wrong it says in one sentence."""

import os
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.certificates import make_certificate
from tests.postgresql import create_database, postgresql
from tests.served import ROOT, Served, children, flask

SETTINGS = {"ORIGIN", "SEALING_KEYS", "SECRET_KEY", "VAPID_CONTACT", "VAPID_PRIVATE_KEY"}
LATER_START = 3.0  # seconds, where importing the app takes one


def get(url, context=None):
    with urllib.request.urlopen(url, timeout=10, context=context) as answer:
        return answer.read().decode()


def wait_until(true, within=20):
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until, "It did not come true."
        time.sleep(0.05)


def is_running(pid):
    """Whether that process is there, and more than a remembered exit code."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def seconds(action):
    began = time.monotonic()
    action()
    return time.monotonic() - began


def answers(served):
    try:
        return "ok" in get(f"{served.origin}/healthz")
    except OSError:
        return False


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    served = Served(tmp_path_factory.mktemp("serve") / "data")
    yield served
    if served.process:
        served.stop()


def test_a_first_start_makes_everything(served):
    assert "Living Well open event" in get(f"{served.origin}/en/")
    assert "passphrase" in get(served.link)
    made = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (served.data / "settings").iterdir()}
    assert made == dict.fromkeys(SETTINGS, 0o600)
    assert stat.S_IMODE(served.data.stat().st_mode) == 0o700


def test_commands_work_beside_it(served):
    assert flask(served.data, "invite", "--role", "peer", "Sam").startswith(f"{served.origin}/invitations/")
    assert "content already" in flask(served.data, "demo")


def test_its_programs_come_back(served):
    """Whichever of them is killed: a process of the web server, the web server, the worker."""
    wait_until(lambda: len(served.programs()) == 2)  # the worker starts last
    web, worker = served.programs()
    for pid in (*children(web), web, worker):
        if not is_running(pid):
            continue  # went with the one before
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda gone=pid: gone not in served.family())
        wait_until(lambda: len(served.programs()) == 2 and answers(served))
    assert "The web server ended (signal 9). Starting it again." in served.output
    assert "The worker ended (signal 9). Starting it again." in served.output


def test_ctrl_c_stops_everything_and_a_later_start_is_quick(served):
    wait_until(lambda: len(served.programs()) == 2)
    family = served.family()
    assert served.stop() == 0
    assert not any(is_running(pid) for pid in family)
    keys = {name: (served.data / "settings" / name).read_bytes() for name in SETTINGS}
    took = []
    while not took or (min(took) > LATER_START and len(took) < 3):  # whatever else the machine does
        served.stop()
        took.append(seconds(served.start))
    assert keys == {name: (served.data / "settings" / name).read_bytes() for name in SETTINGS}
    # A machine that is slow today gets as much more time as Python itself takes on it.
    importing = [sys.executable, "-c", "import peer_app.serve"]
    slow = max(1.0, seconds(lambda: subprocess.run(importing, cwd=ROOT, check=True)))
    assert min(took) <= LATER_START * slow, (took, slow)


def test_nothing_is_left_when_it_is_killed(served):
    family = served.family()
    os.kill(family[0], signal.SIGKILL)
    served.process.wait()
    served.process = None
    wait_until(lambda: not any(is_running(pid) for pid in family))


def test_no_address_gets_into_the_log(tmp_path, monkeypatch):
    """It may hold the secret of somebody's own page. Not even where the machine's settings ask for it."""
    monkeypatch.setenv("GRANIAN_LOG_ACCESS_ENABLED", "true")
    served = Served(tmp_path / "data")
    try:
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(f"{served.origin}/me/YbvjVbUVTFWC3OX4J7Zl1w")
    finally:
        served.stop()
    assert "YbvjVbUVTFWC3OX4J7Zl1w" not in served.output


def test_empty_means_no_demo_content_and_https_is_served(tmp_path):
    certificate, key = make_certificate(tmp_path)
    flags = ("--empty", "--cert", str(certificate), "--key", str(key))
    served = Served(tmp_path / "data", *flags)
    try:
        assert served.origin == f"https://127.0.0.1:{served.port}"
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        assert "Living Well open event" not in get(f"{served.origin}/en/", trusting)
    finally:
        served.stop()


def test_postgresql_takes_one_setting(tmp_path):
    with postgresql() as address:
        served = Served(tmp_path / "data", DATABASE_URL=create_database(address, "elsewhere"))
        try:
            assert "Living Well open event" in get(f"{served.origin}/en/")
            assert not (served.data / "peer_app.db").exists()
        finally:
            served.stop()


def serve(*flags, folder=ROOT, **environ):
    return subprocess.run(
        [folder / "bin/serve", *flags], capture_output=True, text=True, timeout=60, env=os.environ | environ
    )


def assert_one_sentence(done, *words):
    assert done.returncode != 0
    sentence = done.stderr.strip()
    assert "\n" not in sentence, sentence
    assert "Traceback" not in sentence
    assert all(word in sentence for word in words), sentence
    assert done.stdout == ""


def test_a_taken_port(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = serve("--port", str(port), "--data", str(tmp_path / "data"))
    assert_one_sentence(done, f"Port {port} is taken", f"--port {port + 1}")
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_cannot_be_written_to(tmp_path):
    (tmp_path / "file").touch()
    done = serve("--port", "0", "--data", str(tmp_path / "file" / "data"))
    assert_one_sentence(done, "from 1 to 65535")
    done = serve("--port", "48613", "--data", str(tmp_path / "file" / "data"))
    assert_one_sentence(done, str(tmp_path / "file" / "data"), "cannot be written to", "--data DIR")


@pytest.mark.parametrize(
    ("flags", "word"),
    [
        (["--host", "203.0.113.7"], "is not an address of this machine"),
        (["--cert", "cert.pem"], "HTTPS needs both"),
        (["--cert", "none.pem", "--key", "none.pem"], "cannot be used as certificate and key"),
    ],
)
def test_flags_that_make_no_sense(tmp_path, flags, word):
    assert_one_sentence(serve("--port", "48613", "--data", str(tmp_path / "data"), *flags), word)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("ORIGIN", "example.org", "PEER_APP_ORIGIN must look like"),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none", "The database cannot be used"),
    ],
)
def test_settings_that_make_no_sense(tmp_path, name, value, word):
    done = serve("--port", "48613", "--data", str(tmp_path / "data"), **{f"PEER_APP_{name}": value})
    assert_one_sentence(done, word)


@pytest.fixture
def fresh_copy(tmp_path):
    """The commands without a virtual environment, as after a download."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "bin", copy / "bin")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, copy)
    return copy


def fake_python(folder, body):
    program = folder / "python"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return str(program)


def test_a_python_that_is_too_old(fresh_copy, tmp_path):
    old = fake_python(tmp_path, 'if [ "$1" = -V ]; then echo Python 3.9.2; else exit 1; fi')
    done = serve(folder=fresh_copy, PYTHON=old)
    assert_one_sentence(done, "needs Python 3.11 or newer", "Python 3.9.2")


def test_a_python_without_venv(fresh_copy, tmp_path):
    bare = fake_python(tmp_path, 'case "$*" in *venv*) exit 1;; esac')
    assert_one_sentence(serve(folder=fresh_copy, PYTHON=bare), "venv module is missing", "apt-get install python3-venv")


def test_a_registry_that_cannot_be_reached(fresh_copy):
    offline = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_EXTRA_INDEX_URL": "", "PIP_RETRIES": "0"}
    nothing = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1", "PIP_FIND_LINKS": ""}
    done = serve(folder=fresh_copy, **offline, **nothing)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("What the app needs could not be installed")


def test_nothing_in_the_data_folder_is_for_others(served):
    """Also what the start itself makes, before the web server runs."""
    found = [it for it in served.data.rglob("*") if it.lstat().st_mode & 0o077]
    assert found == []
