"""Scripts, styles and pictures, read once at the start and served from memory.

One revision (a hash over all of them) stands in every address, so browsers may keep them for
good. The addresses mirror the project's folders, so that a module's relative imports hold on
the wire as they do on disk. All style sheets are served as one.
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, request
from werkzeug.wrappers import Response

from peer_app.core.access import access, public

ROOT = Path(__file__).parents[2]
FOLDERS = ("static", "service_worker")
STYLE_SHEET = "site.css"

_EXTENSION = "assets"
_COMPRESSED = {".js", ".css", ".svg"}
# Not left to the machine's own tables, which differ.
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}

bp = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """One file: its bytes, the same gzipped where that pays, and its media type."""

    body: bytes
    gzipped: bytes | None
    mimetype: str


@dataclass(frozen=True)
class Assets:
    """All files by their path in the project, and the revision of the whole."""

    files: dict[str, Asset]
    revision: str

    def url(self, path: str) -> str:
        """The address of a file; raises KeyError for one that does not exist."""
        self.files[path]  # a typing mistake in a template shows at once
        return f"/assets/{self.revision}/{path}"


def init_app(app: Flask) -> None:
    """Read the files and offer `asset("static/js/site.js")` to templates."""
    app.extensions[_EXTENSION] = _read(ROOT)
    app.jinja_env.globals["asset"] = asset
    app.register_blueprint(bp)


def asset(path: str) -> str:
    """The address of a file of this app, revision included."""
    return current().url(path)


def current() -> Assets:
    """The files of the running app."""
    assets: Assets = current_app.extensions[_EXTENSION]
    return assets


@bp.get("/assets/<revision>/<path:path>")
@access(public)
def show(revision: str, path: str) -> Response:
    """A file. One revision too old gets today's, but may not keep it."""
    found = current().files.get(path)
    if found is None:
        abort(404)
    response = current_app.response_class(found.body, mimetype=found.mimetype)
    response.vary.add("Accept-Encoding")
    if found.gzipped is not None and request.accept_encodings["gzip"]:
        response.set_data(found.gzipped)
        response.headers["Content-Encoding"] = "gzip"
    kept = revision == current().revision
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
    return response


def _read(root: Path) -> Assets:
    paths = sorted(file for folder in FOLDERS for file in (root / folder).rglob("*") if file.is_file())
    files = {
        str(file.relative_to(root)): _asset(file.read_bytes(), file.suffix)
        for file in paths
        if file.suffix not in {".md", ".css"}
    }
    styles = b"".join(file.read_bytes() for file in sorted(paths, key=_style_order) if file.suffix == ".css")
    files[STYLE_SHEET] = _asset(styles, ".css")
    whole = hashlib.sha256()
    for path, file in files.items():
        whole.update(path.encode() + b"\0" + hashlib.sha256(file.body).digest())
    return Assets(files, whole.hexdigest()[:12])


def _style_order(file: Path) -> tuple[bool, Path]:
    # layers.css declares the order of the layers, so it has to come first.
    return (file.name != "layers.css", file)


def _asset(body: bytes, suffix: str) -> Asset:
    mimetype = _TYPES.get(suffix, "application/octet-stream")
    gzipped = gzip.compress(body, 9, mtime=0) if suffix in _COMPRESSED else None
    return Asset(body, gzipped, mimetype)
