"""Keeps the programs of `bin/serve` running, and takes them all down with it.

`bin/serve` becomes this once all is set up (`become`): a program of its own that loads nothing of the
app, nor anything large, because it stays as long as they do and has little to do.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Event

#: How often a program may end within RECENT before it is given up, and the pauses between.
TRIES = 3
RECENT = 60.0  # seconds
PAUSE = 1.0
#: How long a program may take to finish what it has begun.
GRACE = 10.0
#: How long the first one may take until it answers.
ANSWERS_WITHIN = 30.0

_PR_SET_PDEATHSIG = 1


def become(
    programs: Sequence[tuple[str, Sequence[str]]],
    *,
    folder: str,
    environ: Mapping[str, str],
    address: tuple[str, int, bool],
    welcome: str,
) -> None:
    """Turn this very process into the supervisor; returns never.

    programs: name and command of the web server and of the others; address: where the first one answers
    (host, port, whether by TLS); welcome: what to say as soon as it does.
    """
    reading, writing = os.pipe()  # not as an argument, which everybody on this machine could read
    with os.fdopen(writing, "w", encoding="utf-8") as plan:
        json.dump({"programs": programs, "address": address, "welcome": welcome}, plan)
    os.set_inheritable(reading, True)
    os.chdir(folder)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(sys.executable, [sys.executable, "-IS", __file__, str(reading)], environ)  # noqa: S606


def main() -> None:
    """Run everything until told to stop."""
    with os.fdopen(int(sys.argv[1]), encoding="utf-8") as read:
        plan = json.load(read)
    first, *others = (Program(*facts) for facts in plan["programs"])
    with Supervisor((first, *others)) as supervisor:
        supervisor.start(first)
        if supervisor.wait_for(lambda: _answers(*plan["address"]), ANSWERS_WITHIN):
            print(plan["welcome"], flush=True)
            for program in others:  # later: nobody waits for them
                supervisor.start(program)
            supervisor.keep_running()
        elif not supervisor.told_to_stop:
            raise GivenUpError(
                f"{first.name} did not answer within {ANSWERS_WITHIN:.0f} seconds. What it said stands above."
            )


def _answers(host: str, port: int, by_tls: bool) -> bool:
    """Whether what runs there says that it is well."""
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            speaking = _trusting(connection) if by_tls else connection
            speaking.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return speaking.recv(64).startswith(b"HTTP/1.1 200 ")
    except OSError:
        return False


def _trusting(connection: socket.socket) -> socket.socket:
    import ssl  # large, and mostly there is something else in front for it

    # The certificate is for the name people use; here it is only asked whether the server is up.
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    return trusting.wrap_socket(connection)


class GivenUpError(Exception):
    """A program will not run; the message is a sentence for whoever started it."""


class Program:
    """Something to run, by a `name` for people."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.ended_at: list[float] = []

    def start(self) -> None:
        """Run it in a process group of its own, so that Ctrl-C reaches only the supervisor."""
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, process_group=0, preexec_fn=_end_with_parent()
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

    def __init__(self, programs: Sequence[Program]) -> None:
        self.programs = programs
        self._stop = Event()

    def __enter__(self) -> "Supervisor":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._stop.set())
        return self

    def __exit__(self, *_: object) -> None:
        """Let every program finish, then make sure that none is left."""
        for program in self.programs:
            program.signal(signal.SIGTERM)
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
        program.start()

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
            program.start()


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _end_with_parent() -> Callable[[], None] | None:
    """On Linux: what makes a child end when its parent is killed without a chance to say goodbye."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    try:
        main()
    except GivenUpError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:  # before there was anything to stop
        sys.exit(130)
