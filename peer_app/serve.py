"""bin/serve: sets the app up in one folder, runs it, and says where to go."""

import argparse
import os
import socket
import ssl
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from flask_migrate import upgrade
from sqlalchemy.exc import SQLAlchemyError

from peer_app import create_app, keys
from peer_app.accounts.models import Account
from peer_app.accounts.operations import invite
from peer_app.config import DATA_DEFAULT, NO_CONTACT, ConfigError, in_use, is_this_machine
from peer_app.demo.content import load as load_demo
from peer_app.extensions import db
from peer_app.supervisor import become

ROOT = Path(__file__).parents[1]

#: Web processes at most. The worker wants a core, too, and on a machine with two each process counts in its memory.
MOST_PROCESSES = 2
# Connections of each process: one that only reads slowly, or says nothing, costs no thread, but one of these.
CONNECTIONS = 4096
# Heads that trickle end after ten seconds, and none is large. A browser opens some dozens of streams at most.
LIMITS = ["--http1-header-read-timeout", "10000", "--http1-buffer-size", "65536"]
LIMITS += ["--http2-max-concurrent-streams", "64", "--http2-max-headers-size", "65536"]
LIMITS += ["--http2-keep-alive-interval", "20000"]
# For glibc, which else keeps what was freed, in a pool for each thread.
MEMORY_GIVEN_BACK = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": "65536",
    "MALLOC_MMAP_THRESHOLD_": "65536",
}


def main() -> None:
    """Set up, and become the supervisor of what runs until Ctrl-C. What goes wrong is told in a sentence."""
    os.umask(0o077)  # as in wsgi.py: the database is made here
    asked = _arguments()
    if asked.cert:
        _check_certificate(asked.cert, asked.key)
    _check_port(asked.host, asked.port)
    data = _data_folder(asked.data)
    environ = os.environ | {"PEER_APP_DATA": str(data)}
    origin = _settle(data, environ, _origin(asked))
    link = _prepare(environ, demo=not asked.empty)
    become(
        _programs(asked),
        folder=str(ROOT),
        environ=MEMORY_GIVEN_BACK | environ,
        address=(_reachable(asked.host), asked.port, bool(asked.cert)),
        welcome="\n".join(_welcome(asked, origin, link)),
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/serve", description="Run the app on this machine.")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="default: 8000")
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="H", help="default: this machine only; 0.0.0.0: its whole network"
    )
    parser.add_argument("--cert", type=Path, metavar="FILE", help="certificate for HTTPS (PEM)")
    parser.add_argument("--key", type=Path, metavar="FILE", help="its private key (PEM, PKCS #8)")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder for database and keys; default: data, beside bin"
    )
    parser.add_argument("--empty", action="store_true", help="no demo content")
    asked = parser.parse_args()
    if bool(asked.cert) != bool(asked.key):
        _fail("HTTPS needs both: --cert FILE and --key FILE.")
    if not 0 < asked.port < 65536:
        _fail("The port must be a number from 1 to 65535, like --port 8000.")
    return asked


def _check_certificate(cert: Path, key: Path) -> None:
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key)
        pkcs8 = "-----BEGIN PRIVATE KEY-----" in key.read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        _fail(f"{cert} and {key} cannot be used as certificate and key: {error}.")
    if not pkcs8:
        _fail(f"{key} is not in the PKCS #8 form. Turn it into that: openssl pkcs8 -topk8 -nocrypt -in {key} -out NEW")


def _check_port(host: str, port: int) -> None:
    try:
        # As the web server does it, so that a connection which ended just now does not stand in the way.
        with socket.create_server((host, port), family=_family(host)):
            pass
    except OverflowError:
        _fail("The port must be a number from 1 to 65535, like --port 8000.")
    except PermissionError:
        _fail(f"Port {port} is for administrators only. Choose one from 1024 on, like --port 8000.")
    except socket.gaierror:
        _fail(f"{host} is not an address of this machine.")
    except OSError as error:
        if _is_taken(host, port):
            _fail(f"Port {port} is taken by another program. Choose another one: bin/serve --port {port + 1}")
        _fail(f"{host} is not an address of this machine: {error.strerror}.")


