"""Tombstones in a file outside the database: after a restore, they erase again what the backup brought back."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain import erasing
from kyc.domain.erasing import Tombstone
from kyc.models import Erasure
from kyc.services.privacy import erasure

FILE = "erasures.jsonl"


def append(path: Path, stone: Tombstone) -> None:
    """Add a tombstone to the file, durably; one that is there already is not repeated.

    A line that a crash truncated is ended first.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        text = file.read()
        if any(f'"{stone.id}"' in line for line in text.splitlines(keepends=True) if line.endswith("\n")):
            return
        if text and not text.endswith("\n"):
            file.truncate(len(text[: text.rfind("\n") + 1].encode()))
        file.write(erasing.to_line(stone) + "\n")
        file.flush()
        os.fsync(file.fileno())


def kept(path: Path) -> list[Tombstone]:
    """The tombstones in a file, none where it does not exist; raises `ValueError` for an invalid line."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        return list(erasing.from_lines(file))


def of_database(session: Session) -> Iterator[Tombstone]:
    """The tombstones of all erasures here, the oldest first."""
    for one in session.scalars(select(Erasure).order_by(Erasure.at, Erasure.id)):
        yield erasure.tombstone_of(one)


def replay(session: Session, stones: Iterable[Tombstone]) -> int:
    """Erase again what a restored backup brought back, in the caller's transaction; returns how many erasures.

    Safe to repeat. The objects are deleted by the same jobs as the first time.
    """
    every = sorted({stone.id: stone for stone in stones}.values(), key=lambda stone: (stone.at, stone.id))
    return sum(erasure.again(session, stone) for stone in every)
