"""A scenario's results, what it asks for once more, and outcomes by API."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from kyc.domain.errors import Closed, InvalidTransition, NotFound
from kyc.domain.lifecycle import State
from kyc.domain.scenarios import Scenario, scenario
from kyc.models import CheckRecord, Decision, Event, StatusHistory, Verification, transaction
from kyc.services.examining import pipeline, scenario_results
from kyc.services.verification import pending, verifications
from tests import make


def concluded(books: Session, number: str, mode: str = "test") -> Verification:
    """Submitted, and played to its end."""
    with transaction(books):
        made = make.photographed(books, make.numbered(books, number, mode))
        verifications.submit(books, made, "partner")
        pipeline.begin(books, made.id)
    told: list[str] = []
    script = scenario("test", number) or Scenario("none", "")
    found = scenario_results.play(
        script, pipeline.load(books, made.id), make.POLICY, lambda step, note: told.append(step)
    )
    assert told == [f"check.{name}" for name in make.CHECKS]
    with transaction(books):
        scenario_results.conclude(books, made.id, found)
    return made


def told(books: Session, verification: Verification) -> list[str]:
    mine = sa.select(Event.type).where(Event.verification_id == verification.id)
    return list(books.scalars(mine.order_by(Event.at, Event.id)))


def steps(books: Session, verification: Verification) -> list[str]:
    mine = sa.select(StatusHistory.step).where(StatusHistory.verification_id == verification.id)
    return list(books.scalars(mine.order_by(StatusHistory.id)))


@pytest.mark.parametrize(
    ("number", "state", "reason"),
    [
        ("TESTAPPROVE", State.APPROVED, None),
        ("TESTREJECTEXPIRED", State.REJECTED, "document_expired"),
        ("TESTREVIEWSANCTIONS", State.MANUAL_REVIEW, "sanctions_hit"),
        ("TESTNOTPERFORMED", State.MANUAL_REVIEW, "model_missing"),
    ],
)
def test_a_scenario_is_decided_by_the_policy_and_told_as_any_other(
    books: Session, number: str, state: State, reason: str | None
) -> None:
    made = concluded(books, number)
    decision = books.scalars(sa.select(Decision).where(Decision.verification_id == made.id)).one()
    assert (made.state, decision.policy) == (state, make.POLICY.version)
    assert (reason in decision.reasons) is (reason is not None)
    models = set(books.scalars(sa.select(CheckRecord.model).where(CheckRecord.verification_id == made.id)))
    assert models == {f"test scenario {number}"}


def test_what_was_declared_stands_as_what_was_read(books: Session) -> None:
    assert concluded(books, "TESTAPPROVE-7").extracted == {
        "full_name": "JANE DOE",
        "date_of_birth": None,
        "document_number": "TESTAPPROVE7",
        "document_type": "passport",
        "nationality": "SGP",
    }


def test_glare_is_asked_for_once_more_and_told(books: Session) -> None:
    made = concluded(books, "TESTRESUBMITGLARE")
    asked = pending.of(made)
    assert asked is not None
    assert (asked.items, asked.reasons) == (("document.data_page",), ("image_glare",))
    assert "verification.resubmission_requested" in told(books, made)


# outcomes by API


def settle(books: Session, verification: Verification, outcome: State, reason: str | None = None) -> None:
    with transaction(books):
        scenario_results.settle(books, verification, outcome, reason)


@pytest.mark.parametrize("outcome", [State.APPROVED, State.REJECTED, State.MANUAL_REVIEW])
def test_a_session_without_a_photo_goes_through_every_state_to_its_outcome(books: Session, outcome: State) -> None:
    with transaction(books):
        made = make.verification(books, "test")
    settle(books, made, outcome)
    assert made.state is outcome
    assert steps(books, made)[:4] == ["add_documents", "add_selfie", "submit", "begin"]
    assert told(books, made)[:2] == ["session.created", "session.submitted"]


def test_the_webhook_carries_the_checks_that_fit(books: Session) -> None:
    with transaction(books):
        made = make.verification(books, "test")
    settle(books, made, State.REJECTED, "face_mismatch")
    event = books.scalars(sa.select(Event).where(Event.type == "verification.completed")).one()
    body = json.loads(event.body)
    assert (body["status"], body["checks"]["document_authenticity"]) == ("rejected", "fail")
    decision = books.scalars(sa.select(Decision).where(Decision.verification_id == made.id)).one()
    assert (decision.rule, decision.reasons) == ("test_outcome", ["face_mismatch"])


def test_a_case_with_people_is_settled_and_what_was_asked_for_is_withdrawn(books: Session) -> None:
    made = concluded(books, "TESTRESUBMITGLARE")
    settle(books, made, State.APPROVED)
    assert (made.state, made.pending_action) == (State.APPROVED, None)


def test_the_same_outcome_twice_is_one(books: Session) -> None:
    with transaction(books):
        made = make.verification(books, "test")
    for _ in range(2):
        settle(books, made, State.APPROVED)
    assert told(books, made).count("verification.completed") == 1


def test_what_was_decided_stays(books: Session) -> None:
    with transaction(books):
        made = make.verification(books, "test")
    settle(books, made, State.APPROVED)
    with pytest.raises(InvalidTransition):
        settle(books, made, State.REJECTED)


def test_a_cancelled_session_has_no_outcome(books: Session) -> None:
    with transaction(books):
        made = make.verification(books, "test")
        verifications.cancel(books, made, "partner")
    with pytest.raises(Closed):
        settle(books, made, State.APPROVED)


@pytest.mark.parametrize("outcome", [State.APPROVED, State.REJECTED, State.MANUAL_REVIEW])
def test_nothing_of_it_exists_for_live_records(books: Session, outcome: State) -> None:
    with transaction(books):
        made = make.verification(books, "live")
    with pytest.raises(NotFound):
        settle(books, made, outcome)
    assert made.state is State.CREATED
