"""Which modules a script brings along: what a page can ask for at once, and what it needs without signal."""

import posixpath
import re
from collections.abc import Mapping
from functools import cache

from flask import Flask

from peer_app.core import assets
from peer_app.core.assets import Asset

_AT_ONCE = re.compile(r'(?:from|import)\s*"(\.{1,2}/[^"]+)"')
_LATER = re.compile(r'import\s*\(\s*"(\.{1,2}/[^"]+)"')


def init_app(app: Flask) -> None:
    """Offer `imports_of("static/js/van.js")` to templates."""
    app.jinja_env.globals["imports_of"] = cache(imports_of)  # they are read once, as the files are


def imports_of(path: str) -> list[str]:
    """The modules that have to be there before that script runs, nearest first, without itself."""
    return imported(assets.current().files, path)


def imported(files: Mapping[str, Asset], path: str, *, later: bool = False) -> list[str]:
    """The paths of all modules that the one at `path` brings, nearest first; with `later`, also what it may load."""
    found = [path]
    for one in found:
        text = files[one].body.decode()
        names = _AT_ONCE.findall(text) + (_LATER.findall(text) if later else [])
        paths = (posixpath.normpath(posixpath.join(posixpath.dirname(one), name)) for name in names)
        found += dict.fromkeys(path for path in paths if path not in found)
    return found[1:]
