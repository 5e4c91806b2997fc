"""A policy judges past cases again: the same says the same, another says what flips, and nothing is written."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.domain.check import Result
from kyc.domain.decision import Policy, policy_from
from kyc.domain.lifecycle import State
from kyc.models import AuditEntry, Decision, Verification, transaction
from kyc.services.desk import policy_replay
from kyc.services.examining import pipeline
from kyc.tools import load_policy
from tests import make

NOBODY = {"version": "2", "required": [], "rules": [{"name": "all", "outcome": "manual_review"}]}


@pytest.fixture
def policy(settings: Settings) -> Policy:
    return load_policy(settings)


def decided(session: Session, mode: str = "live", **changes: Result) -> Verification:
    """A case as the worker leaves it, decided by its policy."""
    with transaction(session):
        made = make.submitted(session, mode)
        pipeline.begin(session, made.id)
        pipeline.conclude(session, made.id, make.examination(**changes))
    return made


def test_the_same_policy_says_the_same(session: Session, policy: Policy) -> None:
    for changes in ({}, {"face_match": Result.FAIL}, {"pep_screening": Result.HIT}):
        decided(session, **changes)
    found = policy_replay.replay(session, policy, 10)
    assert [case.then for case in found.cases] == ["manual_review", "rejected", "approved"]
    assert found.flips == ()


def test_a_stricter_policy_flips_what_it_would_not_approve(session: Session, policy: Policy) -> None:
    approved = decided(session)
    decided(session, pep_screening=Result.REVIEW)
    (flip,) = policy_replay.replay(session, policy_from(NOBODY), 10).flips
    assert flip.verification_id == approved.id
    assert (flip.then, flip.then_rule, flip.now, flip.now_rule) == ("approved", "all_clean", "manual_review", "all")
    assert flip.state is State.APPROVED


def test_transitions_are_counted(session: Session, policy: Policy) -> None:
    for _ in range(2):
        decided(session)
    decided(session, face_match=Result.FAIL)
    counts = policy_replay.replay(session, policy_from(NOBODY), 10).counts()
    assert counts == {("approved", "manual_review"): 2, ("rejected", "manual_review"): 1}


def test_where_a_person_was_wanted_no_policy_decides(session: Session, policy: Policy) -> None:
    made = decided(session)
    with transaction(session):
        session.get_one(Verification, made.id).person_wanted = ["consent_declined"]
    (flip,) = policy_replay.replay(session, policy, 10).flips
    assert (flip.now, flip.now_rule) == ("manual_review", "person_wanted")


def test_only_the_newest_are_judged_and_of_one_mode_where_asked(session: Session, policy: Policy) -> None:
    old, test, new = decided(session), decided(session, "test"), decided(session)
    newest = policy_replay.replay(session, policy, 2)
    assert [case.verification_id for case in newest.cases] == [new.id, test.id]
    live = policy_replay.replay(session, policy, 10, "live")
    assert [case.verification_id for case in live.cases] == [new.id, old.id]


def test_a_case_that_no_policy_decided_is_left_out(session: Session, policy: Policy) -> None:
    with transaction(session):
        made = make.submitted(session)
        pipeline.give_up(session, made.id)
    assert policy_replay.replay(session, policy, 10).cases == ()


def test_nothing_is_written(session: Session, policy: Policy) -> None:
    decided(session)
    before = [session.scalar(select(func.count()).select_from(table)) for table in (Decision, AuditEntry)]
    policy_replay.replay(session, policy_from(NOBODY), 10)
    assert not session.dirty
    assert not session.new
    assert [session.scalar(select(func.count()).select_from(table)) for table in (Decision, AuditEntry)] == before
