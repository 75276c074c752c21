"""Plain words: somebody of eleven can read the running text of each English page, and mostly somebody of nine."""

from html.parser import HTMLParser

import pytest
from textstat import textstat

from peer_app.demo.content import load
from tests.auditing_client import VOID
from tests.structure.test_same_bytes import THANKS, crawl

pytestmark = pytest.mark.pages

#: Flesch-Kincaid: a grade is a school year in the United States; grade 6 is for eleven-year-olds.
HARDEST = 6.0
ENOUGH_WORDS = 100
BLOCKS = {"p", "li", "dd", "figcaption", "summary", "legend", "label"}
#: What the network writes about itself and its events: its own words, on many pages.
THEIRS = {"cards", "lines", "languages", "skip", "links"}


class RunningText(HTMLParser):
    """Collects the sentences inside <main>, without headings, buttons, and what the network wrote."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool]] = []
        self._blocks: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        classes = set((dict(attrs).get("class") or "").split())
        self._open.append((tag, bool(classes & THEIRS) or tag in {"script", "svg", "button", "h1", "h2", "h3"}))
        if tag in BLOCKS:
            self._blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _skipped in self._open}
        if "main" in tags and tags & BLOCKS and not any(skipped for _tag, skipped in self._open) and self._blocks:
            self._blocks[-1] += data

    @property
    def sentences(self) -> str:
        """All of it, each block ended."""
        tidy = (" ".join(block.split()) for block in self._blocks)
        return " ".join(text if text[-1] in ".!?…:" else f"{text}." for text in tidy if text)


def too_hard(pages: dict[str, str]) -> list[str]:
    """The pages whose text is too hard, with its grade."""
    texts = {address: RunningText(html).sentences for address, html in pages.items()}
    long = {address: text for address, text in texts.items() if len(text.split()) >= ENOUGH_WORDS}
    assert long, "no page has much to read"
    grades = {address: textstat.flesch_kincaid_grade(text) for address, text in long.items()}
    return [f"{address}: grade {grade:.1f}: {long[address]}" for address, grade in grades.items() if grade > HARDEST]


def test_every_page_for_everyone_can_be_read(app, client):
    load()
    more = ["offline", "van", "register", "worried", "notifications", "van/set-up", "van/set-up-sheet", "van/shift"]
    pages = crawl(app, client, [*(f"/en/{path}" for path in more), *THANKS], each=1)
    html = {address: answer.text for address, (_endpoint, answer) in pages.items() if answer.mimetype == "text/html"}
    assert too_hard(html) == []


def test_so_can_the_pages_of_the_team(app, client, sign_in):
    load()
    sign_in(client)
    plain = {rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or set())}
    answers = {path: client.get(path) for path in sorted(plain) if not path.endswith((".ics", ".js", ".pdf"))}
    html = {path: it.text for path, it in answers.items() if it.status_code == 200 and it.mimetype == "text/html"}
    assert len(html) > 8
    assert too_hard(html) == []


def test_the_gate_can_tell():
    easy = "<main><p>" + "Come in and sit down. We make you a tea. " * 12 + "</p></main>"
    hard = "<main><p>" + "Participants acknowledge organisational confidentiality obligations. " * 20 + "</p></main>"
    assert too_hard({"/easy": easy}) == []
    assert len(too_hard({"/hard": hard})) == 1
