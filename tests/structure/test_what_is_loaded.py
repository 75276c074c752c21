"""What each process loads: a small machine holds all of them, for as long as the app runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

from peer_app import supervisor
from peer_app.keys import make_missing

ROOT = Path(__file__).parents[2]
#: Of use to some requests, to the worker or to commands alone; 70 MB together.
NOT_AT_FIRST = {
    "aiohttp",
    "alembic",
    "crawleruseragents",
    "flask_migrate",
    "icalendar",
    "psycopg",
    "pycurl",
    "qrcode",
    "redis",
    "requests",
    "typst",
    "zxcvbn",
}
LOADED = "; import json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"


def loaded(code: str, *flags: str, **settings: str) -> set[str]:
    """The packages that a process of its own has loaded after `code`."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PEER_APP_")}
    environ |= {f"PEER_APP_{name}": value for name, value in settings.items()}
    command = [sys.executable, *flags, "-c", code + LOADED]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_a_web_process_loads_what_it_answers_with_and_no_more(tmp_path):
    make_missing(tmp_path / "settings")
    settings = {"DATA": str(tmp_path), "ORIGIN": "http://127.0.0.1", "VAPID_CONTACT": "mailto:team@example.org"}
    found = loaded("import wsgi", **settings)
    assert {"flask", "sqlalchemy", "huey"} <= found
    assert found & NOT_AT_FIRST == set()


def test_the_supervisor_loads_nothing_of_the_app_and_nothing_large():
    found = loaded(f"import runpy; runpy.run_path({supervisor.__file__!r})", "-IS")
    assert found <= sys.stdlib_module_names | {"__main__"}
    assert found & {"asyncio", "ssl", "http", "email", "inspect", "logging"} == set()
