"""Starts the app as a newcomer does: with `bin/serve`."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Served:
    """What `bin/serve` printed, and a way to its other commands."""

    address: str
    #: The one-time link for the first coordinator.
    link: str
    environ: dict[str, str]
    process: subprocess.Popen[str]

    def flask(self, *arguments: str) -> str:
        """What `flask --app wsgi …` prints for this installation."""
        command = [ROOT / ".venv" / "bin" / "flask", "--app", "wsgi", *arguments]
        ran = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=True)
        return ran.stdout.strip()


@contextmanager
def serve(data: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    """Run `bin/serve` on a free port with its data in `data` and `settings` in the environment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PEER_APP_")}
    environ |= {"PEER_APP_DATA": str(data), **settings}
    command = [str(ROOT / "bin" / "serve"), "--port", str(port), "--data", str(data), *arguments]
    log = data.with_name(data.name + ".log")
    with log.open("w") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=said, text=True)
    try:
        printed = _until_ready(process)
        found = re.search(r"\S+/invitations/\S+", printed)
        assert found, f"bin/serve printed no link: {printed}\n{log.read_text()}"
        yield Served(f"http://127.0.0.1:{port}", found.group(), environ, process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        finally:
            process.kill()
            assert process.stdout is not None
            process.stdout.close()


def _until_ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if line.startswith("Stop with"):
            break
    return printed
