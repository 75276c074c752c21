"""bin/translations: keeps the catalogues in step with the code, and takes in what people translated.

    bin/translations update             take in new words, drop those that are gone
    bin/translations missing [LANG…]    print what has no translation yet, as JSON to fill in
    bin/translations fill FILE…         take translations from such JSON
    bin/translations check              say what is missing or not as it should be

The JSON is `{"pt": {"Save": "Guardar", "%(num)d person": ["%(num)d pessoa", "%(num)d pessoas"]}, …}`: what has
a number in it has one text for each plural form of the language, in the order of its catalogue's header.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from peer_app.core.catalogues import file_of
from peer_app.core.languages import DEFAULT, LANGUAGES

ROOT = Path(__file__).parents[1]
#: What marks words in the code; of those with a number, the arguments with the words for one and for more.
FUNCTIONS: dict[str, Any] = {
    "_": None,
    "_l": None,
    "both": None,
    "beside": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "plural": (1, 2),
}
#: The same in these languages as in English.
SAME = {
    "App": {"pt"},
    "No": {"es"},
    "Tablets": {"pt"},
}
#: Whom to ask and when it was made is git's to know; dates would change with every run.
_DATES_AND_NAMES = rb'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team)[^\n]*\n'
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w+\}(?!\})|%%")


def others() -> list[str]:
    """The codes of the languages that need a catalogue."""
    return [code for code in LANGUAGES if code != DEFAULT]


def words() -> Catalog:
    """Every text in the code that is marked for translation, with the files it stands in."""
    found = Catalog(charset="utf-8")
    for file in sorted([*(ROOT / "templates").rglob("*.html"), *(ROOT / "peer_app").rglob("*.py")]):
        method = "jinja2" if file.suffix == ".html" else "python"
        source = BytesIO(file.read_bytes())
        for _line, text, _comments, _context in extract(method, source, FUNCTIONS):
            if text and any(text):
                _add(found, text, str(file.relative_to(ROOT)))
    return found


def catalogue(code: str) -> Catalog:
    """The translations of a language, as its file has them."""
    path = file_of(code)
    if not path.exists():
        return Catalog(LANGUAGES[code].locale, charset="utf-8")
    with path.open("rb") as written:
        return read_po(written, LANGUAGES[code].locale)


def update(code: str, marked: Catalog) -> None:
    """Have exactly the words of the code in the file of a language; nothing is guessed from similar words."""
    kept, fresh = catalogue(code), Catalog(LANGUAGES[code].locale, charset="utf-8")
    for message in _texts(marked):
        known = kept.get(_key(message))
        string = known.string if known and not known.fuzzy and _same_shape(known, message) else ""
        fresh.add(message.id, string or _empty(message, fresh), locations=sorted(set(message.locations)))
    _write(code, fresh)


def fill(code: str, texts: dict[str, Any]) -> list[str]:
    """Put translations in; gives a sentence for each that could not be taken."""
    filled, refused = catalogue(code), []
    for english, text in texts.items():
        message = filled.get(english)
        if message is None:
            refused.append(f"{code}: no such words: {english!r}")
            continue
        message.string = tuple(text) if isinstance(text, list) else text
        refused += [f"{code}: {what}" for what in mistakes_in(message, code, filled.num_plurals)]
    _write(code, filled)
    return refused


def missing(code: str) -> dict[str, Any]:
    """What is not translated into a language: empty texts (one for each plural form) to fill in."""
    known = catalogue(code)
    found: dict[str, Any] = {}
    for message in _texts(words()):
        there = known.get(_key(message))
        if there is None or mistakes_in(there, code, known.num_plurals):
            found[_key(message)] = [""] * known.num_plurals if message.pluralizable else ""
    return found


def mistakes_in(message: Message, code: str, forms: int) -> list[str]:
    """What is wrong with a translation, in sentences; a guess, or the English itself, is none."""
    english, texts = _list(message.id), _list(message.string)
    name = repr(english[0])
    if message.fuzzy or not all(texts) or (message.pluralizable and len(texts) != forms):
        return [f"{name} has no translation"]
    found = []
    if set(texts) <= set(english) and code not in SAME.get(english[0], ()) and not _is_no_words(english[0]):
        found.append(f"{name} is still English")
    wanted = set(_PLACEHOLDER.findall(english[-1]))
    # "one person" may go without its number, as the English does, or where the grammar has no need of it.
    number = {"%(num)d", "{n}"} if message.pluralizable else set()
    for text in texts:
        if set(_PLACEHOLDER.findall(text)) - number != wanted - number:
            found.append(f"{name} has other gaps to fill than {text!r}")
    if message.pluralizable and not number.intersection(_PLACEHOLDER.findall(texts[-1])) and wanted & number:
        found.append(f"{name} has lost its number in {texts[-1]!r}")
    if "<" not in english[0] and any("<" in text for text in texts):
        found.append(f"{name} must hold no HTML")
    return found


def all_mistakes() -> list[str]:
    """Whatever is missing or wrong in any language, and whatever is translated that is not said any more."""
    marked = words()
    found = []
    for code in others():
        known = catalogue(code)
        said = {_key(message) for message in _texts(marked)}
        for message in _texts(marked):
            there = known.get(_key(message))
            what = mistakes_in(there, code, known.num_plurals) if there else [f"{_key(message)!r} is not in the file"]
            found += [f"{code}: {it}" for it in what]
        found += [f"{code}: {_key(it)!r} is said nowhere" for it in _texts(known) if _key(it) not in said]
    return found


def _add(found: Catalog, text: str | tuple[str, ...], where: str) -> None:
    known = found.get(_list(text)[0])
    if known is not None and known.pluralizable and isinstance(text, tuple) and known.id != text:
        # gettext looks words up by those for one: of two such pairs only one could be translated.
        raise ValueError(f"{where}: {text[0]!r} has two different plurals, {known.id[1]!r} and {text[1]!r}.")
    found.add(text, locations=[(where, None)])  # type: ignore[list-item]


def _texts(known: Catalog) -> Iterator[Message]:
    return (message for message in known if message.id)


def _list(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _key(message: Message) -> str:
    return _list(message.id)[0]


def _empty(message: Message, known: Catalog) -> Any:
    return ("",) * known.num_plurals if message.pluralizable else ""


def _same_shape(one: Message, other: Message) -> bool:
    return bool(one.pluralizable) == bool(other.pluralizable)


def _is_no_words(text: str) -> bool:
    """Whether nothing is left to translate once the gaps are taken out."""
    return not re.search(r"[^\W\d_]{2}", _PLACEHOLDER.sub("", text))


def _write(code: str, known: Catalog) -> None:
    written = BytesIO()
    known.header_comment = "# Drafts, made without a native speaker: see translations/README.md."
    known.fuzzy = False
    write_po(written, known, width=120, include_lineno=False, ignore_obsolete=True)
    path = file_of(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(re.sub(_DATES_AND_NAMES, b"", written.getvalue(), flags=re.MULTILINE))


def main() -> int:
    """The command; 1 when something is missing or could not be taken."""
    parser = argparse.ArgumentParser(prog="bin/translations", description="Keep translations in step with the code.")
    parser.add_argument("command", choices=["update", "missing", "fill", "check"])
    parser.add_argument("more", nargs="*", help="languages, or files for fill")
    asked = parser.parse_args()
    if asked.command == "missing":
        found = {code: missing(code) for code in asked.more or others()}
        print(json.dumps({code: texts for code, texts in found.items() if texts}, ensure_ascii=False, indent=1))
        return 0
    said: list[str] = []
    if asked.command in {"update", "fill"}:
        marked = words()
        for code in others():
            update(code, marked)
    if asked.command == "check":
        said = all_mistakes()
    for file in asked.more if asked.command == "fill" else []:
        for code, texts in json.loads(Path(file).read_text(encoding="utf-8")).items():
            said += fill(code, texts)
    print("\n".join(said), file=sys.stderr)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
