"""What the documents list is what there is."""

import re
from pathlib import Path

import click

from peer_app.config import SETTINGS

ROOT = Path(__file__).parents[2]


def test_the_readme_has_every_setting():
    rows = re.findall(r"^\| `PEER_APP_(\w+)` \| (.*?) \| (.*) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    defaults = {None: "made by `bin/serve`", "": "–"}
    assert rows == [
        (setting.name, defaults.get(setting.default, f"`{setting.default}`"), setting.meaning) for setting in SETTINGS
    ]


def test_every_dependency_says_what_it_is_for():
    text = (ROOT / "docs/dependencies.md").read_text()
    for file in ("requirements.in", "requirements-dev.in"):
        names = re.findall(r"^([a-z][a-z0-9-]+)", (ROOT / file).read_text(), re.MULTILINE)
        assert [name for name in names if f"`{name}`" not in text] == [], file


def test_links_between_documents_lead_somewhere():
    for file in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        targets = re.findall(r"\]\(([^)#:]+)\)", file.read_text())
        assert [target for target in targets if not (file.parent / target).exists()] == [], file.name


def test_commands_of_the_readme_exist():
    named = set(re.findall(r"(?<![/\w])bin/([a-z]+)\b", (ROOT / "README.md").read_text()))
    assert {name for name in named if not (ROOT / "bin" / name).exists()} == set()
    assert {file.name for file in (ROOT / "bin").iterdir() if not file.suffix} - named == set()


def test_commands_that_documents_name_exist(app):
    context = click.Context(app.cli)
    named = {
        tuple(words.split())
        for file in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
        for words in re.findall(r"flask --app wsgi ([a-z-]+(?: [a-z-]+)?)", file.read_text())
    }
    assert ("invite",) in {words[:1] for words in named}
    for name, *more in named:
        command = app.cli.get_command(context, name)
        assert command is not None, name
        if isinstance(command, click.Group) and more:
            assert more[0] in command.commands, f"{name} {more[0]}"
