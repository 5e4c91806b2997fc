"""Cases for training are in nothing that tells of real ones: each place reads the same with them as without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.adapters.faces import templates
from kyc.domain.evidence import FaceTemplate
from kyc.domain.rights import Role
from kyc.models import Base, Delivery, DocumentTrace, Event, TrainingCase, Verification, db, transaction, utcnow
from kyc.services.desk import policy_replay
from kyc.services.examining import reuse
from kyc.services.examining.reuse import Reused
from kyc.services.examining.traces import Shown
from kyc.services.numbers import agreement, summary
from kyc.services.numbers.cohort import Scope
from kyc.services.screening import monitored
from kyc.services.training import answers
from kyc.web import metrics
from tests import make, practice
from tests.api.staff.people import anew, colleague, send, signed_in, text
from tests.queued import unfinished
from tests.unit.services import ruled
from tests.unit.services.examining.test_examination import ENGINE
from tests.unit.services.opened import decided
from tests.unit.services.verification.test_uploads import Shelf

pytestmark = pytest.mark.one_database
TRAINING = {"training_case", "training_image", "training_answer"}
RECORD = {"audit_entry", "audit_head"}
"""Where it stands that cases were added."""
KEY = {"x-api-key": make.LIVE_KEY}
Practise = Callable[[], TrainingCase]


@pytest.fixture
def real(session: Session) -> tuple[Verification, Verification]:
    """One case that waits for a person, and one that is approved."""
    with transaction(session):
        return make.in_review(session), decided(session)


@pytest.fixture
def lead(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    """A lead's browser."""
    return signed_in(client, colleague(app, session, Role.LEAD))


@pytest.fixture
def practise(session: Session, real: tuple[Verification, Verification]) -> Practise:
    """Adds cases of the very person and number of the real ones; two people answer one of them, each otherwise."""
    one, two = ruled.staff(session, "one", "two")

    def practised() -> TrainingCase:
        case, _ = (practice.added(session, Shelf(), name) for name in ("one", "two"))
        with transaction(session):
            answers.give(session, case.id, one, "genuine")
            answers.give(session, case.id, two, "forged")
        return case

    return practised


def rows(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in our tables, but for accounts of the staff and their sessions."""
    tables = [table for table in Base.metadata.sorted_tables if not table.name.startswith("staff_")]
    return {table.name: [tuple(row) for row in anew(session).execute(sa.select(table))] for table in tables}


def test_no_row_but_those_of_the_training_and_of_the_record_comes_or_changes(
    session: Session, practise: Practise
) -> None:
    before = rows(session)
    practise()
    after = rows(session)
    assert {name for name in after if after[name] != before[name]} == TRAINING | RECORD


def test_nothing_of_real_cases_hangs_on_the_training_and_the_other_way_round() -> None:
    keys = [key for table in Base.metadata.tables.values() for key in table.foreign_keys]
    links = {(key.parent.table.name, key.column.table.name) for key in keys}
    assert {link for link in links if TRAINING & set(link)} == {
        ("training_image", "training_case"),
        ("training_answer", "training_case"),
        ("training_answer", "staff_user"),
    }


def test_figures_do_not_count_them(session: Session, practise: Practise) -> None:
    scope = Scope(utcnow() + timedelta(minutes=1), 7)
    before = summary.groups(session, scope)
    practise()
    assert before.total.opened == 2
    assert summary.groups(anew(session), scope) == before


def test_agreement_does_not_count_them(session: Session, practise: Practise) -> None:
    practise()
    assert [one.pairs for one in agreement.agreements(session, Scope(utcnow(), 7))] == [0, 0]


def test_the_queue_its_counts_and_its_search_do_not_know_them(lead: FlaskClient, practise: Practise) -> None:
    before = text(lead.get("/staff/"))
    case = practise()
    assert "To review 1" in before
    assert text(lead.get("/staff/")) == before
    for words in (case.id, case.name, "AB1234567"):
        assert "No case with these filters" in text(lead.get("/staff/", query_string={"text": words}))
    assert lead.get(f"/staff/cases/{case.id}").status_code == 404


def test_the_next_case_is_never_one_of_them(
    lead: FlaskClient, real: tuple[Verification, Verification], practise: Practise
) -> None:
    practise()
    assert send(lead, "/staff/next", at="/staff/").location.endswith(f"/staff/cases/{real[0].id}")


def test_a_policy_is_not_tried_on_them(
    session: Session, real: tuple[Verification, Verification], practise: Practise
) -> None:
    practise()
    found = policy_replay.replay(anew(session), make.POLICY, 500)
    assert {one.verification_id for one in found.cases} == {one.id for one in real}


@pytest.mark.parametrize("kind", ["sanctions", "pep"])
def test_monitoring_screens_nobody_of_them(session: Session, practise: Practise, kind: str) -> None:
    before = monitored.approved_after(session, kind, "", 100)
    practise()
    assert len(before[0]) == 1
    assert monitored.approved_after(anew(session), kind, "", 100) == before


def test_no_partner_finds_them(
    client: FlaskClient, real: tuple[Verification, Verification], practise: Practise
) -> None:
    case = practise()
    assert client.get("/").get_json()["recordsStored"] == 2
    assert client.get(f"/api/profiles/{case.id}").status_code == 404
    assert client.get(f"/v1/sessions/{case.id}", headers=KEY).status_code == 404
    listed = client.get("/v1/sessions", headers=KEY).get_json()["data"]
    assert {one["id"] for one in listed} == {one.id for one in real}


def test_no_webhook_tells_of_them_and_no_job_is_left(session: Session, practise: Practise) -> None:
    counts = [sa.select(sa.func.count()).select_from(table) for table in (Event, Delivery)]
    before = [session.scalar(one) for one in counts], unfinished(db.engine)
    practise()
    assert ([anew(session).scalar(one) for one in counts], unfinished(db.engine)) == before


def test_no_document_and_no_face_of_theirs_is_found_again(
    app: Flask, session: Session, real: tuple[Verification, Verification], practise: Practise
) -> None:
    practise()
    tools = app.config["TOOLS"]
    face = FaceTemplate(ENGINE, 0.65, templates.packed(np.eye(8)[0]))
    shown = Shown("SOMEBODY ELSE", "1971-12-01", "GBR", "AB1234567", face)
    assert anew(session).scalars(sa.select(DocumentTrace)).all() == []
    assert reuse.look(session, tools.marks, tools.portraits, real[0].id, shown) == Reused(False, False, ())


def test_the_installations_figures_do_not_count_them(app: Flask, session: Session, practise: Practise) -> None:
    def states() -> list[str]:
        told = metrics.text(session, db.engine, app.config["SETTINGS"]).decode()
        return [line for line in told.splitlines() if "verifications{" in line]

    before = states()
    practise()
    assert before
    assert states() == before
