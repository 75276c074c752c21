"""What `bin/serve` starts, as a person at a terminal has it: its address, its link, its Ctrl-C."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.postgresql import spare_port

ROOT = Path(__file__).parents[1]
#: Tests run at any hour of the day.
NO_QUIET_TIME = {"PEER_APP_QUIET_FROM": "00:00", "PEER_APP_QUIET_UNTIL": "00:00"}
STARTS_WITHIN = 180  # seconds, on a machine that is busy with the other tests


class Served:
    """A running `bin/serve`, with a data folder and a port that stay the same when it starts again."""

    def __init__(self, data: Path, *flags: str, **environ: str) -> None:
        """`environ` holds settings without their prefix, like `PUSH_EXTRA_ORIGINS`."""
        self.data = data
        #: The code it runs: another folder is another version.
        self.root = ROOT
        self.port = spare_port()
        self.flags = flags
        self.environ = NO_QUIET_TIME | {f"PEER_APP_{name}": value for name, value in environ.items()}
        self.log = data.with_name(f"{data.name}.log")
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def output(self) -> str:
        """Everything it has printed since it was started."""
        return self.log.read_text(encoding="utf-8")

    @property
    def origin(self) -> str:
        """Like `http://127.0.0.1:8000`, as printed."""
        return self._find(r"^Open (\S+)/$")

    @property
    def link(self) -> str:
        """The one-time link for the first coordinator, as printed."""
        return self._find(r"^For the first coordinator.*: (\S+)$")

    def start(self) -> None:
        """Start it and wait until it says where to go."""
        command = [self.root / "bin/serve", "--data", self.data, "--port", str(self.port), *self.flags]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=plain_environ() | self.environ, stdout=log, stderr=log)
        until = time.monotonic() + STARTS_WITHIN
        while "Stop with" not in self.output:
            assert self.process.poll() is None, f"bin/serve ended: {self.output}"
            assert time.monotonic() < until, f"bin/serve is too slow: {self.output}"
            time.sleep(0.02)

    def stop(self) -> int:
        """Press Ctrl-C; returns the exit code."""
        return self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it, and all it started, as a power cut would."""
        family = self.family()
        for pid in family:
            _signal(pid, signal.SIGKILL)
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """From now on connections are taken and never answered."""
        for pid in self.family():
            _signal(pid, signal.SIGSTOP)

    def resume(self) -> None:
        """End a pause."""
        for pid in self.family():
            _signal(pid, signal.SIGCONT)

    def programs(self) -> list[int]:
        """The process ids of what the supervisor itself started: the web server and the worker."""
        assert self.process
        return children(self.process.pid)

    def family(self) -> list[int]:
        """The process ids of the supervisor and of everything it started."""
        assert self.process
        return descendants(self.process.pid)

    def _end(self, number: signal.Signals) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(number)
        code, self.process = self.process.wait(30), None
        return code

    def _find(self, pattern: str) -> str:
        found = re.search(pattern, self.output, re.MULTILINE)
        assert found, f"bin/serve did not say so: {self.output}"
        return found[1]


def newer_version(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the project in `folder` in which `old` reads `new` in one file: its app revision is another one."""
    for name in ("bin", "peer_app", "service_worker", "static", "templates", "asgi.py", "wsgi.py"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    for source in ROOT.glob("requirements*.txt"):
        shutil.copy(source, folder)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    changed = folder / file
    text = changed.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    changed.write_text(text.replace(old, new), encoding="utf-8")
    with (folder / "static/js/van.js").open("a", encoding="utf-8") as script:
        script.write("export {}; // a comment alone would not be served\n")
    return folder


def flask(data: Path, *command: str) -> str:
    """What `flask --app wsgi COMMAND…` prints for the installation in `data`."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT,
        env=plain_environ() | {"PEER_APP_DATA": str(data)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def plain_environ() -> dict[str, str]:
    """The environment without settings of whoever runs the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PEER_APP_")}


def descendants(pid: int) -> list[int]:
    """The process ids of a process, what it started, what those started, and so on."""
    return [pid, *(found for child in children(pid) for found in descendants(child))]


def children(pid: int) -> list[int]:
    """The process ids of what a process started; none when it has ended meanwhile."""
    try:
        lists = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for child in " ".join(lists).split()]


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
