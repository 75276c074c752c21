"""The list of breakages still fits the code: running them all takes minutes, this takes none."""

from collections import Counter
from pathlib import Path

import pytest

from tests.mutants import ROOT, mutants


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.name)
def test_a_mutant_still_has_something_to_break_and_somebody_to_notice(mutant):
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1
    assert mutant.new != mutant.old
    for test in mutant.tests:
        path, _, name = test.partition("::")
        assert Path(ROOT / path).exists(), test
        assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), test


def test_each_has_a_name_of_its_own():
    assert [name for name, count in Counter(mutant.name for mutant in mutants()).items() if count > 1] == []
