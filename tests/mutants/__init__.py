"""Mutants: small breakages of the code, each of which a test must notice (`bin/test --mutants`).

They are listed in the TOML files beside this module: one file for each feature folder of `peer_app/` (together with
its folder in `templates/`), and one for each other top folder of the project.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LISTS = Path(__file__).parent


@dataclass(frozen=True)
class Mutant:
    """One breakage."""

    #: What breaks, as somebody would feel it.
    name: str
    #: The file to break, from the root of the project.
    file: str
    #: The exact text to break; the file holds it once.
    old: str
    #: What replaces it.
    new: str
    #: The tests that must turn red, as given to pytest.
    tests: list[str]

    @property
    def list_name(self) -> str:
        """The name of the TOML file this mutant belongs in."""
        top, *folders, _ = Path(self.file).parts
        return folders[0] if folders and top in {"peer_app", "templates"} else top

    def apply(self, root: Path) -> str:
        """Break the copy of the project in `root`; returns the text of the file as it was.

        Raises ValueError when the file does not hold the text to break exactly once.
        """
        file = root / self.file
        before = file.read_text(encoding="utf-8")
        if before.count(self.old) != 1:
            raise ValueError(f"{self.file} holds the text to break {before.count(self.old)} times, not once.")
        file.write_text(before.replace(self.old, self.new), encoding="utf-8")
        return before


def mutants() -> dict[str, list[Mutant]]:
    """All mutants, by the name of the list they stand in."""
    return {
        path.stem: [Mutant(**facts) for facts in tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]]
        for path in sorted(LISTS.glob("*.toml"))
    }
