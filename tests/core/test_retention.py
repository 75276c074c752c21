"""`flask retention run`: whatever has had its time goes at once, and is gone from the disk."""

from datetime import timedelta

from peer_app.concerns.models import KEPT, Concern
from peer_app.core import clock
from peer_app.extensions import db
from peer_app.interests.models import Interest
from tests.factories import make_account
from tests.structure.test_erased import GONE, where


def test_it_erases_what_every_feature_has_had_long_enough(app, monkeypatch):
    Interest.say("opportunity:1", language="en", contact=GONE, name="", words="")
    ama = make_account()
    Concern.write(GONE, "", by=ama).see_to(by_id=ama.id, outcome=GONE)
    Concern.write("Nobody has seen to this one", "", by=ama)
    db.session.commit()
    later = clock.now() + KEPT + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    done = app.test_cli_runner().invoke(args=["retention", "run"])
    assert done.exit_code == 0, done.output
    for name in ("accounts", "coming", "interests", "proposals", "concerns", "push"):
        assert f"{name}-" in done.output or f"{name}: done" in done.output, name
    assert where(app, GONE) == set()
    assert [concern.words for concern in db.session.query(Concern)] == ["Nobody has seen to this one"]
