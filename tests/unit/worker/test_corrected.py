"""What a reviewer corrected is examined anew: the lists hear the corrected name, people decide, nothing runs twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.models import CheckRecord, Decision, DocumentTrace, Verification, db, transaction
from kyc.services.verification import corrected
from kyc.worker import upkeep, verify
from tests import make
from tests.api.staff.people import anew
from tests.unit.services.examining.test_examination import Parts
from tests.unit.services.put_right import put_right
from tests.unit.worker.test_upkeep import Idle
from tests.unit.worker.test_verify import DirectWorker, Sessions, outcomes, sessions, steps, tools

__all__ = ["sessions"]


@pytest.fixture
def case(session: Session) -> Verification:
    """A case with a person, whose surname and birth date somebody corrected."""
    with transaction(session):
        made = make.in_review(session)
    put_right(session, made.id, surname="Doe-Smith", birth_date="1991-02-03")
    return made


def examine(sessions: Sessions, case: Verification, parts: Parts, number: int) -> None:
    worker: Any = DirectWorker(sessions)
    verify.register(worker, tools(case, parts), sessions)
    worker.workflows["examine_corrected"](case.id, number)


def newest(session: Session, case: Verification) -> int:
    return corrected.of(anew(session), case.id).newest


def test_the_lists_are_asked_for_the_person_as_corrected_and_a_person_decides(
    session: Session, sessions: Sessions, case: Verification
) -> None:
    parts = Parts()
    examine(sessions, case, parts, newest(session, case))
    asked = {(one[0].name, one[0].birth_date) for one in parts.asked if isinstance(one, tuple)}
    assert asked == {("JOHN Doe-Smith", date(1991, 2, 3))}
    anew(session)
    found = {row.name: (row.result, row.reasons) for row in session.scalars(select(CheckRecord))}
    assert found["sanctions_screening"] == ("clear", [])
    assert found["document_authenticity"][0] == "review"
    assert "data_corrected" in found["document_authenticity"][1]
    again = session.get_one(Verification, case.id)
    assert again.extracted is not None
    assert again.extracted["full_name"] == "JOHN DOE-SMITH"
    assert again.reading is not None
    assert again.reading["fields"]["surname"]["value"] == "DOE"
    assert outcomes(session, case) == ["manual_review"] * 2


def test_it_is_examined_once_however_often_the_job_runs_and_older_corrections_not_at_all(
    session: Session, sessions: Sessions, case: Verification
) -> None:
    number = newest(session, case)
    examine(sessions, case, Parts(read=AssertionError("looked")), number - 1)
    for _ in range(2):
        examine(sessions, case, Parts(), number)
    assert steps(session, case).count("reexamined") == 1
    rules = session.scalars(select(Decision.rule).order_by(Decision.id)).all()
    assert rules[-1] == "data_corrected"


def test_the_document_is_found_again_by_the_number_as_corrected(
    session: Session, sessions: Sessions, case: Verification
) -> None:
    examine(sessions, case, Parts(), newest(session, case))
    anew(session)
    before = session.scalars(select(DocumentTrace.number_digest)).one()
    put_right(session, case.id, "bert", document_number="AB1234568")
    examine(sessions, case, Parts(), newest(session, case))
    anew(session)
    assert session.scalars(select(DocumentTrace.number_digest)).one() != before


def test_a_job_that_gave_up_leaves_the_case_with_people_and_the_checks_not_performed(
    session: Session, sessions: Sessions, case: Verification
) -> None:
    table = "workflow_status" if db.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    with transaction(session):
        session.execute(text(f"update {table} set status = 'ERROR' where name = 'examine_corrected'"))
    for _ in range(2):
        upkeep.rescue_failed(Idle("host-1"), sessions)  # type: ignore[arg-type]
    anew(session)
    last = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    assert last is not None
    assert last.reasons == ["data_corrected", "processing_error"]
    found = {row.name: row.result for row in session.scalars(select(CheckRecord))}
    assert found["sanctions_screening"] == "not_performed"
    assert jobs.failed(db.engine, "examine_corrected") == []
