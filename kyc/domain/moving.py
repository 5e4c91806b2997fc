"""What moves in from the first generation: its records as they are read, and what its words mean here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from kyc.domain.lifecycle import State

ORIGIN = "pocketbase"
"""The word in `profile.origin` of a record that came from there."""

Item = Literal["front", "back", "selfie"]
ITEMS: tuple[Item, ...] = ("front", "back", "selfie")


@dataclass(frozen=True, slots=True)
class OldEntry:
    """One row of the status history: its id, the word as it stands there, and when."""

    id: str
    status: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class OldFile:
    """A stored file: the field that names it, which picture it is, and its name there."""

    field: str
    item: Item
    name: str


@dataclass(frozen=True, slots=True)
class OldRecord:
    """A person's record there; the history in order, the oldest first. None of its words is judged yet."""

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
    """Where old records are: a database file, a backup of it, or a server that runs."""

    def count(self) -> int:
        """How many records there are now."""
        ...

    def pages(self, size: int) -> Iterator[Sequence[OldRecord]]:
        """Every record, the oldest first, in pages of at most so many; memory holds one page."""
        ...

    def file(self, record_id: str, name: str, limit: int) -> bytes:
        """One file of a record.

        Raises `NotFound` where it is not there, `Refused("file_too_large")` above `limit` bytes, and `MovingStopped`
        where the source itself is away.
        """
        ...


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """Where a record stands now: the id of the entry to be added there, its word, and the status on the record."""

    record_id: str
    entry_id: str
    status: str
    stored: str


class StatusMirror(Protocol):
    """The system that records moved in from, as it hears of them."""

    def tell(self, update: StatusUpdate) -> bool:
        """Whether it stands there now; told twice it stands once. Never raises for what the other side does."""
        ...


class MovingStopped(Exception):
    """The source cannot be read (any further): what to tell the operator, never with a value of a record."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word of the old history is here.

    `word` is what the profiles API goes on answering, `state` where its verification stands, None where none has to be
    made, and `closed` why that was never submitted.
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
    """How statuses are understood; `more` are an operator's own words for ours."""

    more: Mapping[str, str] = field(default_factory=dict)

    def meaning(self, status: str) -> Meaning | None:
        """What an old status means, or None for a word that nobody explained."""
        word = status.strip().lower()
        word = self.more.get(word, word)
        return MEANINGS.get(_ALSO.get(word, word))

    def stored(self, verification_status: str) -> str | None:
        """The same for the status on the record: `unverified`, `verified` or `rejected`."""
        found = self.meaning(verification_status)
        return _STORED.get(found.word, "unverified") if found else None
