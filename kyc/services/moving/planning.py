"""What an old record becomes here, judged by itself before the database is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kyc.domain import ids
from kyc.domain.errors import Invalid
from kyc.domain.lifecycle import State
from kyc.domain.moving import Meaning, OldEntry, OldRecord, Words
from kyc.services.verification.profiles import Declared, Match, match_key

NO_MATCH: Match = (None, None, None)
_LIMITS = {"name": 400, "document_type": 100, "document_number": 100, "nationality": 100}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something for the operator: the record, the part of it, and why; never a value.

    `moved` says that the record was imported nevertheless.
    """

    record_id: str
    part: str
    code: str
    moved: bool = False


class NotMoved(Exception):
    """A record that cannot be imported, with its finding."""

    def __init__(self, record_id: str, part: str, code: str) -> None:
        super().__init__(code)
        self.finding = Finding(record_id, part, code)


@dataclass(frozen=True, slots=True)
class Plan:
    """A record as it will be here: `history` with our words, `meaning` that of the newest of them.

    `match` is empty where the record cannot be found again by its document; `findings` say why.
    """

    old: OldRecord
    created: datetime
    stored: str
    meaning: Meaning
    history: tuple[tuple[OldEntry, str], ...]
    match: Match
    findings: tuple[Finding, ...] = ()

    @property
    def state(self) -> State | None:
        """The state of its verification; None where it gets none. One with photos only was abandoned."""
        return self.meaning.state or (State.CREATED if self.old.files else None)

    @property
    def closed(self) -> str | None:
        """Why its verification was never submitted; None for a submitted one."""
        return (self.meaning.closed or "expired") if self.state is State.CREATED else None

    @property
    def submitted_at(self) -> datetime:
        """When it was first awaiting a decision; the record's own time where the history does not say."""
        waited = (one.at for one, word in self.history if word == "pending_review")
        return next(waited, None) or self.created

    @property
    def arrived_at(self) -> datetime:
        """When it reached its present status."""
        return next((one.at for one, _ in reversed(self.history) if one.at), None) or self.old.updated or self.created


def plan(old: OldRecord, words: Words) -> Plan:
    """Judge one record; raises `NotMoved` with the code of the first thing that is not acceptable."""
    if not ids.is_record_id(old.id):
        raise NotMoved(old.id[:40] if old.id.isalnum() else "?", "record", "id_shape")
    if old.created is None:
        raise NotMoved(old.id, "created", "no_time")
    for name, limit in _LIMITS.items():
        if len(getattr(old, name)) > limit or "\0" in getattr(old, name):
            raise NotMoved(old.id, name, "text_not_storable")
    history = tuple((one, _word(old.id, f"history {one.id}", one.status, words)) for one in old.history)
    stored = words.stored(old.verification_status)
    newest = words.meaning(old.history[-1].status if old.history else old.verification_status)
    if stored is None or newest is None:
        raise NotMoved(old.id, "verification_status", "unknown_status")
    match, findings = _matched(old)
    return Plan(old, old.created, stored, newest, history, match, findings)


def _word(record_id: str, part: str, status: str, words: Words) -> str:
    found = words.meaning(status)
    if found is None:
        raise NotMoved(record_id, part, "unknown_status")
    return found.word


def _matched(old: OldRecord) -> tuple[Match, tuple[Finding, ...]]:
    """The key by which the record is found again; a record with values unknown here keeps only its id and link."""
    declared = Declared(old.name, old.document_type, old.document_number, old.nationality)
    try:
        return match_key(declared), ()
    except Invalid as problem:
        said = tuple(Finding(old.id, error.pointer.strip("/"), error.code, moved=True) for error in problem.errors)
        return NO_MATCH, said
