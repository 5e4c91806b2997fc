"""A reviewer's confirmed ruling: stored for as long as it can be undone, then carried out exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.domain.decision import POLICY
from kyc.domain.errors import LostRace
from kyc.domain.lifecycle import State
from kyc.domain.review_rules import ReviewRules
from kyc.models import CaseRuling, Decision, Verification, utcnow
from kyc.services.desk import claims, escalations, reviews, votes
from kyc.services.desk.votes import WAITS, Reviewer
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor
from kyc.services.verification import corrected, returns
from kyc.services.verification.transitions import record

JOB = "carry_out_ruling"
LAPSED = "ruling_lapsed"


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules here: what the policy asks of reviewers, and for how many seconds a ruling can be undone (0: none)."""

    rules: ReviewRules = field(default_factory=ReviewRules)
    undo_seconds: int = 0


def give(
    session: Session, verification_id: str, version: int, who: Reviewer, said: reviews.Ruling, terms: Terms
) -> CaseRuling:
    """Store a ruling, to be carried out once it can no longer be undone; the case stays claimed by its reviewer.

    Raises as `reviews.open_case` and `reviews.check_ruling`; `LostRace` also while somebody else's ruling waits, and
    `Denied` for those whom `votes.require_voice` excludes, and where only the leads decide.
    """
    verification = reviews.open_case(session, verification_id, version, who.id)
    if waiting(session, verification_id):
        raise LostRace
    escalations.require_right(session, verification_id, settles=who.settles)
    votes.require_voice(session, verification, who)
    reviews.check_ruling(said)
    row = _row(verification, who.id, said, terms.undo_seconds)
    row.four_eyes = needs_second(session, verification_id, said.outcome, terms.rules)
    session.add(row)
    session.flush()
    audit.note(session, Act.RULING_GIVEN, actor(who.id), verification_id, ruling=row.id)
    if not terms.undo_seconds:
        carry_out(session, row.id)
        return row
    claims.claim(session, verification_id, who.id)
    jobs.enqueue(session, jobs.IO, JOB, f"{JOB}-{row.id}", row.id, delay=terms.undo_seconds)
    return row


def undo(session: Session, verification_id: str, reviewer_id: int) -> None:
    """Undo one's own ruling before it is carried out; raises `LostRace` where there is none any more."""
    known = verification_id.isprintable()
    verification = session.get(Verification, verification_id, with_for_update=True) if known else None
    row = waiting(session, verification_id) if verification else None
    if row is None or row.staff_id != reviewer_id:
        raise LostRace
    row.undone_at = utcnow()
    audit.note(session, Act.RULING_UNDONE, actor(reviewer_id), row.verification_id, ruling=row.id)
    session.flush()


def carry_out(session: Session, ruling_id: int) -> None:
    """Turn a ruling into a decision or a vote; one that was carried out, undone or lapsed is left as it is.

    Where the case has changed since, the ruling was about something else: it lapses, and the history says so.
    """
    found = _locked(session, ruling_id)
    if found is None:
        return
    row, verification = found
    if verification.state is State.MANUAL_REVIEW and verification.version == row.version:
        row.made_at = utcnow()
        session.flush()
        votes.count(session, verification, row)
    else:
        _lapse(session, row, verification)


def give_up(session: Session, ruling_id: int) -> None:
    """A ruling that cannot be carried out lapses, and the case stays in review."""
    if found := _locked(session, ruling_id):
        _lapse(session, *found)


def waiting(session: Session, verification_id: str) -> CaseRuling | None:
    """The ruling on a case that can still be undone."""
    mine = CaseRuling.verification_id == verification_id
    return session.scalar(select(CaseRuling).where(mine, WAITS))


def of_case(session: Session, verification_id: str) -> Sequence[CaseRuling]:
    """All rulings on a case, in order, including those that nobody else may read yet."""
    mine = select(CaseRuling).where(CaseRuling.verification_id == verification_id)
    return session.scalars(mine.order_by(CaseRuling.id)).all()


def of_person(session: Session, reviewer_id: int) -> Sequence[CaseRuling]:
    """The rulings that somebody can still undo, the oldest first."""
    mine = select(CaseRuling).where(CaseRuling.staff_id == reviewer_id, WAITS)
    return session.scalars(mine.order_by(CaseRuling.id)).all()


def needs_second(session: Session, verification_id: str, outcome: str, rules: ReviewRules) -> bool:
    """Whether the policy asks for a second person, by the reasons for which machines gave the case to people, and by
    whether somebody corrected what they had read."""
    said = select(Decision.reasons).where(Decision.verification_id == verification_id, Decision.actor == POLICY)
    found = {code for reasons in session.scalars(said) for code in reasons}
    return rules.ask(outcome, found | ({returns.CORRECTED} if corrected.rows(session, verification_id) else set()))


def _row(verification: Verification, reviewer_id: int, said: reviews.Ruling, seconds: int) -> CaseRuling:
    now = utcnow()
    return CaseRuling(
        verification_id=verification.id,
        staff_id=reviewer_id,
        outcome=said.outcome,
        reason=said.reason,
        note=said.note.strip(),
        rejection_type=said.rejection_type,
        version=verification.version,
        at=now,
        due_at=now + timedelta(seconds=seconds),
    )


def _locked(session: Session, ruling_id: int) -> tuple[CaseRuling, Verification] | None:
    """A waiting ruling, with its case locked, so that undoing and carrying out never overlap."""
    row = session.get(CaseRuling, ruling_id)
    if row is None:
        return None
    verification = session.get_one(Verification, row.verification_id, with_for_update=True)
    session.refresh(row)
    return None if row.made_at or row.undone_at or row.lapsed_at else (row, verification)


def _lapse(session: Session, row: CaseRuling, verification: Verification) -> None:
    row.lapsed_at = utcnow()
    record(session, verification, LAPSED, actor(row.staff_id))
    audit.note(session, Act.RULING_LAPSED, actor(row.staff_id), verification.id, ruling=row.id)
    session.flush()