def _is_taken(host: str, port: int) -> bool:
    with socket.socket(_family(host)) as tried:
        tried.settimeout(2)
        return tried.connect_ex((_reachable(host), port)) == 0


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _data_folder(asked: Path | None) -> Path:
    folder = asked or Path(os.environ.get("PEER_APP_DATA") or ROOT / DATA_DEFAULT)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        _fail(f"The data folder {folder} cannot be written to: {error.strerror}. Choose another one: --data DIR")
    return folder.absolute()


def _origin(asked: argparse.Namespace) -> str:
    host = asked.host
    if host in {"0.0.0.0", "::"}:  # noqa: S104 – only asked about here
        host = _address_on_the_network()
    scheme, usual = ("https", 443) if asked.cert else ("http", 80)
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}" + ("" if asked.port == usual else f":{asked.port}")


def _address_on_the_network() -> str:
    """This machine's address as others on its network see it; nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation (RFC 5737)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _settle(data: Path, environ: dict[str, str], origin: str) -> str:
    """Make the settings that nobody gave; returns the origin that holds."""
    settings = data / "settings"
    keys.make_missing(settings)
    if "PEER_APP_ORIGIN" not in environ:
        _write(settings / "ORIGIN", origin)
    origin = environ.get("PEER_APP_ORIGIN", origin)
    if "PEER_APP_VAPID_CONTACT" not in environ and not (settings / "VAPID_CONTACT").exists():
        if in_use(origin):
            _fail(NO_CONTACT)
        _write(settings / "VAPID_CONTACT", f"mailto:webmaster@{urlsplit(origin).hostname}")
    return origin


def _write(file: Path, value: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        opened.write(value)


def _prepare(environ: dict[str, str], *, demo: bool) -> str | None:
    """Bring the database up to date; returns the first coordinator's link while there is no account."""
    try:
        app = create_app(environ)
        with app.app_context():
            upgrade()
            if demo:
                load_demo()
            link = invite("Coordinator", "coordinator") if Account.nobody_yet() else None
            db.engine.dispose()
    except ConfigError as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        _fail(f"The database cannot be used: {reason}")
    return link


def _programs(asked: argparse.Namespace) -> list[tuple[str, list[str]]]:
    python = [sys.executable, "-P", "-m"]
    web = [*python, "granian", "--interface", "asginl", "--host", asked.host, "--port", str(asked.port)]
    web += ["--workers", str(web_processes()), "--no-ws", "--respawn-failed-workers"]
    web += ["--backlog", str(CONNECTIONS), "--backpressure", str(CONNECTIONS), *LIMITS]
    # A worker that is told to stop while it still starts does not hear it.
    web += ["--workers-kill-timeout", "4s"]
    # Its warnings would only be about so many threads; and an address may hold the secret of somebody's own page.
    web += ["--log-level", "error", "--no-access-log"]
    if asked.cert:
        # Older phones speak no TLS 1.3.
        web += ["--ssl-certificate", str(asked.cert.absolute()), "--ssl-keyfile", str(asked.key.absolute())]
        web += ["--ssl-protocol-min", "tls1.2"]
    return [("The web server", [*web, "asgi:app"]), ("The worker", [*python, "peer_app.worker"])]


def web_processes() -> int:
    """How many answer pages: a core each, and one core left."""
    return max(1, min(MOST_PROCESSES, (os.cpu_count() or 1) - 1))


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 – only asked about here


def _welcome(asked: argparse.Namespace, origin: str, link: str | None) -> Iterator[str]:
    yield f"Open {origin}/"
    if link:
        yield f"For the first coordinator, once, within 24 hours: {link}"
    if not asked.cert and urlsplit(origin).scheme == "http" and not is_this_machine(origin):
        yield "Van mode, notifications and installing the app need HTTPS: give --cert FILE and --key FILE."
    yield "Stop with Ctrl-C."


def _fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # before there was anything to stop
        raise SystemExit(130) from None
