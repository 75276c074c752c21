"""What the van's engine weighs: its worker, the modules that brings, and the vendored parts."""

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMIT = 30_000  # bytes
_IMPORT = re.compile(r'(?:from|import)\s*"(\.{1,2}/[^"]+)"')


def engine_sizes() -> dict[str, int]:
    """The bytes of each file of the engine, compressed."""
    engine = _with_imports(ROOT / "service_worker" / "van-worker.js") | set((ROOT / "static" / "vendor").glob("*.js"))
    return {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in engine}


def _with_imports(entry: Path) -> set[Path]:
    found, todo = set(), [entry]
    while todo:
        file = todo.pop().resolve()
        if file not in found:
            found.add(file)
            todo += [file.parent / name for name in _IMPORT.findall(file.read_text())]
    return found
