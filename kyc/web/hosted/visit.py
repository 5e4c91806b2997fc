"""What the pages know about a verification: plain values, read in a short transaction that ends before a view runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.documents import SIDES, DocumentType, Side
from kyc.domain.lifecycle import BEFORE_SUBMIT, State
from kyc.models import Decision, Profile, StatusHistory, Verification, utcnow
from kyc.services.accounts import looks
from kyc.services.accounts.look_rules import Look
from kyc.services.applicant import consents, handoffs, holders, my_data
from kyc.services.applicant.handoffs import Role
from kyc.services.verification import attempts, challenge_state, pending, profiles, requirements, verifications
from kyc.services.verification.pending import Pending
from kyc.web import languages
from kyc.web.unit_of_work import session as request_session

WORN = "kyc.worn"
"""Where a request keeps the branding of its pages."""


@dataclass(frozen=True, slots=True)
class Visit:
    """The newest verification of a record, as the applicant sees it; holds neither the person's name nor a number."""

    record_id: str
    verification_id: str
    state: State
    ended: str | None
    consented: bool
    held_elsewhere: bool
    document_type: DocumentType | None
    issuing_country: str | None
    accepted: tuple[DocumentType, ...]
    missing: tuple[str, ...]
    partner: str
    return_url: str | None
    mode: str
    locale: str | None
    final_rejection: bool
    active: bool = False
    look: Look | None = None
    faces_declined: bool = False
    asked: Pending | None = None
    role: Role = Role.NONE

    @property
    def before_submit(self) -> bool:
        return self.state in BEFORE_SUBMIT

    @property
    def sendable(self) -> bool:
        """Whether something may still be sent: before the submit, or because new photos were requested."""
        return self.asked is not None or (self.before_submit and not self.ended)

    @property
    def sides(self) -> tuple[Side, ...]:
        return SIDES[self.document_type] if self.document_type else ()

    @property
    def documents_missing(self) -> bool:
        return any(item.startswith("document.") for item in self.missing)


@contextmanager
def reading() -> Iterator[Session]:
    """A read-only session that holds nothing once the block is over."""
    opened = request_session()
    try:
        yield opened
    finally:
        opened.rollback()


def load(record_id: str, token: str) -> Visit | None:
    """The newest verification of a record, None where it has none; raises `NotFound` for an unknown record."""
    with reading() as session:
        profile = profiles.get(session, record_id)
        verification = verifications.newest(session, record_id)
        return _visit(session, profile, verification, token) if verification else None


def _visit(session: Session, profile: Profile, verification: Verification, token: str) -> Visit:
    accepted = tuple(DocumentType(word) for word in verification.accepted_documents)
    look = _worn(session, verification.partner_id, verification)
    return Visit(
        record_id=profile.id,
        verification_id=verification.id,
        state=State(verification.state),
        ended=_ended(verification),
        consented=consents.given(session, verification.id),
        held_elsewhere=holders.held_elsewhere(session, verification.id, token),
        document_type=DocumentType(verification.document_type) if verification.document_type else None,
        issuing_country=verification.issuing_country or profile.match_country,
        accepted=accepted,
        missing=tuple(requirements.needs(session, verification)),
        partner=look.name,
        return_url=_web_address(verification.return_url),
        mode=verification.mode,
        locale=verification.locale,
        final_rejection=verification.rejection_type == "final",
        active=challenge_state.is_active(verification),
        look=look,
        faces_declined=verification.faces_declined,
        asked=_asked(verification),
        role=handoffs.role(session, verification.id, token),
    )


def declared_type(record_id: str) -> str | None:
    """The type of document that the partner declared, preselected where it is accepted."""
    with reading() as session:
        return profiles.get(session, record_id).match_type


def _ended(verification: Verification) -> str | None:
    """Why nothing can be sent any more, even just before the worker has recorded the expiry."""
    return verification.closed_reason or ("expired" if verifications.is_due(verification, utcnow()) else None)


def _asked(verification: Verification) -> Pending | None:
    """The open request for new photos, until its deadline."""
    asked = pending.of(verification)
    return None if asked is None or pending.is_due(asked) else asked


def _web_address(url: str | None) -> str | None:
    return url if url and url.startswith(("https://", "http://")) else None


def partner_look(record_id: str) -> Look:
    """The name and branding of the partner of a record; raises `NotFound` for an unknown record."""
    with reading() as session:
        partner_id = profiles.get(session, record_id).partner_id
        return _worn(session, partner_id, verifications.newest(session, record_id))


def erased_look(record_id: str) -> Look:
    """The name and branding of the partner of an erased record."""
    with reading() as session:
        return _worn(session, session.get_one(Profile, record_id).partner_id, None)


def held_look(record_id: str, token: str) -> None:
    """Apply the branding for the browser that holds a check of this record; nobody else learns that there is one."""
    with reading() as session:
        if held := my_data.holding(session, record_id, token):
            _worn(session, held.partner_id, held)


def _worn(session: Session, partner_id: str, verification: Verification | None) -> Look:
    """A partner's branding; every page answered in this request has it, in the language the session asks for.

    Remembered, for an error page cannot ask a database that may be away.
    """
    languages.session_asks(verification.locale if verification else None)
    return cast(Look, request.environ.setdefault(WORN, looks.look_of(session, partner_id)))


def attempts_left(verification_id: str, item: str) -> int:
    """How many more photos of an item may be refused."""
    with reading() as session:
        return attempts.left(session, session.get_one(Verification, verification_id), item)


def may_send_as_is(verification_id: str, item: str) -> bool:
    """Whether a photo of an item may be sent whatever its quality, for a person to look at."""
    with reading() as session:
        return attempts.as_it_is(session, session.get_one(Verification, verification_id), item)


def decision_reasons(verification_id: str) -> list[str]:
    """The reason codes of the newest decision."""
    with reading() as session:
        newest = select(Decision).where(Decision.verification_id == verification_id).order_by(Decision.id.desc())
        found = session.scalar(newest.limit(1))
        return list(found.reasons) if found else []


def steps_done(verification_id: str) -> set[str]:
    """The steps that a verification's history contains."""
    with reading() as session:
        found = select(StatusHistory.step).where(StatusHistory.verification_id == verification_id)
        return set(session.scalars(found))
