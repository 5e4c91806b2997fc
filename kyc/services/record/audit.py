"""The audit chain: facts are noted inside a transaction and join the chain as it commits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import event, or_, select
from sqlalchemy.orm import Session, SessionTransaction

from kyc.domain.audit import Entry, digest_of
from kyc.models import AuditEntry, AuditHead, utcnow

OPERATOR = "operator"
"""Anybody with the installation's command line."""
SYSTEM = "system"
"""The server itself, where a limit acts without anybody's request."""
_WAITING = "audit"


class Act(StrEnum):
    """The acts that are recorded."""

    IMAGE_OPENED = "image.opened"
    CASE_OPENED = "case.opened"
    CASE_CLAIMED = "case.claimed"
    CASE_DECIDED = "case.decided"
    CASE_ASSIGNED = "case.assigned"
    CASE_ESCALATED = "case.escalated"
    CASE_RETURNED = "case.returned"
    CASE_NOTED = "case.noted"
    CASE_TAGGED = "case.tagged"
    CASE_UNTAGGED = "case.untagged"
    TAG_SET = "tag.set"
    VIEW_SHARED = "view.shared"
    VIEW_REMOVED = "view.removed"
    FIELD_CORRECTED = "field.corrected"
    CASE_FILE_TAKEN = "case_file.taken"
    RULING_GIVEN = "ruling.given"
    RULING_UNDONE = "ruling.undone"
    RULING_LAPSED = "ruling.lapsed"
    VOTE_OPENED = "vote.opened"
    MATCH_JUDGED = "match.judged"
    FLAG_RESOLVED = "flag.resolved"
    DATA_EXPORTED = "data.exported"
    DATA_ERASED = "data.erased"
    ERASURE_COMPLETED = "erasure.completed"
    REQUEST_ANSWERED = "request.answered"
    PARTNER_ADDED = "partner.added"
    KEY_ISSUED = "key.issued"
    KEY_REVOKED = "key.revoked"
    ENDPOINT_SET = "endpoint.set"
    ENDPOINT_REMOVED = "endpoint.removed"
    ENDPOINT_DISABLED = "endpoint.disabled"
    ENDPOINT_ROTATED = "endpoint.rotated"
    DELIVERY_REPLAYED = "delivery.replayed"
    DELIVERY_GIVEN_UP = "delivery.given_up"
    JOB_RESUMED = "job.resumed"
    LOOK_SET = "look.set"
    ACCOUNT_MADE = "account.made"
    ACCOUNT_RESET = "account.reset"
    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_CHANGED = "account.changed"
    SIGNED_IN = "sign_in.done"
    SIGN_IN_FAILED = "sign_in.failed"
    SIGNED_OUT = "sign_in.ended"
    ACCOUNT_LINKED = "account.linked"
    ACCOUNT_UNLINKED = "account.unlinked"
    VOUCHED_FOR = "account.vouched_for"
    SETTINGS_CHANGED = "settings.changed"
    TRAINING_ADDED = "training.added"
    TRAINING_REMOVED = "training.removed"
    RECORDS_MOVED_IN = "records.moved_in"
    BACKUP_TAKEN = "backup.taken"
    BACKUP_RESTORED = "backup.restored"
    DATA_PURGED = "data.purged"
    RECORD_DROPPED = "record.dropped"
    CHAIN_CUT = "chain.cut"
    TERM_SET = "term.set"
    HOLD_PUT = "hold.put"
    HOLD_LIFTED = "hold.lifted"


def actor(staff_id: int) -> str:
    """The name of a staff member in histories: by number, not by address."""
    return f"staff:{staff_id}"


@dataclass(frozen=True, slots=True)
class _Fact:
    act: Act
    actor: str
    subject: str
    detail: dict[str, Any] = field(default_factory=dict)
    at: datetime = field(default_factory=utcnow)


def note(
    session: Session, act: Act, actor: str, subject: str = "", **detail: str | int | list[str] | dict[str, str]
) -> None:
    """Record a fact in the caller's transaction, in ids and codes only, never with personal data.

    It joins the chain on commit, so that the chain's end is locked last and for the shortest time.
    """
    session.info.setdefault(_WAITING, []).append(_Fact(act, actor, subject, detail))


@event.listens_for(Session, "before_commit")
def _join(session: Session) -> None:
    """Append the waiting entries to the chain; SQLite's write lock or the head's row lock serialises the writers."""
    if session.in_nested_transaction() or not session.info.get(_WAITING):
        return
    waiting: list[_Fact] = session.info.pop(_WAITING)
    head = session.get_one(AuditHead, 1, with_for_update=True, populate_existing=True)
    for fact in waiting:
        entry = _sealed(fact, head)
        session.add(_row(entry, fact))
        head.position, head.digest = entry.position, entry.digest
    session.flush()


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop(_WAITING, None)


def _sealed(fact: _Fact, head: AuditHead) -> Entry:
    at = _written(fact.at)
    entry = Entry(head.position + 1, at, fact.act.value, fact.actor, fact.subject, fact.detail, head.digest)
    return replace(entry, digest=digest_of(entry))


def _row(entry: Entry, fact: _Fact) -> AuditEntry:
    return AuditEntry(
        position=entry.position,
        at=fact.at,
        act=entry.act,
        actor=entry.actor,
        subject=entry.subject,
        detail=entry.detail,
        previous=entry.previous,
        digest=entry.digest,
    )


def head(session: Session) -> str | None:
    """`POSITION:DIGEST` of the newest entry, to be noted elsewhere; None for an empty chain."""
    end = session.get_one(AuditHead, 1, populate_existing=True)
    return f"{end.position}:{end.digest}" if end.position else None


def entries(session: Session, subject: str | None = None) -> Iterator[Entry]:
    """The chain from its beginning, or the entries about one subject."""
    statement = select(AuditEntry).order_by(AuditEntry.position).execution_options(yield_per=1000)
    if subject is not None:
        statement = statement.where(AuditEntry.subject == subject)
    return _told(session.scalars(statement))


def newest(session: Session, about: str = "", before: int = 0, limit: int = 100) -> list[Entry]:
    """The newest entries first: those by or about one id, and those before the entry at `before`."""
    statement = select(AuditEntry).order_by(AuditEntry.position.desc()).limit(limit)
    if about:
        statement = statement.where(or_(AuditEntry.subject == about, AuditEntry.actor == about))
    if before:
        statement = statement.where(AuditEntry.position < before)
    return list(_told(session.scalars(statement)))


def _told(rows: Iterable[AuditEntry]) -> Iterator[Entry]:
    for row in rows:
        facts = (row.act, row.actor, row.subject, row.detail)
        yield Entry(row.position, _written(row.at), *facts, row.previous, row.digest)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
