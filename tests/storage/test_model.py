"""The device's storage goes back to earlier states at every point of saving and sending; nothing is lost unnoticed.

Runs the modules of service_worker/ themselves, in Node, on storage in memory. See outing.mjs for what must hold.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / ".cache/storage"
LONG = [pytest.mark.long, pytest.mark.timeout(60 * 60)]


def go_through(*outings: object) -> dict[str, Any]:
    """What came of these outings; fails with the steps of those in which something was lost."""
    command = ["node", "--experimental-vm-modules", "--no-warnings", str(HERE / "model.mjs"), *map(str, outings)]
    environ = os.environ | {"MODULES": str(MODULES)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    for failure in found["failures"]:
        print("\n".join([failure["name"], *failure["steps"], failure["reason"]]))
    assert not found["failures"], [f"{failure['name']}: {failure['reason']}" for failure in found["failures"]]
    return found


@pytest.mark.parametrize("kinds", [pytest.param(2, marks=pytest.mark.timeout(600)), pytest.param(11, marks=LONG)])
def test_older_storage_after_every_point_of_a_day(kinds: int) -> None:
    """`kinds`: how many kinds of older storage there are after each point."""
    found = go_through("every", kinds)
    assert found["points"] > 90
    assert found["outings"] == found["points"] * kinds


@pytest.mark.parametrize("outings", [pytest.param(100, marks=pytest.mark.timeout(600)), pytest.param(3000, marks=LONG)])
def test_older_storage_again_and_again(outings: int) -> None:
    """Several lives that seeds draw, each with storage of its own; `model.mjs seed/7` is one of them alone."""
    assert go_through("random", outings)["outings"] == outings
