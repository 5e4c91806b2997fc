"""The versions of one index on disk: built beside the old one, made current by a rename, and kept for a while."""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

# Changes with the file's structure; an index of another format has another pointer file and counts as not loaded.
FORMAT = 2
KEPT = 3
# A reader may be about to open the version it has just looked up, so none this young is removed.
YOUNG = timedelta(minutes=5)
_POINTER = f"current-{FORMAT}"
_WENT_BACK = "\nrolled back"
_FILE_NAME = re.compile(r"[0-9a-f]{12}\.sqlite")
_HOLDER = re.compile(r"[a-z]{1,20}")


class NoSuchVersion(ValueError):
    """A version that is not kept, or is in a format that this server cannot read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One version on disk: when it was made, and when each list in it was loaded."""

    version: str
    path: Path
    loaded_at: datetime
    lists: Mapping[str, datetime]
    current: bool


class Versions:
    """A folder with `<version>.sqlite` files, their metadata in `<version>.json`, and a small pointer file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> Path | None:
        """The index to read now; None if none was ever published."""
        return self._target(self._folder / _POINTER)

    def kept(self) -> tuple[Kept, ...]:
        """Every version that can be read or rolled back to, the newest first."""
        current = self.current()
        found = [self._kept(path, current) for path in self._folder.glob("*.sqlite") if _FILE_NAME.match(path.name)]
        return tuple(sorted(filter(None, found), key=lambda one: (one.loaded_at, one.version), reverse=True))

    def find(self, version: str) -> Kept:
        """One kept version by its name; raises `NoSuchVersion`."""
        found = next((one for one in self.kept() if one.version == version), None)
        if found is None:
            raise NoSuchVersion(version)
        return found

    @contextmanager
    def exclusive(self) -> Iterator[Path]:
        """Allow one builder at a time; yields an unused path to build at, removed afterwards unless published."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        draft = self._folder / "draft"
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            draft.unlink(missing_ok=True)
            try:
                yield draft
            finally:
                draft.unlink(missing_ok=True)

    def publish(self, draft: Path, version: str, lists: Mapping[str, datetime] | None = None) -> Path:
        """Make a finished draft current for all readers at once; `lists` tells when each list in it was loaded.

        Then versions are removed that are not among the last three, young, held, or current in any format.
        """
        path = self._folder / f"{version}.sqlite"
        _to_disk(draft)
        told = {"format": FORMAT, "loaded_at": datetime.now(UTC).isoformat()}
        times = {name: moment.isoformat() for name, moment in (lists or {}).items()}
        self._write(f"{version}.json", json.dumps(told | {"lists": times}))
        draft.replace(path)
        self._write(_POINTER, path.name)
        self._forget()
        return path

    def go_back(self, version: str) -> Kept:
        """Make a kept version current again, as atomically as a new one; raises `NoSuchVersion`."""
        with self.exclusive():
            target, newest = self.find(version), self.kept()[0].version
            self._write(_POINTER, target.path.name + ("" if version == newest else _WENT_BACK))
            return self.find(version)

    @property
    def rolled_back(self) -> bool:
        """Whether the version in use was rolled back to; a newer version left by a killed load does not count."""
        return self._told(self._folder / _POINTER).endswith(_WENT_BACK)

    def hold(self, holder: str, version: str) -> None:
        """Keep one version for a holder who still compares with it, in place of the one held for them before."""
        if not _HOLDER.fullmatch(holder) or not _FILE_NAME.fullmatch(f"{version}.sqlite"):
            raise NoSuchVersion(version)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        self._write(f"held-{holder}", f"{version}.sqlite")

    def _forget(self) -> None:
        """Remove old versions; readers that have one open keep the file until they check the pointer again."""
        needed = {self._target(path) for pattern in ("current-*", "held-*") for path in self._folder.glob(pattern)}
        files = sorted(self._folder.glob("*.sqlite"), key=lambda path: path.stat().st_mtime, reverse=True)
        young = (datetime.now(UTC) - YOUNG).timestamp()
        for path in [path for path in files if path not in needed][KEPT - 1 :]:
            if path.stat().st_mtime < young:
                path.unlink()
                path.with_suffix(".json").unlink(missing_ok=True)

    @staticmethod
    def _told(pointer: Path) -> str:
        try:
            return pointer.read_text(encoding="ascii")
        except (FileNotFoundError, UnicodeDecodeError):
            return ""

    def _target(self, pointer: Path) -> Path | None:
        name = self._told(pointer).partition("\n")[0].strip()
        path = self._folder / name
        return path if _FILE_NAME.fullmatch(name) and path.is_file() else None

    def _kept(self, path: Path, current: Path | None) -> Kept | None:
        """A version's metadata; None for another format, and for one that is being removed."""
        try:
            told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            if told["format"] != FORMAT:
                return None
            times = {name: datetime.fromisoformat(moment) for name, moment in told["lists"].items()}
            return Kept(path.stem, path, datetime.fromisoformat(told["loaded_at"]), times, path == current)
        except (OSError, ValueError, KeyError):
            return None

    def _write(self, name: str, text: str) -> None:
        """Write a small file completely or not at all, even in a power cut."""
        draft = self._folder / f"{name}.new"
        draft.write_text(text, encoding="utf-8")
        _to_disk(draft)
        draft.replace(self._folder / name)
        _to_disk(self._folder)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
