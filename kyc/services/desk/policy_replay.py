"""What another policy would have decided in past cases, from the stored results of their checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.check import CheckResult, Result
from kyc.domain.decision import NO_POLICY, POLICY, Policy, decide, left_to_person
from kyc.domain.evidence import Mode
from kyc.domain.lifecycle import State
from kyc.models import CheckRecord, Decision, Verification

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Retrial:
    """One case: what its policy decided, what the other one would, and the state of the case now."""

    verification_id: str
    then: str
    then_rule: str
    now: str
    now_rule: str
    state: State

    @property
    def flips(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class Replay:
    """All cases that were considered, the newest first."""

    cases: tuple[Retrial, ...]

    @property
    def flips(self) -> tuple[Retrial, ...]:
        return tuple(case for case in self.cases if case.flips)

    def counts(self) -> dict[tuple[str, str], int]:
        """How many cases moved from which outcome to which."""
        return dict(sorted(Counter((case.then, case.now) for case in self.cases).items()))


def replay(session: Session, policy: Policy, last: int, mode: Mode | None = None) -> Replay:
    """Judge the `last` cases that a machine decided again, by `policy`; nothing is written.

    What the policy's `[document]` table asks is checked when the images are examined, so a change there affects only
    new cases.
    """
    found = _cases(session, min(last, MOST), mode)
    results = _results(session, [verification.id for verification, _ in found])
    return Replay(tuple(_retrial(policy, *case, results.get(case[0].id, ())) for case in found))


def _retrial(policy: Policy, verification: Verification, then: Decision, results: Sequence[CheckResult]) -> Retrial:
    verdict = left_to_person(decide(policy, results), verification.person_wanted)
    before = (then.outcome, then.rule)
    return Retrial(verification.id, *before, verdict.outcome.value, verdict.rule, State(verification.state))


def _cases(session: Session, last: int, mode: Mode | None) -> list[tuple[Verification, Decision]]:
    """The newest decisions of machines, except those without a policy, where the job had failed."""
    statement = select(Verification, Decision).join(Decision, Decision.verification_id == Verification.id)
    statement = statement.where(Decision.actor == POLICY, Decision.policy != NO_POLICY)
    if mode:
        statement = statement.where(Verification.mode == mode)
    rows = session.execute(statement.order_by(Decision.id.desc()).limit(last))
    return [cast(tuple[Verification, Decision], tuple(row)) for row in rows]


def _results(session: Session, verification_ids: Iterable[str]) -> dict[str, list[CheckResult]]:
    found: dict[str, list[CheckResult]] = {}
    statement = select(CheckRecord).where(CheckRecord.verification_id.in_(list(verification_ids)))
    for record in session.scalars(statement.order_by(CheckRecord.id)):
        found.setdefault(record.verification_id, []).append(_result(record))
    return found


def _result(record: CheckRecord) -> CheckResult:
    return CheckResult(
        record.name,
        Result(record.result),
        reasons=tuple(record.reasons),
        score=record.score,
        threshold=record.threshold,
        confidence=record.confidence,
        method=record.method,
    )
