"""`bin/test --mutants`: break the code in every way on the list, one at a time, and expect a test to notice.

The list is `mutants.toml`. Each breakage is made in a copy of the project, so that nothing here is touched.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = Path(__file__).with_suffix(".toml")
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".cache", "data", "__pycache__", ".*_cache", "screenshots")
# Both databases run the same code of ours; one notices as much as two.
PYTEST = ["-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", "-k", "not postgresql"]

TESTS_FAILED = 1  # pytest's exit code


@dataclass(frozen=True)
class Mutant:
    """One breakage; see the top of `mutants.toml`."""

    name: str
    file: str
    old: str
    new: str
    tests: list[str]

    def apply(self, root: Path) -> str:
        """Break the copy in `root`; returns the file as it was."""
        file = root / self.file
        before = file.read_text(encoding="utf-8")
        if before.count(self.old) != 1:
            raise ValueError(f"{self.file} holds the text to break {before.count(self.old)} times, not once.")
        file.write_text(before.replace(self.old, self.new), encoding="utf-8")
        return before


def mutants() -> list[Mutant]:
    """All of them."""
    return [Mutant(**facts) for facts in tomllib.loads(LIST.read_text(encoding="utf-8"))["mutant"]]


def main() -> None:
    """Try those whose name holds the words given, or all; exit code 0 when every one was noticed."""
    words = " ".join(sys.argv[1:])
    chosen = [mutant for mutant in mutants() if words in mutant.name]
    with tempfile.TemporaryDirectory(prefix="peer_app-mutants-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
        for shared in (".venv", ".cache"):
            (copy / shared).symlink_to(ROOT / shared)
        tests = sorted({test for mutant in chosen for test in mutant.tests})
        print("First without any: the tests have to be green.", flush=True)
        code, output = _run(copy, tests)
        if code != 0:
            print(output)
            raise SystemExit("The tests fail without any breakage, so they could not tell one.")
        missed = [mutant.name for mutant in chosen if not _is_noticed(mutant, copy)]
    print(f"{len(chosen) - len(missed)} passed, {len(missed)} failed")
    raise SystemExit(1 if missed else 0)


def _is_noticed(mutant: Mutant, copy: Path) -> bool:
    began = time.monotonic()
    before = mutant.apply(copy)
    code, output = _run(copy, mutant.tests)
    (copy / mutant.file).write_text(before, encoding="utf-8")
    noticed = code == TESTS_FAILED
    print(f"{'noticed' if noticed else 'NOT NOTICED'}  {mutant.name}  ({time.monotonic() - began:.0f} s)", flush=True)
    if not noticed:
        print(output)
    return noticed


def _run(copy: Path, tests: list[str]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-P", *PYTEST, *tests],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


if __name__ == "__main__":
    main()
