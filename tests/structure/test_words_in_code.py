"""Words on screen stand in no script, and in no code without being marked for translation."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = [*sorted((ROOT / "static/js").glob("*.js")), *sorted((ROOT / "service_worker").glob("*.js"))]
CODE = sorted((ROOT / "peer_app").rglob("*.py"))

JS_COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
#: For whoever reads a console, never on a screen.
FOR_US = re.compile(r"(?:new |extends )?\w*Error\([^)]*\)|console\.\w+\([^)]*\)")
#: Two words or more: no name of an event, an element or a header looks like that.
SENTENCE = re.compile(r"""(["'`])([A-Z][a-z’']*(?: [A-Za-z’',]{2,})+[.?!…:]?)\1""")
#: A message that cannot be read brings no words; a worker that stays silent loses the permission.
STANDS = {"Something for you", "There is news about something you follow."}

#: What puts words before people, and which of its arguments (or attributes) hold them.
SHOWN_BY = {"flash", "ValidationError", "StopValidation", "needed", "line", "note", "Date", "Time", "LockScreen"}
SHOWN_BY |= {f"{kind}Field" for kind in ("Select", "Radio", "Boolean", "TextArea", "String", "Password", "Integer")}
LISTS_SHOWN = {"errors"}


def sentences_in(script: str) -> list[str]:
    """What reads like words for people in a script."""
    source = FOR_US.sub("", JS_COMMENT.sub("", script))
    return [match[2] for match in SENTENCE.finditer(source) if match[2] not in STANDS]


def unmarked_in(code: str) -> list[str]:
    """Words that are shown as they stand, without going through a function that translates."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and _name(node.func) in SHOWN_BY and node.args:
            found += [node.args[0]]
        if isinstance(node, ast.Assign) and any(_name(target) in LISTS_SHOWN for target in node.targets):
            found += getattr(node.value, "elts", [])
    texts = [node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [text for text in texts if re.search(r"[^\W\d_]{2}", text)]


def _name(node: ast.expr) -> str:
    return getattr(node, "attr", None) or getattr(node, "id", "")


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_a_script_has_no_words_of_its_own(file):
    assert sentences_in(file.read_text(encoding="utf-8")) == []


def test_words_in_code_are_marked():
    found = {str(file.relative_to(ROOT)): unmarked_in(file.read_text(encoding="utf-8")) for file in CODE}
    assert {file: texts for file, texts in found.items() if texts} == {}


def test_the_guards_can_tell():
    assert sentences_in("say.textContent = 'Not sent yet.'; // Not this one.") == ["Not sent yet."]
    assert sentences_in('throw new Error("No words for it"); element.dataset.until = "Until then";') == ["Until then"]
    assert sentences_in('addEventListener("pageshow", f); headers["Content-Type"] = "text/html";') == []
    shown = 'flash("Saved.")\nform.day.errors = ["Too late."]\nname = line("Name")'
    assert sorted(unmarked_in(shown)) == ["Name", "Saved.", "Too late."]
    assert unmarked_in('flash(_("Saved."))\nname = line(_l("Name"), limit=3)') == []
