"""The receiving end, the same for both: a push service over TLS that takes every message."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.certificates import make_certificate

PROGRAM = Path(__file__).with_name("web-push") / "endpoint.mjs"


@dataclass(frozen=True)
class Endpoint:
    """origin: where it listens; certificate: a file with what its clients are to trust."""

    origin: str
    certificate: Path

    @property
    def environ(self) -> dict[str, str]:
        """What lets Python and Node trust it."""
        return {"SSL_CERT_FILE": str(self.certificate), "NODE_EXTRA_CA_CERTS": str(self.certificate)}


@contextmanager
def endpoint(folder: Path, delay: int = 0) -> Iterator[Endpoint]:
    """Run one that takes `delay` milliseconds for a message; its files go into `folder`."""
    certificate, key = make_certificate(folder)
    command = ["node", PROGRAM, certificate, key, str(delay)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Endpoint(f"https://127.0.0.1:{int(process.stdout.readline())}", certificate)
    finally:
        process.terminate()
        process.wait(10)
