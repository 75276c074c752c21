"""Donated tablets and patchy signal: the van's engine stays small."""

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT = 30_000  # bytes, compressed
_IMPORT = re.compile(r'(?:from|import)\s*"(\.{1,2}/[^"]+)"')


def _with_imports(entry: Path) -> set[Path]:
    found, todo = set(), [entry]
    while todo:
        file = todo.pop().resolve()
        if file not in found:
            found.add(file)
            todo += [file.parent / name for name in _IMPORT.findall(file.read_text())]
    return found


def test_worker_modules_and_vendored_parts_fit() -> None:
    engine = _with_imports(ROOT / "service_worker" / "van-worker.js") | set((ROOT / "static" / "vendor").glob("*.js"))
    sizes = {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in engine}
    assert sum(sizes.values()) <= LIMIT, sizes
