"""Stored objects that no row names: they belong to nobody and are deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import NotFound
from kyc.models import Document, LivenessChallenge, Selfie, TrainingImage

GRACE = timedelta(days=1)
"""An upload stores its object first and its row a moment later; a day is ample."""


class Shelf(Protocol):
    """The part of a store that is used here."""

    def names(self, prefix: str = "") -> Iterable[str]: ...

    def written_at(self, name: str) -> datetime:
        """Raises `NotFound`."""
        ...

    def delete(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep saw: all objects, those that no row names, and of these the ones that are old enough to delete."""

    seen: int
    young: int
    orphans: tuple[str, ...]


def named(session: Session) -> Iterator[str]:
    """Every object that a row names, in no particular order; scrubbed rows name none."""
    for column in (Document.blob, Selfie.blob, TrainingImage.blob):
        yield from filter(None, session.scalars(select(column).execution_options(yield_per=1000)))
    for frames in session.scalars(select(LivenessChallenge.frames).execution_options(yield_per=200)):
        yield from filter(None, (frame.get("blob") for frame in frames))


def find(session: Session, shelf: Shelf, now: datetime) -> Sweep:
    """Find them, and change nothing. The store is listed before the rows are read, so new objects have their rows."""
    stored = list(shelf.names())
    known = set(named(session))
    unnamed = [name for name in stored if name not in known]
    old = tuple(name for name in unnamed if _old(shelf, name, now - GRACE))
    return Sweep(len(stored), len(unnamed) - len(old), old)


def remove(shelf: Shelf, names: Iterable[str]) -> int:
    """Delete them, each with its key; returns how many."""
    count = 0
    for count, name in enumerate(names, 1):  # noqa: B007  (the last number is the count)
        shelf.delete(name)
    return count


def _old(shelf: Shelf, name: str, before: datetime) -> bool:
    """Whether an object is old enough; one that is gone meanwhile is not."""
    try:
        return shelf.written_at(name) < before
    except NotFound:
        return False
