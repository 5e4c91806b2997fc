"""The eight states and the steps between them."""

from __future__ import annotations

import pytest

from kyc.domain.errors import InvalidTransition
from kyc.domain.lifecycle import (
    BEFORE_SUBMIT,
    FINAL,
    STEP_TO,
    TRANSITIONS,
    State,
    Step,
    after,
    public_status,
    verification_status,
)

HAPPY = [
    (Step.ADD_DOCUMENTS, State.DOCUMENTS_UPLOADED),
    (Step.ADD_SELFIE, State.SELFIE_UPLOADED),
    (Step.SUBMIT, State.SUBMITTED),
    (Step.BEGIN, State.PROCESSING),
]


@pytest.mark.parametrize("ending", [State.APPROVED, State.REJECTED, State.MANUAL_REVIEW])
def test_the_way_from_created_to_each_decision(ending: State) -> None:
    state = State.CREATED
    for step, expected in HAPPY:
        state = after(state, step)
        assert state is expected
    assert after(state, STEP_TO[ending]) is ending


@pytest.mark.parametrize("step", [Step.APPROVE, Step.REJECT])
def test_a_person_decides_what_needs_review(step: Step) -> None:
    assert after(State.MANUAL_REVIEW, step) in FINAL


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("step", list(Step))
def test_every_step_that_the_table_lacks_is_refused_with_what_is_allowed(state: State, step: Step) -> None:
    if step in TRANSITIONS[state]:
        assert after(state, step) is TRANSITIONS[state][step]
        return
    with pytest.raises(InvalidTransition) as caught:
        after(state, step)
    assert caught.value.status == state.value
    assert caught.value.allowed == [one.value for one in TRANSITIONS[state]]


def test_final_states_have_no_way_out() -> None:
    assert all(not TRANSITIONS[state] for state in FINAL)


def test_every_state_can_be_reached_from_created() -> None:
    reached, todo = set(), [State.CREATED]
    while todo:
        state = todo.pop()
        reached.add(state)
        todo += [following for following in TRANSITIONS[state].values() if following not in reached]
    assert reached == set(State)


@pytest.mark.parametrize(
    ("state", "status", "verified"),
    [
        (State.CREATED, "unverified", "unverified"),
        (State.DOCUMENTS_UPLOADED, "in_progress", "unverified"),
        (State.SELFIE_UPLOADED, "in_progress", "unverified"),
        (State.SUBMITTED, "pending_review", "unverified"),
        (State.PROCESSING, "pending_review", "unverified"),
        (State.MANUAL_REVIEW, "pending_review", "unverified"),
        (State.APPROVED, "approved", "verified"),
        (State.REJECTED, "rejected", "rejected"),
    ],
)
def test_the_mapping_to_the_first_api(state: State, status: str, verified: str) -> None:
    assert public_status(state) == status
    assert verification_status(state) == verified


def test_a_new_go_does_not_take_back_an_earlier_result() -> None:
    assert verification_status(State.PROCESSING, current="rejected") == "rejected"


def test_nothing_that_was_submitted_counts_as_open() -> None:
    assert State.SUBMITTED not in BEFORE_SUBMIT
    assert not BEFORE_SUBMIT & FINAL
