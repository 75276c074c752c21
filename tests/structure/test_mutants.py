"""The lists of breakages still fit the code: running them all takes long, this takes a second."""

from collections import Counter
from pathlib import Path

import pytest

from tests.mutants import ROOT, mutants

LISTS = mutants()
ALL = [mutant for each in LISTS.values() for mutant in each]


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.name)
def test_a_mutant_still_has_something_to_break_and_somebody_to_notice(mutant):
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1
    assert mutant.new != mutant.old
    for test in mutant.tests:
        path, _, name = test.partition("::")
        assert Path(ROOT / path).exists(), test
        assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), test


def test_each_has_a_name_of_its_own():
    assert [name for name, count in Counter(mutant.name for mutant in ALL).items() if count > 1] == []


@pytest.mark.parametrize("name", LISTS)
def test_each_stands_in_the_list_of_its_feature(name):
    assert {mutant.list_name for mutant in LISTS[name]} == {name}
