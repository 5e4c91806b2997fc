"""Rulings on the pages: which can still be undone, who has to vote next, and what nobody may read yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kyc.domain.lifecycle import State
from kyc.domain.rights import Right
from kyc.models import CaseRuling, Verification
from kyc.services.desk import rulings, votes
from kyc.services.desk.case_files import CaseFile
from kyc.services.desk.reviews import Ruling
from kyc.services.desk.rulings import Terms
from kyc.services.desk.votes import CONFIRMED, SECOND, THIRD, Reviewer
from kyc.services.record.audit import actor
from kyc.web import unit_of_work
from kyc.web.staff.case.timeline import Happening, who
from kyc.web.staff.guard import may, me
from kyc.web.staff.wording import staff_reason

WANTED = {SECOND: "Needs a second person", THIRD: "Two see it differently", CONFIRMED: "Just decided"}
SAID = {
    ("approved", None): "Approve",
    ("rejected", "retry"): "Reject, another try is possible",
    ("rejected", "final"): "Reject for good",
}


@dataclass(frozen=True, slots=True)
class Panel:
    """The rulings on a case so far; `shut` for a person who cannot decide it now."""

    waiting: CaseRuling | None
    votes: Sequence[CaseRuling]
    shut: bool

    @property
    def differ(self) -> bool:
        return len(self.votes) > 1


def reviewer() -> Reviewer:
    """The signed-in person as a reviewer."""
    return Reviewer(me().id, may(Right.SETTLE))


def terms() -> Terms:
    """The rules for rulings in this installation."""
    return Terms(unit_of_work.tools().policy.review, unit_of_work.settings().undo_seconds)


def panel(found: CaseFile, *, barred: bool = False) -> Panel:
    """For the page of an open case; `barred` where it is somebody else's to decide for another reason."""
    session = unit_of_work.session()
    waiting, cast = rulings.waiting(session, found.verification.id), votes.standing(session, found.verification)
    return Panel(waiting, cast, barred or waiting is not None or not votes.has_voice(cast, reviewer()))


def lines(found: CaseFile, names: Mapping[str, str]) -> Iterator[Happening]:
    """What was undone, and the votes as far as the reader may know them."""
    session = unit_of_work.session()
    rows = rulings.of_case(session, found.verification.id)
    made = [row for row in rows if row.made_at]
    decided = found.verification.state is not State.MANUAL_REVIEW
    told = made[-1:] if decided else []  # the last one is the decision, which has a line of its own
    opened = decided or len(votes.standing(session, found.verification)) > 1
    for row in rows:
        by = who(actor(row.staff_id), names)
        if row.undone_at:
            yield Happening(row.undone_at, "Took a decision back", by, _words(row) if row.staff_id == me().id else "")
        elif row.made_at and row not in told and (opened or row.staff_id == me().id):
            yield Happening(row.made_at, "Vote", by, _words(row), "decision")


def follows(verification: Verification, said: Ruling) -> str:
    """What happens once a ruling is confirmed, for the page of confirmation."""
    session, seconds = unit_of_work.session(), terms().undo_seconds
    cast = votes.standing(session, verification)
    undo = f" You can take it back for {seconds} seconds." if seconds else ""
    if not cast and rulings.needs_second(session, verification.id, said.outcome, terms().rules):
        return "This is a vote: a second person has to say the same, without seeing what you said." + undo
    if len(cast) == 1:
        return "A colleague has voted. If you say the same, it is final; if not, a third person settles it." + undo
    told = f"The partner is told {f'after {seconds} seconds, in which you can take it back' if seconds else 'at once'}"
    return f"This is final for this verification. {told}, and the decision is recorded with your name."


def outcome(session: Session, given: CaseRuling) -> str:
    """What became of a ruling; nothing while it can be undone, because the page shows that."""
    if given.made_at is None:
        return ""
    verification = session.get_one(Verification, given.verification_id)
    if verification.state is not State.MANUAL_REVIEW:
        return f"The case is {given.outcome}. The partner is told now."
    if len(votes.standing(session, verification)) > 1:
        return "Your vote is kept. It differs from your colleague’s: a third person settles it."
    return "Your vote is kept. A second person has to say the same before anybody is told."


def said_words(row: CaseRuling) -> str:
    """A ruling in the words of the form's choices."""
    return SAID.get(votes.said(row), row.outcome)


def _words(row: CaseRuling) -> str:
    note = f" Note: {row.note}" if row.note else ""
    return f"{said_words(row)}. {staff_reason(row.reason)}{note}"
