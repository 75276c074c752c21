"""Every setting in one table, read once at the start.

A setting `X` is the environment variable `PEER_APP_X`, else the file `$PEER_APP_DATA/settings/X`
(one setting a file, as container platforms hand over secrets; `bin/serve` makes them), else its default.
A setting without a default that is nowhere to be found stops the start.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from peer_app.core.queue import redis_options

DATA_DEFAULT = "data"
SHORTEST_SECRET = 32
_LOOPBACK = re.compile(r"127(\.[0-9]{1,3}){3}")
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")

#: Push services whose endpoints are accepted; `*.` stands for one or more labels in front.
PUSH_SERVICES = (
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)


#: The sentence for an installation that serves real people without a contact for push services.
NO_CONTACT = (
    "PEER_APP_VAPID_CONTACT has to be an address that somebody reads, because push services write there "
    "when something is wrong. Set it, like PEER_APP_VAPID_CONTACT=mailto:you@example.org"
)
# Names that lead nowhere outside (RFC 6761, RFC 6762).
_FOR_NOBODY = {"invalid", "local", "localhost", "test"}


class ConfigError(Exception):
    """A setting is missing or makes no sense; the message is a sentence that says what to do."""


@dataclass(frozen=True)
class Setting:
    """One line of the settings table. `default=None` means that it has to be given."""

    name: str
    default: str | None
    meaning: str
    secret: bool = False


SETTINGS = (
    Setting("DATA", DATA_DEFAULT, "Folder for the database, the keys and the settings that `bin/serve` makes."),
    Setting("ORIGIN", None, "Where people reach it, like `https://example.org`; printed in every QR code."),
    Setting("SECRET_KEY", None, "Signs cookies, keys the hashes of short codes: 32 characters or more.", secret=True),
    Setting(
        "SEALING_KEYS",
        None,
        "Private keys (P-256, PEM) that open sealed records; devices seal to the last.",
        secret=True,
    ),
    Setting(
        "VAPID_PRIVATE_KEY",
        None,
        "Private keys that sign push messages (VAPID, RFC 8292): P-256, raw, base64url; the last for new phones.",
        secret=True,
    ),
    Setting("VAPID_CONTACT", None, "Whom a push service may write to: `mailto:…` or `https://…`; in use, a real one."),
    Setting("DATABASE_URL", "", "`postgresql://…`; empty: SQLite in the data folder."),
    Setting(
        "REDIS_URL",
        "",
        "For several machines: `rediss://…` with a password, `redis://…` on this machine alone; empty: SQLite, memory.",
    ),
    Setting("TIME_ZONE", "Europe/London", "The time zone on screen and in print."),
    Setting(
        "QUIET_FROM", "20:00", "Quiet time begins, on each person’s own clock: what can wait is sent when it ends."
    ),
    Setting("QUIET_UNTIL", "09:00", "Quiet time ends; the same as `QUIET_FROM`: there is none."),
    Setting("REMIND_AT", "18:00", "When people are reminded of what they follow, the day before."),
    Setting("REMIND_HOURS", "2", "How many hours before it begins people are reminded again; `0`: not at all."),
    Setting(
        "REMIND_NOT_BEFORE", "07:00", "Nobody is woken by a reminder earlier than this; the evening before has to do."
    ),
    Setting("VAN_STOPS_AT", "09:00", "When people are told of a van stop in an area they follow, on its day."),
    Setting(
        "PUSH_EXTRA_ORIGINS", "", "Further push services to accept: exact origins, separated by commas; for tests."
    ),
    Setting("OFFLINE", "on", "`off` gives every phone and tablet a service worker that keeps no pages."),
    Setting("PROXIES", "0", "How many reverse proxies in front of the app set `X-Forwarded-*`."),
)


def load(environ: Mapping[str, str]) -> dict[str, Any]:
    """Flask's configuration out of `environ` and the data folder.

    Raises `ConfigError` with a sentence for whoever starts the app.
    """
    data = Path(environ.get("PEER_APP_DATA") or DATA_DEFAULT).absolute()
    values = {setting.name: _find(setting, environ, data) for setting in SETTINGS}
    values["DATA"] = str(data)
    _check(values)
    # `flask keys rotate` adds keys to these files; a key from the environment has no file to add to.
    files = {
        f"{name}_FILE": None if f"PEER_APP_{setting}" in environ else data / "settings" / setting
        for name, setting in (("SEALING_KEYS", "SEALING_KEYS"), ("VAPID_KEYS", "VAPID_PRIVATE_KEY"))
    }
    return {**values, **_for_flask(values, data), **files}


def in_use(origin: str) -> bool:
    """Whether an origin serves real people: over HTTPS, and not on this machine alone."""
    return urlsplit(origin).scheme == "https" and not is_this_machine(origin)


def is_this_machine(origin: str) -> bool:
    """Whether only this machine can reach an origin."""
    host = urlsplit(origin).hostname or ""
    return host in {"localhost", "::1"} or _LOOPBACK.fullmatch(host) is not None


def _is_real(contact: str) -> bool:
    """Whether a contact can be a real address: Apple refuses messages whose contact is made up."""
    host = urlsplit(contact).hostname if contact.startswith("https:") else contact.rpartition("@")[2]
    name, _, ending = (host or "").rpartition(".")
    return bool(name) and ending.isalpha() and ending not in _FOR_NOBODY


def _is_time_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (ValueError, OSError, ZoneInfoNotFoundError):  # also for a path, or a folder of zones
        return False


def _find(setting: Setting, environ: Mapping[str, str], data: Path) -> str:
    value = environ.get(f"PEER_APP_{setting.name}")
    if value is not None:
        return value.strip()
    file = data / "settings" / setting.name
    if file.is_file():
        return file.read_text(encoding="utf-8").strip()
    if setting.default is None:
        raise ConfigError(f"PEER_APP_{setting.name} is not set. Set it, or run bin/serve once: it makes {file}.")
    return setting.default


def _check(values: Mapping[str, str]) -> None:
    """Raise `ConfigError` for the first setting that makes no sense."""
    origin = urlsplit(values["ORIGIN"])
    if origin.scheme not in {"http", "https"} or not origin.hostname or origin.path.strip("/"):
        raise ConfigError("PEER_APP_ORIGIN must look like https://example.org, with nothing after the host.")
    if not values["VAPID_CONTACT"].startswith(("mailto:", "https://")):
        raise ConfigError("PEER_APP_VAPID_CONTACT must start with mailto: or https://.")
    if in_use(values["ORIGIN"]) and not _is_real(values["VAPID_CONTACT"]):
        raise ConfigError(NO_CONTACT)
    if not values["PROXIES"].isdecimal():
        raise ConfigError("PEER_APP_PROXIES must be a number, like 1.")
    if len(values["SECRET_KEY"]) < SHORTEST_SECRET:
        # Empty or guessed, it would let anybody sign in as anyone.
        raise ConfigError(f"PEER_APP_SECRET_KEY must have {SHORTEST_SECRET} characters or more, made at random.")
    if not _is_time_zone(values["TIME_ZONE"]):
        raise ConfigError("PEER_APP_TIME_ZONE must be the name of a time zone, like Europe/London.")
    if values["OFFLINE"] not in {"on", "off"}:
        raise ConfigError("PEER_APP_OFFLINE must be on or off.")
    for name in ("QUIET_FROM", "QUIET_UNTIL", "REMIND_AT", "REMIND_NOT_BEFORE", "VAN_STOPS_AT"):
        if not _TIME_OF_DAY.fullmatch(values[name]):
            raise ConfigError(f"PEER_APP_{name} must be a time of day, like 20:00.")
    if values["REMIND_HOURS"] not in map(str, range(24)):
        raise ConfigError("PEER_APP_REMIND_HOURS must be a number of hours, from 0 to 23.")


def _for_flask(values: Mapping[str, str], data: Path) -> dict[str, Any]:
    """The configuration of Flask and its extensions that follows from the settings, which `_check` let pass."""
    origin = urlsplit(values["ORIGIN"])
    https = origin.scheme == "https"
    database = values["DATABASE_URL"] or f"sqlite:///{data / 'peer_app.db'}"
    # Whatever zone that server stands in, times come and go as UTC.
    utc = {"connect_args": {"options": "-c timezone=UTC"}} if database.startswith("postgresql") else {}
    return {
        "ORIGIN": f"{origin.scheme}://{origin.netloc}",
        "HTTPS": https,
        "PROXIES": int(values["PROXIES"]),
        "OFFLINE": values["OFFLINE"] == "on",
        "REMIND_HOURS": int(values["REMIND_HOURS"]),
        "PUSH_EXTRA_ORIGINS": tuple(filter(None, map(str.strip, values["PUSH_EXTRA_ORIGINS"].split(",")))),
        "SQLALCHEMY_DATABASE_URI": database,
        "SQLALCHEMY_ENGINE_OPTIONS": utc,
        "SESSION_COOKIE_NAME": "__Host-session" if https else "session",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "DEVICE_COOKIE_NAME": "__Host-device" if https else "device",
        "OWN_PAGE_COOKIE_NAME": "__Host-me" if https else "me",
        # A name that says nothing: whoever looks through the phone may see it for a year.
        "KNOWN_BROWSER_COOKIE_NAME": "__Host-b" if https else "b",
        # One shift: a phone found the next morning is signed out.
        "PERMANENT_SESSION_LIFETIME": 12 * 60 * 60,
        "SESSION_REFRESH_EACH_REQUEST": False,
        # The token lives as long as the session, so that a form left open over lunch still saves.
        "WTF_CSRF_TIME_LIMIT": None,
        # Same-origin is checked for every unsafe request in core.origin, with and without HTTPS.
        "WTF_CSRF_SSL_STRICT": False,
        # The longest honest form is half of it; reading a form of megabytes costs seconds. /sync has its own limit.
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "RATELIMIT_STORAGE_URI": values["REDIS_URL"] or "memory://",
        # Without its storage each process counts by itself, rather than nobody being let in, or everybody.
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": bool(values["REDIS_URL"]),
        "RATELIMIT_STORAGE_OPTIONS": redis_options() if values["REDIS_URL"] else {},
        "RATELIMIT_HEADERS_ENABLED": False,
        "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
        "BABEL_DEFAULT_TIMEZONE": values["TIME_ZONE"],
    }
