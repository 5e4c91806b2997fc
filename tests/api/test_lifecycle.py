"""Any order of calls through both doors and the worker: never an illegal step, at most one final decision."""

from __future__ import annotations

import contextvars
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.app import create_app
from kyc.config import load
from kyc.domain.check import Result
from kyc.domain.lifecycle import TRANSITIONS, State, Step, public_status
from kyc.models import Decision, Event, StatusHistory, Verification, db, transaction
from kyc.services.examining import pipeline
from kyc.services.verification import verifications
from tests import make
from tests.api.calls import LIVE, add_document, add_selfie, create, photo
from tests.databases import Database
from tests.outside import Outside

SIDES = [("passport", "data_page"), ("id_card", "front"), ("id_card", "back")]
WORDS = {state.value for state in State}


class BothDoors(RuleBasedStateMachine):
    """One person, whose newest session is pushed around."""

    database: Database

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        root = Path(self.folder.name)
        settings = load(
            _env_file=None, instance_dir=root, database_url=self.database.copy(), valid_api_keys=(make.LIVE_KEY,)
        )
        self.app = create_app(settings)
        self.app.test_client_class = Outside
        self.client = self.app.test_client()
        self.shots = 0
        self._new()

    def teardown(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self.folder.cleanup()

    def _new(self) -> None:
        answer = self.client.post("/v1/sessions", json={"applicant": make.PERSON}, headers=LIVE)
        self.session_id, self.record_id = answer.get_json()["id"], answer.get_json()["record_id"]

    def _within(self, work: Any) -> Any:
        """Something that a worker or an earlier day did, in a transaction of its own."""

        def run() -> Any:
            with self.app.app_context(), transaction(db.session()) as session:
                return work(session, session.get_one(Verification, self.session_id))

        return contextvars.Context().run(run)

    @rule()
    def open_another(self) -> None:
        self._new()

    @rule()
    def create_through_the_other_door(self) -> None:
        answer = create(self.client, make.PERSON)
        assert (answer.status_code, answer.get_json()["id"]) == (200, self.record_id)
        self.session_id = self._within(lambda session, _: verifications.newest(session, self.record_id).id)

    @rule(side=st.sampled_from(SIDES), again=st.booleans())
    def send_document(self, side: tuple[str, str], again: bool) -> None:
        self.shots += not again
        image = photo(round(1 - self.shots % 40 / 100, 2))
        answer = add_document(self.client, self.session_id, image, type=side[0], side=side[1])
        assert answer.status_code in (200, 201, 409, 422)

    @rule()
    def send_selfie(self) -> None:
        assert add_selfie(self.client, self.session_id).status_code in (200, 201, 409, 422)

    @rule()
    def submit(self) -> None:
        answer = self.client.post(f"/v1/sessions/{self.session_id}/submit", headers=LIVE)
        assert answer.status_code in (202, 409)

    @rule()
    def cancel(self) -> None:
        answer = self.client.post(f"/v1/sessions/{self.session_id}/cancel", headers=LIVE)
        assert answer.status_code in (200, 409)

    @rule()
    def let_time_pass(self) -> None:
        def age(session: Session, verification: Verification) -> None:
            verification.expires_at = verification.created_at
            verifications.expire_if_due(session, verification)

        self._within(age)

    @rule()
    def a_worker_begins(self) -> None:
        self._within(lambda session, verification: pipeline.begin(session, verification.id))

    @rule(outcome=st.sampled_from([Result.PASS, Result.FAIL, Result.REVIEW]))
    def a_worker_concludes(self, outcome: Result) -> None:
        found = make.examination(face_match=outcome)
        self._within(lambda session, verification: pipeline.conclude(session, verification.id, found))

    @invariant()
    def both_doors_tell_the_same(self) -> None:
        if not hasattr(self, "session_id"):
            return
        body = self.client.get(f"/v1/sessions/{self.session_id}", headers=LIVE).get_json()
        data = self.client.get(f"/api/profiles/{self.record_id}").get_json()["data"]
        assert body["status"] in WORDS
        assert not (body["closed"] and body["status"] in ("submitted", "processing", "approved", "rejected"))
        if body["closed"]:
            assert data["status"] == body["closed"]["reason"]
        elif body["status"] != "created":
            assert data["status"] == public_status(State(body["status"]))

    @invariant()
    def history_has_legal_steps_alone(self) -> None:
        if not hasattr(self, "session_id"):
            return
        steps, decisions, told = self._within(_story)
        state = State.CREATED
        for step in steps:
            if step in ("expired", "cancelled"):
                assert steps[-1] == step
                break
            state = TRANSITIONS[state][Step(step)]
        assert decisions <= 1
        assert told == (1 if state in (State.APPROVED, State.REJECTED) else 0)


def _story(session: Session, verification: Verification) -> tuple[list[str], int, int]:
    """The steps of the history in order, how many decisions there are, how many final messages."""
    steps = select(StatusHistory.step).where(StatusHistory.verification_id == verification.id)
    decisions = select(Decision.id).where(Decision.verification_id == verification.id)
    told = select(Event.id).where(Event.verification_id == verification.id, Event.type == "verification.completed")
    return (
        list(session.scalars(steps.order_by(StatusHistory.id))),
        len(session.scalars(decisions).all()),
        len(session.scalars(told).all()),
    )


@pytest.mark.parametrize("length", [12, 30])
def test_any_order_of_calls_keeps_the_story_straight(database: Database, length: int) -> None:
    machine = type("Machine", (BothDoors,), {"database": database})
    run_state_machine_as_test(
        machine,
        settings=examples(
            max_examples=8,
            stateful_step_count=length,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.database is database
