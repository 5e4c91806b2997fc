"""The page of the jobs: what waits, who works, what gave up, and the two things that can be done about webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.jobs import status
from kyc.models import AuditEntry, Delivery, DeliveryAttempt, Event, WorkerHeartbeat, db, transaction, utcnow
from kyc.services.telling import deliveries
from tests import make
from tests.api.staff.people import anew, colleague, send, signed_in, text

PAGE = "/staff/jobs"
ROW = status.SystemSchema.workflow_status


@pytest.fixture
def admin(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    return signed_in(client, colleague(app, session, "admin"))


@pytest.fixture
def case(session: Session) -> str:
    with transaction(session):
        return make.in_review(session).id


def webhook(session: Session, case: str, state: str = "dead") -> str:
    """The id of one that was tried twice, at an address that holds a secret."""
    with transaction(session):
        partner = session.get_one(make.Verification, case).partner_id
        event = Event(id="evt_1", partner_id=partner, verification_id=case, type="session.created", body=b"{}")
        url = "https://shop.example/hooks?token=hush"
        made = Delivery(id="dlv_1", event_id="evt_1", url=url, body=b"{}", state=state, attempts=2)
        session.add(event)
        session.flush()
        session.add(made)
        session.flush()
        session.add(DeliveryAttempt(delivery_id="dlv_1", number=1, status=0, elapsed_ms=3, error="timeout"))
    return "dlv_1"


def asked_for(session: Session, job_id: str, queue: str = jobs.VERIFY, name: str = "verify", delay: float = 0) -> None:
    with transaction(session):
        jobs.enqueue(session, queue, name, job_id, "x", delay=delay)


def now_is(session: Session, job_id: str, **values: object) -> None:
    """What a worker would have written of a job."""
    with db.engine.begin() as connection:
        schema = None if db.engine.dialect.name == "sqlite" else "dbos"
        options = connection.execution_options(schema_translate_map={status.SCHEMA_PLACEHOLDER: schema})
        options.execute(update(ROW).where(ROW.c.workflow_uuid == job_id).values(**values))


def acts(session: Session) -> list[str]:
    return [one.act for one in anew(session).query(AuditEntry).order_by(AuditEntry.position)]


def test_an_idle_server_says_that_nobody_works_and_then_how_deep_each_queue_is(
    admin: FlaskClient, session: Session
) -> None:
    page = text(admin.get(PAGE))
    assert "No worker has shown life for a minute" in page
    assert "Jobs that failed None." in page
    assert page.count("None.") == 3
    asked_for(session, "verify-a")
    asked_for(session, "verify-b")
    asked_for(session, "dlv-1", jobs.IO, "deliver", delay=3600)
    page = text(admin.get(PAGE))
    assert "Verifications Waiting: 2 Running: 0 For later: 0 Oldest waits: 0 min" in page
    assert "Housekeeping Waiting: 0 Running: 0 For later: 1 Oldest waits: –" in page


def test_a_worker_shows_what_it_has_in_hand(admin: FlaskClient, session: Session) -> None:
    asked_for(session, "verify-sess_1")
    now_is(session, "verify-sess_1", status="PENDING", executor_id="host-1", recovery_attempts=2)
    with transaction(session):
        session.add(WorkerHeartbeat(executor_id="host-1", at=utcnow()))
        session.add(WorkerHeartbeat(executor_id="host-2", at=utcnow() - timedelta(minutes=3)))
    page = text(admin.get(PAGE))
    assert "host-1 Last sign of life: Alive" in page
    assert "Verify verify-sess_1 since" in page
    assert "begun 2 times" in page
    assert "host-2 Last sign of life: Silent" in page
    assert "No worker has shown life" not in page


def test_a_job_without_a_sign_of_its_worker_is_shown_with_it(admin: FlaskClient, session: Session) -> None:
    asked_for(session, "verify-sess_1")
    now_is(session, "verify-sess_1", status="PENDING", executor_id="gone-1")
    assert "gone-1 Last sign of life: Silent" in text(admin.get(PAGE))


def test_a_job_that_took_its_worker_down_too_often_runs_again(admin: FlaskClient, session: Session) -> None:
    asked_for(session, "sweep-1", jobs.MONITOR, "monitor")
    now_is(session, "sweep-1", status="MAX_RECOVERY_ATTEMPTS_EXCEEDED", completed_at=1_700_000_000_000)
    assert "Compare with changed lists sweep-1 14 Nov 2023, 22:13 UTC" in text(admin.get(PAGE))
    assert send(admin, f"{PAGE}/sweep-1/again", at=PAGE).status_code == 302
    assert status.failed(db.engine, 5) == []
    assert status.depths(db.engine)[jobs.MONITOR].waiting == 1
    assert acts(session)[-1] == "job.resumed"


def test_no_other_job_is_run_again(admin: FlaskClient, session: Session) -> None:
    asked_for(session, "verify-sess_1")
    for state in ("ENQUEUED", "PENDING", "SUCCESS", "ERROR"):
        now_is(session, "verify-sess_1", status=state)
        assert send(admin, f"{PAGE}/verify-sess_1/again", at=PAGE).status_code == 404
    assert "job.resumed" not in acts(session)


def test_a_webhook_that_was_given_up_is_sent_again(admin: FlaskClient, session: Session, case: str) -> None:
    made = webhook(session, case)
    page = text(admin.get(PAGE))
    assert "session.created dlv_1 shop.example" in page
    assert "last answer: timeout" in page
    assert send(admin, f"/staff/deliveries/{made}/again", at=PAGE).status_code == 302
    assert anew(session).get_one(Delivery, made).state == "pending"
    assert status.depths(db.engine)[jobs.DELIVER].waiting == 1
    assert acts(session)[-1] == "delivery.replayed"


def test_a_webhook_that_is_tried_again_can_be_given_up(admin: FlaskClient, session: Session, case: str) -> None:
    made = webhook(session, case, "pending")
    assert send(admin, f"/staff/deliveries/{made}/give-up", at=PAGE).status_code == 302
    found = anew(session).get_one(Delivery, made)
    assert (found.state, found.next_at) == ("dead", None)
    assert acts(session)[-1] == "delivery.given_up"
    assert deliveries.prepare(session, admin.application.config["TOOLS"].keyring, made, 2) is None


def test_one_that_was_heard_meanwhile_stays_heard(admin: FlaskClient, session: Session, case: str) -> None:
    made = webhook(session, case, "delivered")
    for what in ("again", "give-up"):
        send(admin, f"/staff/deliveries/{made}/{what}", at=PAGE)
        assert "It was heard meanwhile" in text(admin.get(PAGE))
    assert anew(session).get_one(Delivery, made).state == "delivered"
    assert send(admin, "/staff/deliveries/dlv_none/again", at=PAGE).status_code == 404


def test_neither_a_person_nor_the_secret_of_an_address_is_shown(
    admin: FlaskClient, session: Session, case: str
) -> None:
    webhook(session, case)
    page = admin.get(PAGE).get_data(as_text=True)
    profile = session.get_one(make.Profile, session.get_one(make.Verification, case).profile_id)
    assert "hush" not in page
    assert profile.name
    assert profile.name not in page


@pytest.fixture(autouse=True)
def _fresh(session: Session) -> Iterator[None]:
    yield
    session.rollback()
