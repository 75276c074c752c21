"""Scripts, styles and pictures, read once at the start and served from memory.

One revision (a hash over all of them) stands in every address, so browsers may keep them for
good. The addresses mirror the project's folders, so that a module's relative imports hold on
the wire as they do on disk. All style sheets are served as one. Comments and indents of our own
files stay here: a phone with little data needs neither.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
from flask import Blueprint, Flask, abort, current_app, request
from rjsmin import jsmin
from werkzeug.wrappers import Response

from peer_app.core.access import access, public

ROOT = Path(__file__).parents[2]
FOLDERS = ("static", "service_worker")
STYLE_SHEET = "site.css"

_EXTENSION = "assets"
_COMPRESSED = {".js", ".css", ".svg"}
# In style sheets: comments, and spaces that part nothing.
_SPARE = re.compile(rb"/\*.*?\*/|(?<=[{};,])\s+|\s+(?=[{}])", re.DOTALL)
# Not left to the machine's own tables, which differ.
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}

bp = Blueprint("assets", __name__)


@dataclass
class Asset:
    """One file: its bytes, its media type, and whether compressing it pays."""

    body: bytes
    mimetype: str
    shrinks: bool

    @cached_property
    def brotli(self) -> bytes:
        """As small as it gets; made when it is first asked for."""
        return bytes(brotli.compress(self.body, quality=11))

    @cached_property
    def gzip(self) -> bytes:
        """For browsers that know no better, and over plain HTTP."""
        return gzip.compress(self.body, 9, mtime=0)


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
    app.extensions[_EXTENSION] = read(ROOT)
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
    """Serve a file. The address of an older revision gets the current file, but no permission to cache it."""
    found = current().files.get(path)
    if found is None:
        abort(404)
    response = current_app.response_class(found.body, mimetype=found.mimetype)
    response.vary.add("Accept-Encoding")
    if found.shrinks and request.accept_encodings["br"]:
        response.set_data(found.brotli)
        response.headers["Content-Encoding"] = "br"
    elif found.shrinks and request.accept_encodings["gzip"]:
        response.set_data(found.gzip)
        response.headers["Content-Encoding"] = "gzip"
    kept = revision == current().revision
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
    return response


def read(root: Path) -> Assets:
    """The files of the project in that folder."""
    paths = sorted(file for folder in FOLDERS for file in (root / folder).rglob("*") if file.is_file())
    files = {
        str(file.relative_to(root)): _asset(_body_of(file), file.suffix)
        for file in paths
        if file.suffix not in {".md", ".css"}
    }
    styles = b"".join(file.read_bytes() for file in sorted(paths, key=_style_order) if file.suffix == ".css")
    files[STYLE_SHEET] = _asset(_SPARE.sub(b"", styles), ".css")
    whole = hashlib.sha256()
    for path, file in files.items():
        whole.update(path.encode() + b"\0" + hashlib.sha256(file.body).digest())
    return Assets(files, whole.hexdigest()[:12])


def _style_order(file: Path) -> tuple[bool, Path]:
    # layers.css declares the order of the layers, so it has to come first.
    return (file.name != "layers.css", file)


def _body_of(file: Path) -> bytes:
    if file.suffix != ".js" or file.parent.name == "vendor":
        return file.read_bytes()
    return str(jsmin(file.read_text(encoding="utf-8"))).encode()


def _asset(body: bytes, suffix: str) -> Asset:
    return Asset(body, _TYPES.get(suffix, "application/octet-stream"), suffix in _COMPRESSED)
