"""Four eyes: a ruling that needs a second person is a vote, hidden until that person has voted too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from kyc.domain.errors import Denied
from kyc.domain.lifecycle import State
from kyc.models import CaseRuling, Verification
from kyc.services.desk import assignments, claims, reviews
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor
from kyc.services.verification.transitions import record

SECOND, THIRD, CONFIRMED = "second_person_wanted", "votes_differ", "confirmed"
"""What a case waits for: a second person, somebody to settle a difference, or the end of the time to undo."""
RULES = ("reviewer", "four_eyes", "difference_settled")
"""How a decision came about, by the number of votes before it."""

_STANDS = and_(CaseRuling.made_at.is_not(None), CaseRuling.version == Verification.version)
WAITS = and_(CaseRuling.made_at.is_(None), CaseRuling.undone_at.is_(None), CaseRuling.lapsed_at.is_(None))
"""The condition for rulings that can still be undone."""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who rules: their number, and whether they may settle where two others disagree."""

    id: int
    settles: bool = False


def standing(session: Session, verification: Verification) -> Sequence[CaseRuling]:
    """The votes that count now, the oldest first; any change of the case voids the ones before it."""
    if verification.state is not State.MANUAL_REVIEW:
        return ()
    mine = (CaseRuling.verification_id == verification.id) & (CaseRuling.version == verification.version)
    found = select(CaseRuling).where(mine, CaseRuling.made_at.is_not(None))
    return session.scalars(found.order_by(CaseRuling.id)).all()


def require_voice(session: Session, verification: Verification, who: Reviewer) -> None:
    """Raise `Denied` for somebody who has voted already, or who may not settle where others disagree."""
    if not has_voice(standing(session, verification), who):
        raise Denied


def has_voice(cast: Sequence[CaseRuling], who: Reviewer) -> bool:
    """Whether this person may vote beside the others."""
    return who.id not in {vote.staff_id for vote in cast} and (len(cast) < 2 or who.settles)


def count(session: Session, verification: Verification, ruling: CaseRuling) -> None:
    """Add a ruling to the votes of a locked case: it decides, or asks for a second person, or for one who settles."""
    before = [vote for vote in standing(session, verification) if vote.id != ruling.id]
    agreed = [vote for vote in before if said(vote) == said(ruling)]
    if len(before) == 1:
        _open(session, [*before, ruling])
    if not before and ruling.four_eyes:
        _wait(session, verification, [ruling], SECOND)
    elif len(before) == 1 and not agreed:
        _wait(session, verification, [*before, ruling], THIRD)
    else:
        rule = RULES[min(len(before), 2)]
        others = [actor(vote.staff_id) for vote in agreed]
        reviews.settle(session, verification, ruling.staff_id, content(ruling), rule, others)


def said(vote: CaseRuling) -> tuple[str, str | None]:
    """What two votes have to agree on; each may have a reason of its own."""
    return vote.outcome, vote.rejection_type


def content(vote: CaseRuling) -> reviews.Ruling:
    """A stored ruling as it was given."""
    return reviews.Ruling(vote.outcome, vote.reason, vote.note, vote.rejection_type)


def wanted(session: Session, verification_ids: Iterable[str]) -> dict[str, str]:
    """By case, what it waits for: `CONFIRMED`, `SECOND` or `THIRD`; a case without rulings is left out."""
    within = CaseRuling.verification_id.in_(list(verification_ids))
    made = _votes().with_only_columns(CaseRuling.verification_id).where(within)
    found = {case: THIRD if number > 1 else SECOND for case, number in Counter(session.scalars(made)).items()}
    waiting = session.scalars(select(CaseRuling.verification_id).where(within, WAITS))
    return found | dict.fromkeys(waiting, CONFIRMED)


def open_to(who: Reviewer) -> ColumnElement[bool]:
    """A condition on verifications: no ruling waits, and this person may still vote."""
    here = CaseRuling.verification_id == Verification.id
    waits = exists().where(here, WAITS)
    voted = exists().where(here, _STANDS, CaseRuling.staff_id == who.id)
    differ = select(func.count()).where(here, _STANDS).correlate(Verification).scalar_subquery() > 1
    closed = or_(waits, voted) if who.settles else or_(waits, voted, differ)
    return ~closed


def _votes() -> Select[CaseRuling]:
    on = CaseRuling.verification_id == Verification.id
    return select(CaseRuling).join(Verification, on).where(_STANDS, Verification.state == State.MANUAL_REVIEW)


def _wait(session: Session, verification: Verification, votes: Sequence[CaseRuling], step: str) -> None:
    """Give the case a new version, so that whoever read it before this vote reads it again; the votes are kept."""
    newest = votes[-1]
    flag_modified(verification, "state")
    session.flush()
    for vote in votes:
        vote.version = verification.version
    record(session, verification, step, actor(newest.staff_id))
    claims.release(session, verification.id, newest.staff_id)
    assignments.end(session, verification.id, newest.staff_id)
    session.flush()


def _open(session: Session, votes: Sequence[CaseRuling]) -> None:
    """Both have voted: from here on the record shows what."""
    for vote in votes:
        words = {"outcome": vote.outcome, "reason": vote.reason}
        audit.note(session, Act.VOTE_OPENED, actor(vote.staff_id), vote.verification_id, **words)
