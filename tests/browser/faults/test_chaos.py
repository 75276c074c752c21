"""Everything that can break does, in any order: CHAOS_SEED repeats a run, CHAOS_ROUNDS makes it longer or shorter."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import van
from tests.browser.conftest import Tablet
from tests.browser.faults.base import Base
from tests.browser.faults.chaos import Chaos
from tests.browser.faults.outing import Outing
from tests.browser.line import Line


@pytest.mark.parametrize(
    "rounds",
    [
        pytest.param(20, marks=pytest.mark.timeout(20 * 60)),
        pytest.param(300, marks=[pytest.mark.long, pytest.mark.timeout(5 * 60 * 60)]),
    ],
)
def test_chaos(
    base: Base,
    line: Line,
    tablet: Tablet,
    versions: tuple[Path, Path],
    says: Callable[[str], None],
    rounds: int,
) -> None:
    """No record that the screen called saved is lost or doubled; in the end all are at base, and none is missed."""
    outing = Outing(base, line, tablet, f"Van of {rounds} rounds")
    van.get_ready(tablet.context, base.site, outing.name)
    tablet.close()
    chaos = Chaos(outing, versions, os.environ.get("CHAOS_SEED", secrets.token_hex(4)))
    try:
        chaos.run(int(os.environ.get("CHAOS_ROUNDS", rounds)))
    finally:
        says(chaos.says)
