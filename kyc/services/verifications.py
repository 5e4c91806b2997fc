"""Opening, finding, submitting and ending verifications."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.domain.documents import PROVING, SIDES, DocumentType, Side
from kyc.domain.errors import Closed, InvalidTransition, MissingEvidence, NotFound, Refused
from kyc.domain.lifecycle import BEFORE_SUBMIT, FINAL, TRANSITIONS, State, Step
from kyc.models import Document, Profile, Selfie, Verification, utcnow
from kyc.services import challenge_state, webhooks
from kyc.services.challenge_state import Challenges
from kyc.services.transitions import advance, close


@dataclass(frozen=True, slots=True)
class Options:
    """What a partner may set for one verification."""

    client_reference_id: str | None = None
    webhook_url: str | None = None
    return_url: str | None = None
    locale: str = "en"
    metadata: dict[str, Any] = field(default_factory=dict)
    date_of_birth: date | None = None
    accepted_documents: tuple[str, ...] = tuple(kind.value for kind in PROVING)
    liveness_type: str = "passive"
    max_retries: int = 3
    ttl_s: int = 86_400


def open_new(session: Session, profile: Profile, options: Options, *, first: bool = False) -> tuple[Verification, str]:
    """A fresh verification and its session token, which is shown once and stored as a digest.

    `first` says that the profile is new, so that no earlier one has to be looked for.
    """
    token = ids.token("st")
    previous = None if first else newest(session, profile.id)
    now = utcnow()
    verification = Verification(
        id=ids.token("sess"),
        profile_id=profile.id,
        partner_id=profile.partner_id,
        mode=profile.mode,
        previous_id=previous.id if previous else None,
        client_reference_id=options.client_reference_id,
        webhook_url=options.webhook_url,
        return_url=options.return_url,
        locale=options.locale,
        partner_metadata=options.metadata,
        date_of_birth=options.date_of_birth,
        accepted_documents=list(options.accepted_documents),
        liveness_type=options.liveness_type,
        max_retries=options.max_retries,
        token_digest=token_digest(token),
        created_at=now,
        expires_at=now + timedelta(seconds=options.ttl_s),
    )
    session.add(verification)
    session.flush()
    webhooks.announce(session, verification, "session.created")
    return verification, token


def ensure_open(session: Session, profile: Profile, options: Options) -> Verification:
    """The current verification where the person can still do something or one is at work, else a fresh one.

    An approved profile keeps its approved verification; a rejected or closed one gets another go.
    """
    if current := _usable(session, profile.id):
        return current
    # Two requests may see the same ended verification: the second waits here, and finds what the first opened.
    session.execute(select(Profile.id).where(Profile.id == profile.id).with_for_update())
    return _usable(session, profile.id) or open_new(session, profile, options)[0]


def _usable(session: Session, profile_id: str) -> Verification | None:
    current = newest(session, profile_id)
    if current is None:
        return None
    expire_if_due(session, current)
    ended = current.closed_reason or current.state is State.REJECTED
    return None if ended and current.rejection_type != "final" else current


def options_of(verification: Verification) -> Options:
    """What the partner set for a verification, for the one that follows it on the same record."""
    lifetime = verification.expires_at - verification.created_at
    return Options(
        client_reference_id=verification.client_reference_id,
        webhook_url=verification.webhook_url,
        return_url=verification.return_url,
        locale=verification.locale,
        metadata=dict(verification.partner_metadata),
        date_of_birth=verification.date_of_birth,
        accepted_documents=tuple(verification.accepted_documents),
        liveness_type=verification.liveness_type,
        max_retries=verification.max_retries,
        ttl_s=int(lifetime.total_seconds()),
    )


def choose_document(
    session: Session, verification: Verification, kind: DocumentType, issuing_country: str | None
) -> None:
    """The document the applicant is going to show; photos of another type than this count no more."""
    require_open(verification)
    if kind.value not in verification.accepted_documents:
        raise Refused("document_type_not_accepted")
    documents, _ = images(session, verification.id)
    for document in documents:
        if document.type != kind.value:
            document.replaced_at = utcnow()
    verification.document_type, verification.issuing_country = kind.value, issuing_country
    session.flush()


def newest(session: Session, profile_id: str) -> Verification | None:
    """The current verification of a profile: the one opened last."""
    return session.scalar(
        select(Verification)
        .where(Verification.profile_id == profile_id)
        .order_by(Verification.created_at.desc(), Verification.id.desc())
        .limit(1)
    )


def get(session: Session, verification_id: str, partner_id: str, mode: str, *, lock: bool = False) -> Verification:
    """A partner's own verification; another partner's or mode's is as unknown as one that never was.

    With `lock` no other transaction changes it or its images before this one ends.
    """
    found = session.get(Verification, verification_id, with_for_update=lock or None)
    if found is None or found.partner_id != partner_id or found.mode != mode:
        raise NotFound
    return found


def by_token(session: Session, verification_id: str, token: str, *, lock: bool = False) -> Verification:
    """The verification a session token opens, and no other."""
    found = session.get(Verification, verification_id, with_for_update=lock or None)
    if found is None or not secrets.compare_digest(found.token_digest or "", token_digest(token)):
        raise NotFound
    return found


def token_digest(token: str) -> str:
    """A token has 160 random bits, so a plain digest is enough to store."""
    return hashlib.sha256(token.encode()).hexdigest()


def images(session: Session, verification_id: str) -> tuple[Sequence[Document], Selfie | None]:
    """The document sides and the selfie that count now."""
    documents = session.scalars(
        select(Document)
        .where(Document.verification_id == verification_id, Document.replaced_at.is_(None))
        .order_by(Document.created_at, Document.id)
    ).all()
    selfie = session.scalar(
        select(Selfie).where(Selfie.verification_id == verification_id, Selfie.replaced_at.is_(None))
    )
    return documents, selfie


def missing(
    verification: Verification, documents: Sequence[Document], selfie: Selfie | None, challenges: Challenges = ()
) -> list[str]:
    """What is still required, in the order in which it is asked for; `liveness` where a challenge has to be passed.

    `challenges` are all that were opened; with passive liveness there are none.
    """
    have = {document.side for document in documents}
    wanted = [f"document.{side}" for side in sides(verification) if side.value not in have]
    turned = challenge_state.met(verification, challenges, selfie)
    return wanted + ([] if selfie else ["selfie"]) + ([] if turned else ["liveness"])


def needs(session: Session, verification: Verification) -> list[str]:
    """What is still required of a stored verification."""
    challenges = challenge_state.of(session, verification.id) if challenge_state.is_active(verification) else ()
    return missing(verification, *images(session, verification.id), challenges)


def sides(verification: Verification) -> tuple[Side, ...]:
    """The sides of the chosen document; a first guess of `front` before a type is chosen."""
    if verification.document_type:
        return SIDES[DocumentType(verification.document_type)]
    return (Side.FRONT,)


def submit(session: Session, verification: Verification, actor: str) -> None:
    """Hand the verification to the worker; again after that changes nothing."""
    if verification.state not in BEFORE_SUBMIT:
        return
    expire_if_due(session, verification)
    if verification.closed_reason:
        raise Closed(verification.closed_reason)
    if absent := needs(session, verification):
        raise MissingEvidence(absent)
    advance(session, verification, Step.SUBMIT, actor)


def cancel(session: Session, verification: Verification, actor: str) -> None:
    """End a verification before submit; again after that changes nothing."""
    if verification.closed_reason == "cancelled":
        return
    require_open(verification)
    close(session, verification, "cancelled", actor)


def expire_if_due(session: Session, verification: Verification) -> None:
    """Close a verification whose time is over; what was submitted never expires."""
    if is_due(verification, utcnow()):
        close(session, verification, "expired", "system")


def is_due(verification: Verification, moment: datetime) -> bool:
    """Whether its time is over and nobody has closed it yet."""
    open_still = verification.state in BEFORE_SUBMIT and not verification.closed_reason
    return open_still and verification.expires_at <= moment


def require_open(verification: Verification) -> None:
    """Raise unless evidence may still be changed."""
    if verification.closed_reason:
        raise Closed(verification.closed_reason)
    if verification.state not in BEFORE_SUBMIT:
        allowed = [step.value for step in TRANSITIONS[State(verification.state)]]
        raise InvalidTransition(verification.state.value, allowed)
    if verification.expires_at <= utcnow():
        raise Closed("expired")


def is_final(verification: Verification) -> bool:
    """Whether nothing more will happen to it."""
    return verification.state in FINAL or verification.closed_reason is not None


def due_before(session: Session, moment: datetime) -> Sequence[Verification]:
    """Unfinished verifications whose time is over, for the periodic expiry."""
    return session.scalars(
        select(Verification)
        .where(
            Verification.expires_at <= moment,
            Verification.closed_reason.is_(None),
            Verification.state.in_(list(BEFORE_SUBMIT)),
        )
        .limit(500)
    ).all()
