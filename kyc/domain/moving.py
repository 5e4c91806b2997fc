"""Moving in from the first generation: its records as they are read, and what its status words mean here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from kyc.domain.lifecycle import State

ORIGIN = "pocketbase"
"""The value of `profile.origin` in imported records."""

Item = Literal["front", "back", "selfie"]
ITEMS: tuple[Item, ...] = ("front", "back", "selfie")


@dataclass(frozen=True, slots=True)
class OldEntry:
    """One row of the status history: its id, its status word as stored there, and its time."""

    id: str
    status: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class OldFile:
    """A stored file: the field it is in, which picture it is, and its name there."""

    field: str
    item: Item
    name: str


@dataclass(frozen=True, slots=True)
class OldRecord:
    """A person's record there, with its history from the oldest entry on; nothing in it is validated yet."""

    id: str
    name: str
    document_type: str
    document_number: str
    nationality: str
    verification_status: str
    created: datetime | None
    updated: datetime | None
    history: tuple[OldEntry, ...] = ()
    files: tuple[OldFile, ...] = ()


class OldRecords(Protocol):
    """A source of old records: a database file, a backup of one, or a running server."""

    def count(self) -> int:
        """How many records there are now."""
        ...

    def pages(self, size: int) -> Iterator[Sequence[OldRecord]]:
        """Every record, the oldest first, in pages of at most this many, so that memory holds one page."""
        ...

    def file(self, record_id: str, name: str, limit: int) -> bytes:
        """One file of a record.

        Raises `NotFound` where it is not there, `Refused("file_too_large")` above `limit` bytes, and `MovingStopped`
        where the source itself is away.
        """
        ...


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """The present status of a record: the id and word of the history entry to add there, and the record's status."""

    record_id: str
    entry_id: str
    status: str
    stored: str


class StatusMirror(Protocol):
    """The system that records moved in from, which is kept informed of their status."""

    def tell(self, update: StatusUpdate) -> bool:
        """Write the status there, and say whether that succeeded; safe to repeat. It never raises for what the other
        side does.
        """
        ...


class MovingStopped(Exception):
    """The source cannot be read any further; the message is for the operator and never holds a value of a record."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a status word of the old history means here.

    `word` is what the profiles API goes on answering, `state` the state of the record's verification, None where it
    needs none, and `closed` why that verification was never submitted.
    """

    word: str
    state: State | None
    closed: str | None = None


_NONE = Meaning("unverified", None)
_BEGUN = Meaning("in_progress", State.CREATED, "expired")
_WAITS = Meaning("pending_review", State.MANUAL_REVIEW)
MEANINGS: Mapping[str, Meaning] = {
    "unverified": _NONE,
    "in_progress": _BEGUN,
    "pending_review": _WAITS,
    "resubmission_requested": Meaning("resubmission_requested", State.CREATED, "expired"),
    "approved": Meaning("approved", State.APPROVED),
    "rejected": Meaning("rejected", State.REJECTED),
    "expired": Meaning("expired", State.CREATED, "expired"),
    "cancelled": Meaning("cancelled", State.CREATED, "cancelled"),
}
_ALSO = {
    "": "unverified",
    "created": "unverified",
    "new": "unverified",
    "documents_uploaded": "in_progress",
    "selfie_uploaded": "in_progress",
    "submitted": "pending_review",
    "processing": "pending_review",
    "manual_review": "pending_review",
    "pending": "pending_review",
    "in_review": "pending_review",
    "verified": "approved",
    "declined": "rejected",
}
_STORED = {"approved": "verified", "rejected": "rejected"}


@dataclass(frozen=True, slots=True)
class Words:
    """How status words are understood; `more` maps an operator's own words to ours."""

    more: Mapping[str, str] = field(default_factory=dict)

    def meaning(self, status: str) -> Meaning | None:
        """What an old status word means, or None for an unknown one."""
        word = status.strip().lower()
        word = self.more.get(word, word)
        return MEANINGS.get(_ALSO.get(word, word))

    def stored(self, verification_status: str) -> str | None:
        """The same for the status on the record: `unverified`, `verified` or `rejected`."""
        found = self.meaning(verification_status)
        return _STORED.get(found.word, "unverified") if found else None
