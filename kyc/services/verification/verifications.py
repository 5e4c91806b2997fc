"""Finding, submitting and ending verifications."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.documents import DocumentType
from kyc.domain.errors import Closed, MissingEvidence, NotFound, Refused
from kyc.domain.lifecycle import BEFORE_SUBMIT, FINAL, Step, not_allowed
from kyc.domain.reasons import reason
from kyc.models import Verification, utcnow
from kyc.services.verification import pending, resubmission
from kyc.services.verification.requirements import images, needs
from kyc.services.verification.transitions import advance, close


def newest(session: Session, profile_id: str, *, lock: bool = False) -> Verification | None:
    """The current verification of a profile, the one opened last; `lock` reads it anew and locks it."""
    found = (
        select(Verification)
        .where(Verification.profile_id == profile_id)
        .order_by(Verification.created_at.desc(), Verification.id.desc())
        .limit(1)
    )
    return session.scalar(found.with_for_update().execution_options(populate_existing=True) if lock else found)


def get(session: Session, verification_id: str, partner_id: str, mode: str, *, lock: bool = False) -> Verification:
    """A partner's own verification; one of another partner or mode counts as not found.

    With `lock` no other transaction can change it or its images until this one ends.
    """
    found = session.get(Verification, verification_id, with_for_update=lock or None)
    if found is None or found.partner_id != partner_id or found.mode != mode:
        raise NotFound
    return found


def by_token(session: Session, verification_id: str, token: str, *, lock: bool = False) -> Verification:
    """The verification that the session token belongs to; any other counts as not found."""
    found = session.get(Verification, verification_id, with_for_update=lock or None)
    if found is None or not secrets.compare_digest(found.token_digest or "", token_digest(token)):
        raise NotFound
    return found


def token_digest(token: str) -> str:
    """The digest of a token to store; a plain one is enough for 160 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def choose_document(
    session: Session, verification: Verification, kind: DocumentType, issuing_country: str | None
) -> None:
    """Set the document that the applicant is going to show; photos of any other type no longer count."""
    require_open(verification)
    if kind.value not in verification.accepted_documents:
        raise Refused("document_type_not_accepted")
    documents, _ = images(session, verification.id)
    for document in documents:
        if document.type != kind.value:
            document.replaced_at = utcnow()
    verification.document_type, verification.issuing_country = kind.value, issuing_country
    session.flush()


def submit(session: Session, verification: Verification, actor: str) -> None:
    """Hand the verification, or what was requested again, to the worker; a second call changes nothing."""
    if pending.of(verification):
        resubmission.send(session, verification, actor)
    if verification.state not in BEFORE_SUBMIT:
        return
    expire_if_due(session, verification)
    if verification.closed_reason:
        raise Closed(verification.closed_reason)
    if absent := needs(session, verification):
        raise MissingEvidence(absent)
    advance(session, verification, Step.SUBMIT, actor)


def want_person(session: Session, verification: Verification, code: str) -> None:
    """Let a person decide, whatever the checks say; a reason given twice is stored once.

    The caller holds the row's lock. Raises `KeyError` for a code that is not in the catalogue.
    """
    wanted = [*verification.person_wanted, reason(code).code]
    verification.person_wanted = list(dict.fromkeys(wanted))
    session.flush()


def cancel(session: Session, verification: Verification, actor: str) -> None:
    """End a verification before it is submitted; a second call changes nothing."""
    if verification.closed_reason == "cancelled":
        return
    require_open(verification)
    close(session, verification, "cancelled", actor)


def expire_if_due(session: Session, verification: Verification) -> None:
    """Close a verification whose time is over; a submitted one never expires."""
    if is_due(verification, utcnow()):
        close(session, verification, "expired", "system")


def is_due(verification: Verification, moment: datetime) -> bool:
    """Whether its time is over and it is not closed yet."""
    open_still = verification.state in BEFORE_SUBMIT and not verification.closed_reason
    return open_still and verification.expires_at <= moment


def require_open(verification: Verification, item: str | None = None) -> None:
    """Raise unless evidence may still be changed; an `item` that was requested again may be even after submit."""
    if item and pending.open_to(verification, item):
        return
    if verification.closed_reason:
        raise Closed(verification.closed_reason)
    if verification.state not in BEFORE_SUBMIT:
        raise not_allowed(verification.state)
    if verification.expires_at <= utcnow():
        raise Closed("expired")


def is_final(verification: Verification) -> bool:
    """Whether nothing more will happen to the verification."""
    return verification.state in FINAL or verification.closed_reason is not None


def due_before(session: Session, moment: datetime) -> Sequence[Verification]:
    """Unfinished verifications whose time was over at this moment, for the periodic expiry."""
    return session.scalars(
        select(Verification)
        .where(
            Verification.expires_at <= moment,
            Verification.closed_reason.is_(None),
            Verification.state.in_(list(BEFORE_SUBMIT)),
        )
        .limit(500)
    ).all()
