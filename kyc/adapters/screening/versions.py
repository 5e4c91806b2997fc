"""The versions of one index on disk: built beside the old one, made current by one rename, kept for a while."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Changes with the shape of the file; an index of another format has another pointer, and counts as not loaded.
FORMAT = 1
KEPT = 3
_POINTER = f"current-{FORMAT}"
_FILE_NAME = re.compile(r"[0-9a-f]{12}\.sqlite")


class Versions:
    """A folder with `<version>.sqlite` files and a small pointer file that names the current one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> Path | None:
        """The index to read now; None when none was ever published."""
        try:
            name = (self._folder / _POINTER).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        path = self._folder / name
        return path if _FILE_NAME.fullmatch(name) and path.is_file() else None

    @contextmanager
    def exclusive(self) -> Iterator[Path]:
        """One builder at a time; yields an empty path to build at, which is gone afterwards unless published."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        draft = self._folder / "draft"
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            draft.unlink(missing_ok=True)
            try:
                yield draft
            finally:
                draft.unlink(missing_ok=True)

    def publish(self, draft: Path, version: str) -> Path:
        """Make a finished draft current for every reader at once; older versions than the last three go."""
        path = self._folder / f"{version}.sqlite"
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(path)
        os.utime(path)
        pointer = self._folder / f"{_POINTER}.new"
        pointer.write_text(path.name, encoding="ascii")
        pointer.replace(self._folder / _POINTER)
        self._forget(path)
        return path

    def _forget(self, current: Path) -> None:
        """Readers that still hold a removed file keep it open until they look at the pointer again."""
        others = sorted(self._folder.glob("*.sqlite"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in [path for path in others if path != current][KEPT - 1 :]:
            path.unlink()
