"""The filters of “What's on” are named in three places: on the server, in the page, and in the service worker."""

import re
from datetime import date
from pathlib import Path

from peer_app.core import clock
from peer_app.whats_on.question import Cursor, Question

ROOT = Path(__file__).parents[2]


def test_the_page_and_the_worker_know_every_filter():
    everything = Question(
        kind="event", area="Brixton", day=date(2027, 3, 14), free=True, step_free=True, spoken="pt", q="tea"
    )
    here = Cursor(clock.now())
    named = {*everything.query, *everything.but(after=here).query, *everything.but(before=here).query}
    assert {name for name, value in vars(everything).items() if not value} == {"after", "before"}, (
        "ask for it here, too"
    )

    page = (ROOT / "static/js/filters.js").read_text(encoding="utf-8")
    assert set(re.findall(r'"([\w-]+)"', re.search(r"const ASKED = \[(.*?)\]", page, re.DOTALL)[1])) == named

    worker = (ROOT / "service_worker/pages.js").read_text(encoding="utf-8")
    assert set(re.search(r"isFiltered = .*?\(\?:([\w|-]+)\)=", worker)[1].split("|")) == named
