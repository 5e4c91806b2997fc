"""Sealed objects as files under one folder of this machine, durable before a write returns.

A row that names an object is committed after the object is written; if only the row survived a power cut, an image that
a partner was told we have would be lost. Hence fsync of the file and of its folder (fsync(2)).
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

# Objects are written here until complete: no object's name begins with a dot.
STAGING = ".writing"
ABANDONED_S = 3600
# A sealed object begins with its own key: once that is overwritten nobody can read the rest, wherever it remains.
HEADER_BYTES = 512


class Folder:
    """Implements `kyc.adapters.blobs.store.Store`; names are relative paths that the caller has checked."""

    def __init__(self, root: Path) -> None:
        self._root = root
        _make(root)
        self._sweep()

    def put(self, name: str, data: bytes) -> None:
        """Write all of it durably under its name, or leave the earlier object, or nothing; raises `OSError`."""
        target, staged = self._root / name, self._root / STAGING / uuid4().hex
        _make(staged.parent)
        self._sweep()
        try:
            _write(staged, data)
            _place(staged, target)
        finally:
            staged.unlink(missing_ok=True)
        _flush(target.parent)

    def replace(self, name: str, before: bytes, data: bytes) -> bool:
        """Write only where `before` is still stored, so that a deleted object stays deleted; returns whether it did."""
        try:
            with _alone(self._root / name) as file:
                same = file.read() == before
                if same:
                    self.put(name, data)
                return same
        except FileNotFoundError:
            return False

    def get(self, name: str) -> bytes:
        """Raises `FileNotFoundError`."""
        return (self._root / name).read_bytes()

    def delete(self, name: str) -> None:
        """Delete durably, so that a power cut brings nothing back. Raises `FileNotFoundError`."""
        target = self._root / name
        with _alone(target):
            _shred(target)
            target.unlink()
        _flush(target.parent)
        if target.parent != self._root:
            with suppress(OSError):  # other objects are there
                target.parent.rmdir()

    def written_at(self, name: str) -> datetime:
        """Raises `FileNotFoundError`."""
        return datetime.fromtimestamp((self._root / name).stat().st_mtime, UTC)

    def names(self, prefix: str) -> Iterator[str]:
        for folder, _, files in os.walk(self._root / prefix):
            inside = Path(folder).relative_to(self._root)
            if inside.parts[:1] != (STAGING,):
                yield from ((inside / file).as_posix() for file in files)

    def _sweep(self) -> None:
        """Remove temporary files of processes that died while writing."""
        before = time.time() - ABANDONED_S
        for left in (self._root / STAGING).glob("*"):
            with suppress(FileNotFoundError):  # another process has just finished it
                if left.stat().st_mtime < before:
                    left.unlink()


def _make(folder: Path) -> None:
    """Create the folder and its parents, for their owner only; each is durable before anything is put into it."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _flush(folder.parent)


@contextmanager
def _alone(path: Path) -> Iterator[BinaryIO]:
    """The file of this name, locked against being replaced or deleted; raises `FileNotFoundError`."""
    while True:
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_ino == path.stat().st_ino:  # not the one that was replaced while we waited
                yield file
                return


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _place(staged: Path, target: Path) -> None:
    """Give it its name, once more where its folder goes in this moment with the last that lay there."""
    while True:
        _make(target.parent)
        try:
            staged.replace(target)
        except FileNotFoundError:
            if not staged.exists():
                raise
        else:
            return


def _shred(path: Path) -> None:
    """Overwrite the key in place; storage that writes elsewhere (SSD, snapshots) may keep the old copy for a while."""
    with path.open("r+b") as file:
        size = os.fstat(file.fileno()).st_size
        file.write(bytes(min(HEADER_BYTES, size)))
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
