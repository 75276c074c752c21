"""A missing or senseless setting stops the start with a sentence."""

import stat
import subprocess
import sys

import pytest

from peer_app import config, create_app
from peer_app.keys import make_missing
from tests.served import ROOT, plain_environ


@pytest.fixture
def environ(tmp_path):
    make_missing(tmp_path / "settings")
    return {
        "PEER_APP_DATA": str(tmp_path),
        "PEER_APP_ORIGIN": "https://example.org",
        "PEER_APP_VAPID_CONTACT": "mailto:someone@example.org",
    }


@pytest.mark.parametrize("secret", [setting.name for setting in config.SETTINGS if setting.secret])
def test_no_secret_has_a_default(environ, tmp_path, secret):
    (tmp_path / "settings" / secret).unlink()
    with pytest.raises(config.ConfigError, match=f"PEER_APP_{secret} is not set. Set it"):
        config.load(environ)


def test_made_secrets_are_for_their_owner_only(environ, tmp_path):
    files = list((tmp_path / "settings").iterdir())
    assert len(files) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_making_again_changes_nothing(environ, tmp_path):
    before = {file.name: file.read_text() for file in (tmp_path / "settings").iterdir()}
    assert make_missing(tmp_path / "settings") == []
    assert before == {file.name: file.read_text() for file in (tmp_path / "settings").iterdir()}


def test_the_environment_comes_before_the_file(environ):
    given = "given from outside, " * 2
    assert config.load(environ | {"PEER_APP_SECRET_KEY": given})["SECRET_KEY"] == given.strip()


@pytest.mark.parametrize("secret", ["", "   ", "secret", "x" * 31])
def test_a_secret_that_could_be_guessed_is_refused(environ, secret):
    with pytest.raises(config.ConfigError, match="must have 32 characters or more"):
        config.load(environ | {"PEER_APP_SECRET_KEY": secret})


@pytest.mark.parametrize("zone", ["London", "Europe", "", "../etc/passwd", "/etc/localtime", "Europe/Lon\0don"])
def test_a_time_zone_that_is_none_is_refused(environ, zone):
    with pytest.raises(config.ConfigError, match="like Europe/London"):
        config.load(environ | {"PEER_APP_TIME_ZONE": zone})


def test_whoever_starts_it_reads_the_sentence_and_no_more(tmp_path):
    environ = plain_environ() | {"PEER_APP_DATA": str(tmp_path), "PYTHONPATH": str(ROOT)}
    started = subprocess.run([sys.executable, "-c", "import wsgi"], env=environ, capture_output=True, text=True)
    assert started.returncode == 1
    assert started.stderr.startswith("PEER_APP_ORIGIN is not set. Set it, or run bin/serve once")
    assert started.stderr.count("\n") == 1


@pytest.mark.parametrize("origin", ["example.org", "ftp://example.org", "https://example.org/app", "https://"])
def test_an_origin_that_is_none_is_refused(environ, origin):
    with pytest.raises(config.ConfigError, match="must look like"):
        config.load(environ | {"PEER_APP_ORIGIN": origin})


def test_https_makes_the_cookie_secure(environ):
    https = config.load(environ)
    assert (https["SESSION_COOKIE_NAME"], https["SESSION_COOKIE_SECURE"]) == ("__Host-session", True)
    plain = config.load(environ | {"PEER_APP_ORIGIN": "http://127.0.0.1:8000"})
    assert (plain["SESSION_COOKIE_NAME"], plain["SESSION_COOKIE_SECURE"]) == ("session", False)


def test_a_folder_made_before_is_closed_to_others(environ, tmp_path):
    tmp_path.chmod(0o755)
    create_app(environ)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@pytest.mark.parametrize("contact", ["mailto:webmaster@192.168.1.7", "mailto:me@van.local", "mailto:me", "https://x"])
def test_where_people_are_told_things_the_contact_is_a_real_one(environ, contact):
    with pytest.raises(config.ConfigError, match="has to be an address that somebody reads"):
        config.load(environ | {"PEER_APP_VAPID_CONTACT": contact})
    for here in ("https://localhost:8443", "https://127.0.0.1", "http://192.168.1.7"):
        config.load(environ | {"PEER_APP_VAPID_CONTACT": contact, "PEER_APP_ORIGIN": here})
