"""How many refused images an item may have, and what is still possible once they are used up."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kyc.domain.errors import Refused
from kyc.models import Document, RefusedUpload, Selfie, Verification
from kyc.services.verification import pending

MOST_DOCUMENTS = 10
"""Every other document has its own attempts, so this limits all of them together."""


def left(session: Session, verification: Verification, item: str) -> int:
    """How many more refused images this item may have; the first attempt is free even where no retry is allowed.

    Where items were asked for again, how many those have together.
    """
    asked = pending.of(verification)
    if asked:
        return asked.attempts_left
    return max(0, _most(verification) - _refused(session, verification, *_of_item(verification, item)))


def as_it_is(session: Session, verification: Verification, item: str) -> bool:
    """Whether a photo may be sent whatever its quality, for a person to look at: once all attempts are used."""
    if left(session, verification, item) > 0:
        return False
    return _refused(session, verification) < MOST_DOCUMENTS * _most(verification)


def check(session: Session, verification: Verification, item: str, sha256: str, *, as_is: bool = False) -> None:
    """Raise `Refused` where no attempt is left, or the same bytes were refused before or have to be replaced.

    With `as_is` a refused photo may be sent again; all other limits still apply.
    """
    remaining = left(session, verification, item)
    if as_is and not as_it_is(session, verification, item):
        raise Refused("too_many_attempts", 0)
    if not as_is and remaining <= 0:
        raise Refused("too_many_attempts", 0)
    if not as_is and _refused_before(session, verification.id, item, sha256):
        raise Refused("already_refused", remaining)
    if pending.of(verification) and _sent_before(session, verification, sha256):
        raise Refused("already_refused", remaining)


def note_refusal(session: Session, verification: Verification, item: str, sha256: str, reason: str) -> int:
    """Count a refused image against the attempts of its item; returns how many are left."""
    row = RefusedUpload(verification_id=verification.id, item=item, sha256=sha256, reason=reason)
    row.document = _document(verification)
    session.add(row)
    pending.use_attempt(verification)
    session.flush()
    return left(session, verification, item)


def _most(verification: Verification) -> int:
    return max(1, verification.max_retries)


def _document(verification: Verification) -> str | None:
    chosen = verification.document_type
    return f"{chosen}:{verification.issuing_country or ''}" if chosen else None


def _of_item(verification: Verification, item: str) -> tuple[ColumnElement[bool], ...]:
    """A side counts for the document chosen now, or from before any was chosen; a face for all of them."""
    if not item.startswith("document."):
        return (RefusedUpload.item == item,)
    of_document = RefusedUpload.document.is_(None) | (RefusedUpload.document == _document(verification))
    return (RefusedUpload.item == item, of_document)


def _refused(session: Session, verification: Verification, *which: ColumnElement[bool]) -> int:
    found = select(func.count()).select_from(RefusedUpload).where(RefusedUpload.verification_id == verification.id)
    return session.scalar(found.where(*which)) or 0


def _refused_before(session: Session, verification_id: str, item: str, sha256: str) -> bool:
    """What was refused stays refused as any item; only a wrong side may be the right one elsewhere."""
    found = select(RefusedUpload.id).where(
        RefusedUpload.verification_id == verification_id,
        RefusedUpload.sha256 == sha256,
        (RefusedUpload.item == item) | (RefusedUpload.reason != "wrong_side"),
    )
    return session.scalar(found.limit(1)) is not None


def _sent_before(session: Session, verification: Verification, sha256: str) -> bool:
    """Whether these are the bytes of a present or former image."""
    return any(
        session.scalar(select(table.id).where(table.verification_id == verification.id, table.sha256 == sha256))
        for table in (Document, Selfie)
    )
