"""How well cases for training are told: one person's results over time, and the team's errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.domain.training import Outcome, Share, Truth, outcome
from kyc.models import TrainingAnswer, TrainingCase


@dataclass(frozen=True, slots=True)
class Marks:
    """Answers counted by what was shown and what that answer was worth."""

    counts: Mapping[tuple[Truth, Outcome], int]

    def number(self, *outcomes: Outcome, truth: Truth | None = None) -> int:
        """How many had one of these outcomes, or any; of cases of one truth, or of all."""
        return sum(
            number
            for (shown, came), number in self.counts.items()
            if (truth is None or shown is truth) and (not outcomes or came in outcomes)
        )

    @property
    def right(self) -> Share:
        """Decided as it should be, for whatever reason."""
        return Share(self.number(Outcome.RIGHT, Outcome.OTHER_REASON), self.number())

    @property
    def false_accepts(self) -> Share:
        """Of what was not genuine, how many were called so."""
        return Share(self.number(Outcome.FALSE_ACCEPT), self.number() - self.number(truth=Truth.GENUINE))

    @property
    def false_rejects(self) -> Share:
        """Of what was genuine, how many were not called so."""
        return Share(self.number(Outcome.FALSE_REJECT), self.number(truth=Truth.GENUINE))

    def missed(self, truth: Truth) -> Share:
        """Of the cases of one truth, how many were decided wrongly."""
        return Share(self.number(Outcome.FALSE_ACCEPT, Outcome.FALSE_REJECT, truth=truth), self.number(truth=truth))


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of the past, in the words of the list of one's own."""

    case_id: str
    truth: Truth
    said: Truth
    at: datetime
    removed: bool

    @property
    def outcome(self) -> Outcome:
        return outcome(self.truth, self.said)


def own(session: Session, staff_id: int) -> list[Answered]:
    """Everything that this person answered, the newest first."""
    answer, case = TrainingAnswer, TrainingCase
    rows = select(case.id, case.truth, answer.said, answer.at, case.removed_at).join(case, case.id == answer.case_id)
    found = session.execute(rows.where(answer.staff_id == staff_id).order_by(answer.at.desc(), answer.id.desc()))
    return [Answered(one, Truth(truth), Truth(said), at, gone is not None) for one, truth, said, at, gone in found]


def by_month(answers: Iterable[Answered]) -> dict[str, Marks]:
    """Marks by the month (in UTC, `2026-11`), the newest first."""
    months: dict[str, list[Answered]] = {}
    for one in answers:
        months.setdefault(one.at.astimezone(UTC).strftime("%Y-%m"), []).append(one)
    return {month: marks(found) for month, found in sorted(months.items(), reverse=True)}


def marks(answers: Iterable[Answered]) -> Marks:
    """Of these answers together."""
    return Marks(Counter((one.truth, one.outcome) for one in answers))


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody's answers together, of how many people they are, and the same by case, worst told first."""

    people: int
    marks: Marks
    cases: Mapping[str, Marks]


def team(session: Session) -> Team:
    """What leads see: nobody is named, and nobody is measured alone."""
    case, answer = TrainingCase, TrainingAnswer
    counted = select(case.name, case.truth, answer.said, func.count()).join(answer, answer.case_id == case.id)
    total: Counter[tuple[Truth, Outcome]] = Counter()
    by_case: dict[str, Counter[tuple[Truth, Outcome]]] = {}
    for name, truth, said, number in session.execute(counted.group_by(case.name, case.truth, answer.said)):
        key = (Truth(truth), outcome(Truth(truth), Truth(said)))
        total[key] += number
        by_case.setdefault(name, Counter())[key] += number
    people = session.scalar(select(func.count(answer.staff_id.distinct()))) or 0
    found = {name: Marks(counts) for name, counts in by_case.items()}
    return Team(people, Marks(total), dict(sorted(found.items(), key=lambda one: (one[1].right.rate or 0, one[0]))))
