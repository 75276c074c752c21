"""What the documents list is what there is."""

import re
from pathlib import Path

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
