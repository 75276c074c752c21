"""Keeps the programs of `bin/serve` running, and takes them all down with it."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

#: How often a program may end within RECENT before it is given up, and the pauses between.
TRIES = 3
RECENT = 60.0  # seconds
PAUSE = 1.0
#: How long a program may take to finish what it has begun.
GRACE = 10.0

_PR_SET_PDEATHSIG = 1


class GivenUpError(Exception):
    """A program will not run; the message is a sentence for whoever started it."""


@dataclass
class Program:
    """Something to run: `name` for people, `stop_with` the signal that lets it finish its work."""

    name: str
    command: Sequence[str]
    stop_with: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    ended_at: list[float] = field(default_factory=list)

    def start(self, folder: Path, environ: Mapping[str, str]) -> None:
        """Run it in a process group of its own, so that Ctrl-C reaches only the supervisor."""
        self.process = subprocess.Popen(
            self.command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=_end_with_parent(),
        )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program, if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End it and whatever it started, at once."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):  # all of them are gone
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """Runs programs until it is told to stop."""

    def __init__(self, programs: Sequence[Program], folder: Path, environ: Mapping[str, str]) -> None:
        self.programs = programs
        self.folder = folder
        self.environ = environ
        self._stop = Event()

    def __enter__(self) -> "Supervisor":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._stop.set())
        return self

    def __exit__(self, *_: object) -> None:
        """Let every program finish, then make sure that none is left."""
        for program in self.programs:
            program.signal(program.stop_with)
        until = time.monotonic() + GRACE
        for program in self.programs:
            if program.process is None:
                continue
            try:
                program.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                print(f"{program.name} did not stop by itself and was ended.", file=sys.stderr)
            program.kill()

    def start(self, program: Program) -> None:
        """Start one of the programs; from now on it is looked after."""
        program.start(self.folder, self.environ)

    def wait_for(self, ready: Callable[[], bool], within: float) -> bool:
        """Whether `ready()` came true within so many seconds; False, too, when told to stop meanwhile.

        Raises `GivenUpError` when a program ends for good.
        """
        until = time.monotonic() + within
        while time.monotonic() < until and not self._stop.wait(0.05):
            self._look_after_programs()
            if ready():
                return True
        return False

    def keep_running(self) -> None:
        """Return when told to stop. Raises `GivenUpError` when a program ends for good."""
        while not self._stop.wait(0.2):
            self._look_after_programs()

    @property
    def told_to_stop(self) -> bool:
        """Whether somebody pressed Ctrl-C or sent SIGTERM."""
        return self._stop.is_set()

    def _look_after_programs(self) -> None:
        for program in self.programs:
            if program.process is not None and program.process.poll() is not None:
                self._restart(program, program.process.returncode)

    def _restart(self, program: Program, code: int) -> None:
        program.kill()  # what it started must not stand in the way of its successor
        now = time.monotonic()
        program.ended_at = [at for at in program.ended_at if now - at < RECENT] + [now]
        if len(program.ended_at) >= TRIES:
            raise GivenUpError(
                f"{program.name} ended {TRIES} times within a minute ({_reason(code)}), so everything was stopped. "
                "What it said stands above."
            )
        print(f"{program.name} ended ({_reason(code)}). Starting it again.", file=sys.stderr, flush=True)
        if not self._stop.wait(PAUSE):
            program.start(self.folder, self.environ)


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _end_with_parent() -> Callable[[], None] | None:
    """On Linux: what makes a child end when its parent is killed without a chance to say goodbye."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
