"""How many people reach each step, and how often the first attempt at a step succeeds."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session

from kyc.domain.challenge import Verdict
from kyc.models import LivenessChallenge, Verification
from kyc.services.numbers.cohort import Scope, within
from kyc.services.numbers.tally import Tally, share
from kyc.services.verification.challenge_state import UNMEASURED


@dataclass(frozen=True, slots=True)
class Step:
    """How many reached a step and the one before; where a step has attempts, `good` of `tried` had none refused."""

    name: str
    reached: int
    before: int
    tried: int | None = None
    good: int | None = None

    @property
    def lost(self) -> float | None:
        """The share of those at the step before who have not reached this one."""
        return share(self.before - self.reached, self.before)

    @property
    def first_tries(self) -> float | None:
        return share(self.good or 0, self.tried or 0)


def steps(total: Tally) -> tuple[Step, ...]:
    """The steps from opening to decision; those still under way have not reached the later steps."""
    return (
        Step("opened", total.opened, total.opened),
        Step("document", total.documents, total.opened, total.sent_documents, total.good_documents),
        Step("selfie", total.selfies, total.documents, total.sent_selfies, total.good_selfies),
        Step("submitted", total.submitted, total.selfies),
        Step("decided", total.decided, total.submitted),
    )


def movements(session: Session, scope: Scope) -> Step:
    """How many passed the head movements at the first answer; what could not be measured is no attempt."""
    one = LivenessChallenge
    place = func.row_number().over(partition_by=one.verification_id, order_by=one.number).label("place")
    # redundant, for no challenge is older than its verification, but cheap
    since = one.opened_at >= scope.since
    answered = (since, one.received_at.is_not(None), one.reason.is_not(None), one.reason.not_in(UNMEASURED))
    opened = exists().where(Verification.id == one.verification_id, *within(scope))
    tries = select(one.reason, place).where(*answered, opened).subquery().c
    good = func.count(case((tries.reason == Verdict.PASSED.value, 1)))
    tried, passed = session.execute(select(func.count(), good).where(tries.place == 1)).one()
    return Step("movements", tried, tried, tried, passed)
