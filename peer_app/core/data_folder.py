"""The folder with the database, the queue, the keys and the settings is for the one who runs the app alone."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

#: What others may not: read, write, enter.
_OTHERS = 0o077
#: The folder in it that holds a file for each setting.
_SETTINGS = "settings"


def keep_private(data: Path) -> None:
    """Make the folder where it is missing, and take from others what older versions, or a copy, let them have.

    Files of other users, and what a link leads to, stay as they are.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in _parts(data):
        # Read-only storage, or a file that SQLite deleted meanwhile.
        with suppress(OSError):
            _close(path)


def _parts(data: Path) -> Iterator[Path]:
    for folder in (data, data / _SETTINGS):
        if folder.is_dir():
            yield folder
            yield from (it for it in folder.iterdir() if not it.is_dir())


def _close(path: Path) -> None:
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode) or found.st_uid != os.getuid():
        return
    if found.st_mode & _OTHERS:
        path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
