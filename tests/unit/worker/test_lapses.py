"""Rounds of asking again whose time is over, and whose jobs gave up: each ends once, and a person has the case."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from kyc import jobs
from kyc.models import Decision, Verification, db, transaction
from kyc.services.verification import verifications
from kyc.worker import upkeep
from tests import make
from tests.unit.services.verification.test_resubmission import asked, overdue, send_new
from tests.unit.worker.test_upkeep import Idle

Sessions = Callable[[], Session]


@pytest.fixture
def sessions(app: Flask) -> Sessions:
    return sessionmaker(db.engine, expire_on_commit=False)


def reasons(session: Session, found: Verification) -> list[str]:
    session.rollback()
    newest = select(Decision).filter_by(verification_id=found.id).order_by(Decision.id.desc())
    return list(session.scalars(newest).first().reasons)  # type: ignore[union-attr]


def test_a_round_whose_time_is_over_ends_once_and_the_others_go_on(session: Session, sessions: Sessions) -> None:
    with transaction(session):
        late, early = (asked(session, make.in_review(session), "selfie") for _ in range(2))
        overdue(late)
    assert [upkeep.lapse_due(sessions) for _ in range(2)] == [1, 0]
    session.expire_all()
    assert session.get_one(Verification, late.id).pending_action is None
    assert session.get_one(Verification, early.id).pending_action is not None
    assert reasons(session, late) == ["resubmission_lapsed"]


def test_a_job_that_gave_up_brings_the_new_photos_to_the_person(session: Session, sessions: Sessions) -> None:
    with transaction(session):
        made = asked(session, make.in_review(session), "selfie")
        send_new(session, made, "selfie")
        verifications.submit(session, made, "applicant")
    table = "workflow_status" if db.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    with transaction(session):
        session.execute(text(f"update {table} set status = 'ERROR' where name = 'reexamine'"))
    for _ in range(2):
        upkeep.rescue_failed(Idle("host-1"), sessions)  # type: ignore[arg-type]
    assert reasons(session, made) == ["photos_arrived", "processing_error"]
    assert jobs.failed(db.engine, "reexamine") == []
