"""What the van's engine weighs: its worker, the modules that brings, and the vendored parts."""

import re
from pathlib import Path

from peer_app.core.assets import ROOT, read

LIMIT = 30_000  # bytes
_IMPORT = re.compile(r'(?:from|import)\s*"(\.{1,2}/[^"]+)"')


def engine_sizes() -> dict[str, int]:
    """The bytes of each file of the engine as it is sent, by gzip; by Brotli, over HTTPS, they are fewer."""
    engine = _with_imports(ROOT / "service_worker" / "van-worker.js") | set((ROOT / "static" / "vendor").glob("*.js"))
    sent = read(ROOT).files
    return {file.name: len(sent[str(file.relative_to(ROOT))].gzip) for file in engine}


def _with_imports(entry: Path) -> set[Path]:
    found, todo = set(), [entry]
    while todo:
        file = todo.pop().resolve()
        if file not in found:
            found.add(file)
            todo += [file.parent / name for name in _IMPORT.findall(file.read_text())]
    return found
