"""The words on screen, in print and on the lock screen: plain, kind, and all of them ready for translation."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CODE = sorted((ROOT / "peer_app").rglob("*.py"))

#: Names for people, or for what they carry, that decide in a second that this is not for me.
#: And words that tell a person in a van nothing about what to do next.
BANNED = re.compile(
    r"""\b(
        referr?al\w* | refer(?:s|red|ring)? | signpost\w*
      | service[ ]users? | patients? | clients? | cases?
      | workers? | staff[ ]members? | practitioners?
      | intake | triage\w* | assess(?:ment)?s? | onboard\w*
      | eligib\w* | criteria | thresholds?
      | (?:complex|special|support|unmet|health|care|social|their|your|his|her|of|with)[ ]needs | deficits? | problems?
      | interventions? | treatments? | programmes?[ ]of[ ]care
      | presenting[ ]issues? | diagnos\w+ | symptoms?
      | mental(?:ly)?[ ]ill\w* | mental[ ]health | sufferers?
      | fail(?:s|ed|ure|ures)? | errors? | invalid | reject(?:s|ed)?
      | deploy\w* | outreach | broadcasts? | blasts? | campaigns?
      | co-?produc\w+ | asset[- ]based | stakeholders? | pathways?
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
#: Where such a word is not a name for anybody, and stands.
STANDS = re.compile(r"no referral needed|in case\b(?! of)", re.IGNORECASE)
#: The network's own words about itself in the demo content and what people type are theirs.
FUNCTIONS = {"_": None, "both": None, "beside": None, "gettext": None, "_l": None, "ngettext": (1, 2), "plural": (1, 2)}


def marked(file: Path) -> Iterator[tuple[int, str]]:
    """Each string of a file that is marked for translation, with its line."""
    method = "jinja2" if file.suffix == ".html" else "python"
    for line, found, _comments, _context in extract(method, BytesIO(file.read_bytes()), FUNCTIONS):
        for text in found if isinstance(found, tuple) else (found,):
            if isinstance(text, str):
                yield line, text


def all_texts() -> Iterator[tuple[str, str]]:
    """Everything people may read, with where it stands."""
    for file in [*TEMPLATES, *CODE]:
        for line, text in marked(file):
            yield f"{file.relative_to(ROOT)}:{line}", text
    demo = ROOT / "peer_app/demo/content.py"
    for node in ast.walk(ast.parse(demo.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield f"{demo.relative_to(ROOT)}:{node.lineno}", node.value


def banned_in(text: str) -> list[str]:
    return [match[0] for match in BANNED.finditer(STANDS.sub(" … ", text))]


def test_there_are_words_at_all():
    assert len(list(all_texts())) > 200


def test_no_word_makes_a_case_of_a_person():
    assert [f"{where}: {banned_in(text)} in {text!r}" for where, text in all_texts() if banned_in(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Make a referral", ["referral"]),
        ("Everyone. No referral needed.", []),
        ("Three need a look", []),
        ("The client failed", ["client", "failed"]),
        ("People with complex needs", ["complex needs"]),
        ("Just in case it rains", []),
        ("Invalid input", ["Invalid"]),
    ],
)
def test_the_guard_can_tell(text, found):
    assert banned_in(text) == found


JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2}")
#: The same in every language: a name; a path, an attribute or the ends of ids in a block that fills one.
NOT_TRANSLATED = re.compile(r"""Samaritans: | /\S* | (?:[\w-]+="[^"]*"\s*)+ | (?:-[a-z]+\s*)+""", re.VERBOSE)


class Texts(HTMLParser):
    """Collects the words of a template that people see or hear."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"alt", "aria-label", "title", "placeholder"}]
        if tag == "meta" and ("name", "description") in attrs:
            self.found += [value or "" for name, value in attrs if name == "content"]

    def handle_data(self, data: str) -> None:
        self.found.append(data.strip())


def unmarked_in(source: str) -> list[str]:
    """Words of a template that stand outside `_()`."""
    found = Texts(JINJA.sub("", source)).found
    return [text for text in found if WORD.search(text) and not NOT_TRANSLATED.fullmatch(text)]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT / "templates")))
def test_every_word_of_a_template_can_be_translated(file):
    assert unmarked_in(file.read_text(encoding="utf-8")) == []


def test_the_guard_sees_an_unmarked_word():
    assert unmarked_in('<p class="soft">Hello {{ name }}</p><img alt="A van">') == ["Hello", "A van"]
    assert unmarked_in('<p>{{ _("Hello") }}</p>{# a remark #}&nbsp;·') == []
