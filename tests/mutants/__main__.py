"""`bin/test --mutants [LIST | WORDS]`: make each breakage, one at a time, and expect a test to notice.

Each is made in a copy of the project, so that nothing here is touched.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.mutants import ROOT, Mutant, mutants

NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".cache", "data", "__pycache__", ".*_cache", "screenshots")
# Both databases run the same code of ours; one notices as much as two.
PYTEST = ["-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", "-k", "not postgresql"]

TESTS_FAILED = 1  # pytest's exit code


def main() -> None:
    """Try what the arguments choose; exit code 0 when every mutant was noticed."""
    chosen = _chosen(" ".join(sys.argv[1:]))
    if not chosen:
        raise SystemExit("No list and no mutant of that name.")
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


def _chosen(words: str) -> list[Mutant]:
    """The list of that name, else every mutant with these words in its name; without words, all."""
    lists = mutants()
    if words in lists:
        return lists[words]
    return [mutant for each in lists.values() for mutant in each if words in mutant.name]


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
