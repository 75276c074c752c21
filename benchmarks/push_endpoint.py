"""The receiving end, the same for both: a push service over TLS that takes every message."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

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
    certificate, key = _made_certificate(folder)
    command = ["node", PROGRAM, certificate, key, str(delay)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Endpoint(f"https://127.0.0.1:{int(process.stdout.readline())}", certificate)
    finally:
        process.terminate()
        process.wait(10)


def _made_certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(made.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate_file, key_file
