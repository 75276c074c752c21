"""What runs in the browser is what VENDOR.md says it is."""

import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "static" / "vendor"
_ROW = re.compile(
    r"^\| `(?P<file>[^`]+)` \| (?P<version>[^|]+) \|.*\| (?P<licence>ISC|MIT) \| `(?P<sha256>[0-9a-f]{64})` \|$"
)


def test_every_library_is_listed_with_its_licence_and_hash() -> None:
    lines = (VENDOR / "VENDOR.md").read_text().splitlines()
    rows = {match["file"]: match for match in map(_ROW.match, lines) if match}
    assert set(rows) == {file.name for file in VENDOR.iterdir() if file.name != "VENDOR.md"}
    for name, row in rows.items():
        body = (VENDOR / name).read_bytes()
        assert hashlib.sha256(body).hexdigest() == row["sha256"], f"{name} is not what bin/vendor made"
        assert b"import " not in body, f"{name} needs another file"
        assert re.search(r"\d+\.\d+\.\d+", row["version"])
