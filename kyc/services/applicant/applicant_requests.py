"""Requests of applicants to people, and the answers: asking twice is one request, due within a month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.domain.errors import LostRace, NotFound, require_valid
from kyc.models import ApplicantRequest, Profile, StatusHistory, Verification, utcnow
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor
from kyc.services.verification import transitions, verifications

Kind = Literal["person", "erasure"]
ANSWERS = ("done", "declined")
NOTE_LIMIT = 2000
PAGE = 50


@dataclass(frozen=True, slots=True)
class Reply:
    """The staff's answer: `done` or `declined`, and the text that the applicant reads."""

    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class RequestFile:
    """A request with its person and the verification it is about."""

    request: ApplicantRequest
    profile: Profile
    verification: Verification
    due: datetime


def ask(session: Session, verification: Verification, kind: Kind) -> ApplicantRequest:
    """Store a request in the caller's transaction; returns one that is open already as it is.

    After a request for a person made before the decision, a person decides, whatever the checks say.
    """
    session.execute(select(Profile.id).where(Profile.id == verification.profile_id).with_for_update())
    if found := _open(session, verification.profile_id, kind):
        return found
    request = ApplicantRequest(id=ids.token("req"), profile_id=verification.profile_id, kind=kind, at=utcnow())
    request.verification_id = verification.id
    session.add(request)
    note(session, verification, f"{kind}_requested")
    if kind == "person" and not verifications.is_final(verification):
        verifications.want_person(session, verification, "person_requested")
    session.flush()
    return request


def reply(answer: str, note: str) -> Reply:
    """An answer from a form; raises `Invalid`: a refusal needs a reason (GDPR, Article 12(4))."""
    faults = {
        ("/answer", "Choose what came of it."): answer not in ANSWERS,
        ("/note", "Say why, so that the applicant understands it."): answer == "declined" and not note.strip(),
        ("/note", f"The words may have {NOTE_LIMIT} characters at most."): len(note) > NOTE_LIMIT,
    }
    require_valid(faults)
    return Reply(answer, note.strip())


def on_case(session: Session, verification_id: str, request_id: str) -> str:
    """The id of a request that belongs to this case, because it is the same person's; raises `NotFound`."""
    known = verification_id.isprintable() and request_id.isprintable()
    asked = session.get(ApplicantRequest, request_id) if known else None
    case = session.get(Verification, verification_id) if asked else None
    if asked is None or case is None or asked.profile_id != case.profile_id:
        raise NotFound
    return asked.id


def settle(session: Session, request_id: str, said: Reply, reviewer_id: int) -> ApplicantRequest:
    """Answer a request; raises `NotFound`, and `LostRace` where somebody was quicker."""
    request = session.get(ApplicantRequest, request_id, with_for_update=True) if request_id.isprintable() else None
    if request is None:
        raise NotFound
    if request.answered_at is not None:
        raise LostRace
    _answer(session, request, said, actor(reviewer_id))
    return request


def decided(session: Session, verification: Verification, who: str) -> None:
    """Close the request for a person, once one has decided the very verification that it was made in."""
    request = _open(session, verification.profile_id, "person")
    if request and request.verification_id == verification.id:
        _answer(session, request, Reply("done", ""), who)


def waiting(session: Session) -> list[RequestFile]:
    """The open requests, the oldest first, as many as fit a page."""
    found = select(ApplicantRequest).where(ApplicantRequest.answered_at.is_(None))
    return _files(session, session.scalars(found.order_by(ApplicantRequest.at, ApplicantRequest.id).limit(PAGE)).all())


def answered(session: Session) -> list[RequestFile]:
    """The answered requests, the newest first, as many as fit a page."""
    found = select(ApplicantRequest).where(ApplicantRequest.answered_at.is_not(None))
    order = (ApplicantRequest.answered_at.desc(), ApplicantRequest.id)
    return _files(session, session.scalars(found.order_by(*order).limit(PAGE)).all())


def open_count(session: Session) -> int:
    """How many requests are open."""
    return session.scalar(select(func.count()).where(ApplicantRequest.answered_at.is_(None))) or 0


def of_profile(session: Session, profile_id: str) -> Sequence[ApplicantRequest]:
    """Every request of a profile, the newest first."""
    mine = select(ApplicantRequest).where(ApplicantRequest.profile_id == profile_id)
    return session.scalars(mine.order_by(ApplicantRequest.at.desc(), ApplicantRequest.id)).all()


def due(asked: datetime) -> datetime:
    """One calendar month later (GDPR, Article 12(3)), or the last day of that month."""
    year, month = asked.year + asked.month // 12, asked.month % 12 + 1
    return asked.replace(year=year, month=month, day=min(asked.day, monthrange(year, month)[1]))


def note(session: Session, verification: Verification, step: str) -> None:
    """A history row for something the applicant did that changes no state.

    It belongs to the verification of the newest row, because that row has the profile's public status.
    """
    mine = select(StatusHistory.verification_id).where(StatusHistory.profile_id == verification.profile_id)
    last = session.scalar(mine.order_by(StatusHistory.id.desc()).limit(1))
    where = session.get_one(Verification, last) if last else verification
    transitions.record(session, where, step, "applicant")


def _answer(session: Session, request: ApplicantRequest, said: Reply, who: str) -> None:
    request.answer, request.note = said.answer, said.note
    request.answered_by, request.answered_at = who, utcnow()
    audit.note(session, Act.REQUEST_ANSWERED, who, request.id, kind=request.kind, answer=said.answer)
    session.flush()


def _open(session: Session, profile_id: str, kind: Kind) -> ApplicantRequest | None:
    same = (ApplicantRequest.profile_id == profile_id) & (ApplicantRequest.kind == kind)
    return session.scalar(select(ApplicantRequest).where(same, ApplicantRequest.answered_at.is_(None)))


def _files(session: Session, found: Sequence[ApplicantRequest]) -> list[RequestFile]:
    return [
        RequestFile(
            one,
            session.get_one(Profile, one.profile_id),
            session.get_one(Verification, one.verification_id),
            due(one.at),
        )
        for one in found
    ]
