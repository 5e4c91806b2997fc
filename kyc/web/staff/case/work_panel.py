"""The work on a case as its page shows it: whose it is, whether it is escalated, its tags and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kyc.domain.escalating import REASONS
from kyc.domain.lifecycle import State
from kyc.domain.rights import Right
from kyc.models import CaseAssignment, CaseEscalation, CaseNote, CaseTag, Verification
from kyc.services.desk import assignments, case_notes, escalations, tags
from kyc.services.record.audit import actor
from kyc.web import unit_of_work
from kyc.web.staff.case.timeline import Happening, who
from kyc.web.staff.guard import may, me

_ENDED = {escalations.TAKEN_BACK: "Taken back from the leads", escalations.RETURNED: "Returned to the queue by a lead"}


@dataclass(frozen=True, slots=True)
class Work:
    """Everything in order; `offered` are the tags to choose from, `people` those it can be assigned to."""

    assignments: Sequence[CaseAssignment]
    escalations: Sequence[CaseEscalation]
    notes: Sequence[CaseNote]
    tags: Sequence[CaseTag]
    offered: Sequence[CaseTag]
    people: Mapping[int, str]

    @property
    def owner(self) -> int | None:
        """Whose the case is now."""
        return next((one.staff_id for one in self.assignments if one.ended_at is None), None)

    @property
    def escalation(self) -> CaseEscalation | None:
        """The present one."""
        return next((one for one in self.escalations if one.ended_at is None), None)

    @property
    def barred(self) -> bool:
        """Whether the leads decide it, and the reader is not one."""
        return self.escalation is not None and not may(Right.SETTLE)

    @property
    def may_end(self) -> bool:
        """Whether the reader may return it to the queue."""
        return self.escalation is not None and (may(Right.SETTLE) or self.escalation.staff_id == me().id)


def work(verification: Verification) -> Work:
    """Everything the staff did about a case, except decisions."""
    session, worn = unit_of_work.session(), tags.on(unit_of_work.session(), [verification.id])
    here = worn.get(verification.id, [])
    handed = escalations.history(session, verification.id)
    waits = verification.state is State.MANUAL_REVIEW
    right = Right.SETTLE if any(one.ended_at is None for one in handed) else Right.DECIDE
    return Work(
        assignments.history(session, verification.id),
        handed,
        case_notes.of_case(session, verification.id),
        here,
        [tag for tag in tags.every(session) if tag.retired_at is None and tag not in here],
        assignments.people(session, right) if waits and may(Right.ASSIGN) else {},
    )


def lines(found: Work, names: Mapping[str, str]) -> Iterator[Happening]:
    """The same for the timeline; what ended with the decision has no line of its own."""
    for note in found.notes:
        yield Happening(note.at, "Note", who(actor(note.staff_id), names), note.text, "note")
    for given in found.assignments:
        yield Happening(given.at, f"Assigned to {who(actor(given.staff_id), names)}", who(actor(given.by_id), names))
    for one in found.escalations:
        said = " ".join(part for part in (escalation_words(one.reason), one.note) if part)
        yield Happening(one.at, "Handed to the leads", who(actor(one.staff_id), names), said)
        if one.ended_at and one.ended_by and one.ended_how in _ENDED:
            yield Happening(one.ended_at, _ENDED[one.ended_how], who(actor(one.ended_by), names))


def escalation_words(code: str) -> str:
    """A reason in words; an unknown one is shown as it is."""
    return REASONS.get(code, code)
