"""What is told reaches everybody in their language, as far as somebody wrote it in that."""

from peer_app.extensions import db
from peer_app.push import engine, wording
from tests.push.conftest import row_of
from tests.push.notices import NOON, notify


def test_each_is_told_in_their_own_language_or_the_first(at, phone, service):
    phones = {code: phone(discreet=False) for code in ("en", "ar", "pt")}
    for code, it in phones.items():
        row_of(it).language = code
    db.session.commit()
    at(NOON)
    notify(language="ar", title="أخبار", body="تعالوا", translations={"pt": {"title": "Novidades", "body": "Venha."}})
    engine.run()
    shown = {code: service.of(it)[0].json()["notification"] for code, it in phones.items()}
    texts = {code: (it["title"], it["lang"], it["dir"]) for code, it in shown.items()}
    assert texts == {
        "en": ("أخبار", "ar", "rtl"),
        "ar": ("أخبار", "ar", "rtl"),
        "pt": ("Novidades", "pt-PT", "ltr"),
    }
    assert shown["en"]["navigate"].endswith("/en/#told=events")


def test_what_is_discreet_is_in_the_readers_language(at, phone):
    at(NOON)
    told = notify(language="ar", title="أخبار", body="تعالوا")
    assert b'"lang": "en-GB", "dir": "ltr"' in wording.message(told, "en", True, "")
