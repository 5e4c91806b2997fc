"""Invariants of a partner's verifications in the database, checked after every step."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.domain.lifecycle import FINAL, TRANSITIONS, State, Step, verification_status
from kyc.models import CheckRecord, Decision, Delivery, Event, Profile, StatusHistory, Verification
from kyc.services.verification.resubmission import REQUESTED, SENT
from kyc.services.verification.transitions import public_word

STEPS = frozenset(Step)
CLOSINGS = ("expired", "cancelled")
REDACTED = "redacted"
CLEAN = {Result.PASS.value, Result.CLEAR.value}
CHECKS = 5
TOLD = {
    Step.SUBMIT.value: "session.submitted",
    Step.REFER.value: "verification.manual_review",
    Step.APPROVE.value: "verification.completed",
    Step.REJECT.value: "verification.completed",
    REQUESTED: "verification.resubmission_requested",
    SENT: "verification.resubmission_received",
    REDACTED: "session.redacted",
    **{word: f"session.{word}" for word in CLOSINGS},
}
"""The event that announces each step of the history."""
ABOUT_PROFILES = ("profile.",)
Line = tuple[int, str, str, str, str]


@dataclass
class Memory:
    """The history as last seen: it may only grow."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    states: set[State] = field(default_factory=set)

    def grows(self, verification_id: str, lines: list[Line]) -> None:
        before = self.lines.get(verification_id, [])
        assert lines[: len(before)] == before, f"the history of {verification_id} was rewritten"
        self.lines[verification_id] = lines


def check(session: Session, partner_id: str, memory: Memory) -> None:
    """Raise `AssertionError` unless the history of each of a partner's verifications is possible."""
    mine = select(Verification).where(Verification.partner_id == partner_id)
    found = session.scalars(mine.order_by(Verification.created_at)).all()
    memory.states = {verification.state for verification in found}
    for verification in found:
        lines = _lines(session, verification.id)
        memory.grows(verification.id, lines)
        _path(verification, [step for _, step, *_ in lines])
        _decided(session, verification, lines)
        _told(session, verification, Counter(step for _, step, *_ in lines))
    _profiles(session, partner_id)
    _deliveries(session, partner_id)


def _lines(session: Session, verification_id: str) -> list[Line]:
    row = StatusHistory
    columns = (row.id, row.step, row.status, row.note, row.actor)
    found = session.execute(select(*columns).where(row.verification_id == verification_id).order_by(row.id))
    return [(number, step, status, note, actor) for number, step, status, note, actor in found]


def _path(verification: Verification, steps: list[str]) -> None:
    """The history is a path of the table, and leads to where the verification is."""
    state = State.CREATED
    for place, step in enumerate(steps):
        if step in STEPS:
            assert not set(steps[:place]) & {*CLOSINGS, REDACTED}, "a step after the end"
            assert step in TRANSITIONS[state], f"{step} in {state}"
            state = TRANSITIONS[state][Step(step)]
    assert state is verification.state
    closings = [step for step in steps if step in CLOSINGS]
    assert closings == ([verification.closed_reason] if verification.closed_reason else []) or _ended_by_erasure(steps)
    assert steps.count(REDACTED) == (verification.erasure_id is not None)


def _ended_by_erasure(steps: list[str]) -> bool:
    """An erasure closes what was open; that is the last line, except for reports of jobs in progress."""
    return REDACTED in steps and not set(steps) & set(CLOSINGS)


def _decided(session: Session, verification: Verification, lines: list[Line]) -> None:
    """At most one final decision, which is the state; the policy approves what passed every check, and nothing else."""
    found = session.scalars(select(Decision).where(Decision.verification_id == verification.id)).all()
    final = [one for one in found if State(one.outcome) in FINAL]
    assert [one.outcome for one in final] == ([verification.state.value] if verification.state in FINAL else [])
    if verification.state is State.APPROVED and lines[_last(lines, Step.APPROVE)][4] == "policy":
        rows = select(CheckRecord.result).where(CheckRecord.verification_id == verification.id)
        results = session.scalars(rows).all()
        assert len(results) == CHECKS
        assert set(results) <= CLEAN
    if verification.state in FINAL:
        assert verification.pending_action is None


def _last(lines: list[Line], step: Step) -> int:
    return max(place for place, line in enumerate(lines) if line[1] == step)


def _told(session: Session, verification: Verification, steps: Counter[str]) -> None:
    """Every announced step was announced once, nothing else was, and the final message has the decision."""
    events = session.execute(select(Event.type, Event.body).where(Event.verification_id == verification.id)).all()
    expected = Counter({"session.created": 1})
    for step, event in TOLD.items():
        expected[event] += steps[step]
    assert Counter(kind for kind, _ in events if not kind.startswith(ABOUT_PROFILES)) == +expected
    final = [json.loads(body) for kind, body in events if kind == "verification.completed"]
    assert [one["status"] for one in final] == ([verification.state.value] if verification.state in FINAL else [])


def _profiles(session: Session, partner_id: str) -> None:
    """A profile's status is that of its last decided verification; the newest line of its history is what is read."""
    for profile in session.scalars(select(Profile).where(Profile.partner_id == partner_id)):
        own = session.scalars(select(Verification).where(Verification.profile_id == profile.id)).all()
        decided = sorted((one for one in own if one.decided_at), key=lambda one: one.decided_at or one.created_at)
        word = verification_status(decided[-1].state) if decided else "unverified"
        assert profile.verification_status == word
        newest = select(StatusHistory).where(StatusHistory.profile_id == profile.id).order_by(StatusHistory.id.desc())
        if (line := session.scalar(newest.limit(1))) and line.verification_id:
            assert line.status == public_word(session.get_one(Verification, line.verification_id))


def _deliveries(session: Session, partner_id: str) -> None:
    """Each event goes to each URL once, whatever died on the way."""
    rows = select(Delivery.event_id, Delivery.url).join(Event, Event.id == Delivery.event_id)
    found = Counter(session.execute(rows.where(Event.partner_id == partner_id)).all())
    assert not [one for one, times in found.items() if times > 1]


def heard(got: Iterable[tuple[dict[str, str], dict[str, object], bytes]], erased: set[str]) -> None:
    """A webhook-id has the same bytes wherever and however often it was received, and a result has one id.

    A message overtaken by an erasure is sent without personal data: from then on it says less.
    """
    bodies: defaultdict[str, set[bytes]] = defaultdict(set)
    results: defaultdict[str, set[str]] = defaultdict(set)
    for headers, body, raw in got:
        if body["session_id"] in erased:
            continue
        bodies[headers["webhook-id"]].add(raw)
        if body["event"] == "verification.completed":
            results[str(body["session_id"])].add(headers["webhook-id"])
    assert all(len(one) == 1 for one in bodies.values())
    assert all(len(one) == 1 for one in results.values())
