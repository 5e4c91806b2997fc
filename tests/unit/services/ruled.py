"""People at a desk, and the ways in which they rule, for tests of rulings and votes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.review_rules import ReviewRules
from kyc.models import CaseRuling, Decision, Event, StaffUser, StatusHistory, Verification, transaction
from kyc.services.desk import rulings
from kyc.services.desk.reviews import Ruling
from kyc.services.desk.rulings import Terms
from kyc.services.desk.votes import Reviewer
from kyc.services.record import audit

APPROVE = Ruling("approved", "confirmed_by_reviewer", "Same ears.")
REJECT = Ruling("rejected", "document_not_genuine", "See the zone.", "final")
RETRY = Ruling("rejected", "image_blurry", "", "retry")
BOTH = ReviewRules(frozenset({"approved", "rejected"}))
AT_ONCE, IN_TEN = Terms(), Terms(undo_seconds=10)
FOUR_EYES = Terms(BOTH)


def staff(session: Session, *names: str) -> list[int]:
    """The numbers of new people."""
    with transaction(session):
        made = [StaffUser(email=f"{name}@example.org", fs_uniquifier=name) for name in names]
        session.add_all(made)
        session.flush()
    return [one.id for one in made]


def say(
    session: Session, case: Verification, who: int, said: Ruling, terms: Terms = AT_ONCE, *, settles: bool = False
) -> CaseRuling:
    """A ruling on the case as it stands, committed."""
    with transaction(session):
        version = session.get_one(Verification, case.id).version
        return rulings.give(session, case.id, version, Reviewer(who, settles), said, terms)


def carry_out(session: Session, ruling: CaseRuling) -> None:
    """What the job does."""
    with transaction(session):
        rulings.carry_out(session, ruling.id)


def decisions(session: Session, case: Verification) -> list[Decision]:
    """What people decided."""
    session.rollback()
    found = select(Decision).where(Decision.verification_id == case.id, Decision.actor != "policy")
    return list(session.scalars(found))


def steps(session: Session, case: Verification) -> list[str]:
    found = select(StatusHistory.step).where(StatusHistory.verification_id == case.id).order_by(StatusHistory.id)
    return list(session.scalars(found))


def messages(session: Session) -> int:
    """How many final messages were written for partners."""
    return len(session.scalars(select(Event).filter_by(type="verification.completed")).all())


def acts(session: Session, case: Verification) -> list[tuple[str, dict[str, Any]]]:
    """What the chain says of a case since it came to people, but for who took it in hand."""
    found = [(entry.act, entry.detail) for entry in audit.entries(session, case.id)]
    return [one for one in found if one[1].get("outcome") != "manual_review" and one[0] != audit.Act.CASE_CLAIMED]
