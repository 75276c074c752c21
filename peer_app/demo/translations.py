"""The demo content's words in the other languages, from `texts/`: {title: {name of a text: what it says}}."""

import json
from pathlib import Path

from sqlalchemy import select

from peer_app.core import published
from peer_app.core.languages import LANGUAGES
from peer_app.extensions import db

_FOLDER = Path(__file__).parent / "texts"


def load() -> None:
    """Say everything that is there in them, too; the caller commits."""
    files = {code: _FOLDER / f"{code}.json" for code in LANGUAGES}
    said = {code: json.loads(file.read_text(encoding="utf-8")) for code, file in files.items() if file.exists()}
    for model in published.models().values():
        for thing in db.session.scalars(select(model)).unique():
            thing.say_in({code: texts[thing.title] for code, texts in said.items() if thing.title in texts})
