"""What the van's engine weighs: its worker, the modules that brings, and the vendored parts."""

from peer_app.core.assets import ROOT, read
from peer_app.core.modules import imported

LIMIT = 30_000  # bytes
_WORKER = "service_worker/van-worker.js"
_PAGES_SEAL_WITH = "service_worker/saving.js"


def engine_sizes() -> dict[str, int]:
    """The bytes of each file of the engine as it is sent, by gzip; by Brotli, over HTTPS, they are fewer."""
    sent = read(ROOT).files
    vendored = {path for path in sent if path.startswith("static/vendor/") and path.endswith(".js")}
    ours = {part for entry in (_WORKER, _PAGES_SEAL_WITH) for part in (entry, *imported(sent, entry))}
    return {path: len(sent[path].gzip) for path in sorted(ours | vendored)}
