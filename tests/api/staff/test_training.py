"""The training's pages: who may practise, one answer, the truth after it, and who sees the team's errors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.ports import Blobs
from kyc.models import AuditEntry, StaffUser, TrainingAnswer, TrainingCase, TrainingImage, transaction
from kyc.services.training import cases
from tests import practice
from tests.api.staff.people import anew, colleague, send, signed_in, text
from tests.unit.adapters.images.pictures import noise, saved

pytestmark = pytest.mark.one_database
Add = Callable[..., TrainingCase]


@pytest.fixture
def add(app: Flask, session: Session) -> Add:
    """Adds a case whose images are pictures."""
    shelf: Blobs = app.config["TOOLS"].blobs

    def added(name: str = "one", truth: str = "lookalike") -> TrainingCase:
        case = practice.added(session, shelf, name, truth)
        for image in cases.images_of(session, case.id):
            shelf.put(image.blob, saved(noise(200, 150), "JPEG"))
        return case

    return added


def images(session: Session, case: TrainingCase) -> list[TrainingImage]:
    return list(cases.images_of(anew(session), case.id))


def test_a_case_is_marked_and_asks_one_question(reviewer: FlaskClient, add: Add) -> None:
    case = add("his brother")
    assert "1 case waits for your answer." in text(reviewer.get("/staff/training"))
    answer = reviewer.get("/staff/training/next")
    assert (answer.status_code, answer.location) == (303, f"/staff/training/{case.id}")
    page = text(reviewer.get(answer.location))
    assert "TRAINING Nobody waits for this case." in page
    assert "What is this case?" in page
    assert "Score 0.30 , passes from 0.40." in page
    assert "AB1234567" in page
    for hidden in ("his brother", "why his brother", "Next case", "Let in wrongly"):
        assert hidden not in page


def test_after_the_answer_stands_what_it_is_and_why(reviewer: FlaskClient, session: Session, add: Add) -> None:
    case = add()
    here = f"/staff/training/{case.id}"
    answer = send(reviewer, here, said="genuine")
    assert (answer.status_code, answer.location) == (303, f"{here}#answer-title")
    page = text(reviewer.get(here))
    assert "Let in wrongly You said: genuine. It is: another person . why one" in page
    assert "What is this case?" not in page
    send(reviewer, here, at="/staff/training", said="lookalike")
    assert [one.said for one in anew(session).scalars(select(TrainingAnswer))] == ["genuine"]
    assert reviewer.get("/staff/training/next").location == "/staff/training"
    page = text(reviewer.get("/staff/training"))
    assert "You have answered every case." in page
    assert "Genuine Another person ✕ Let in wrongly" in page


def test_without_a_choice_nothing_is_answered(reviewer: FlaskClient, session: Session, add: Add) -> None:
    answer = send(reviewer, f"/staff/training/{add().id}")
    assert answer.status_code == 422
    assert "Say what this case is" in text(answer)
    assert "<title>Error: " in answer.get_data(as_text=True)
    assert anew(session).scalars(select(TrainingAnswer)).all() == []


def test_images_are_marked_and_their_opening_is_on_the_record(
    reviewer: FlaskClient, session: Session, add: Add
) -> None:
    case = add()
    page, selfie = images(session, case)
    for path in (f"images/{page.id}", f"images/{selfie.id}?full", "portrait"):
        answer = reviewer.get(f"/staff/training/{case.id}/{path}")
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert answer.headers["Cache-Control"] == "no-store"
    opened = anew(session).scalars(select(AuditEntry).where(AuditEntry.act == "image.opened"))
    assert [(one.subject, one.detail["image"]) for one in opened] == [
        (case.id, page.id),
        (case.id, selfie.id),
        (case.id, page.id),
    ]


def test_what_is_not_there_is_not_found(reviewer: FlaskClient, session: Session, add: Add) -> None:
    one, other = add("one"), add("other")
    image = images(session, one)[0]
    with transaction(session):
        cases.remove(session, "other")
    for path in ("train_none", other.id, f"{other.id}/portrait", f"{other.id}/images/{image.id}", "%00"):
        assert reviewer.get(f"/staff/training/{path}").status_code == 404
    assert send(reviewer, f"/staff/training/{other.id}", at="/staff/training", said="genuine").status_code == 404


def test_without_cases_the_page_says_how_to_get_some(reviewer: FlaskClient) -> None:
    page = text(reviewer.get("/staff/training"))
    assert "flask kyc training seed" in page
    assert "Your results" not in page
    assert "team" not in page


def test_leads_see_the_teams_errors_and_nobodys_name(
    app: Flask, client: FlaskClient, session: Session, add: Add
) -> None:
    case = add("his brother")
    lead = signed_in(client, colleague(app, session, "lead"))
    colleague(app, session, "reviewer", "quiet@example.org")
    other = session.scalars(select(StaffUser).filter_by(email="quiet@example.org")).one()
    practice.answered(session, case, other.id, "genuine")
    page = text(lead.get("/staff/training"))
    assert "The team’s errors, 1 person" in page
    assert "Let in wrongly 1 1 100.0 % 20.7 % 100.0 %" in page
    assert "his brother 1 0 0.0 %" in page
    assert "quiet" not in page


def test_who_decides_no_cases_has_no_training(viewer: FlaskClient, add: Add) -> None:
    case = add()
    for path in ("", "/next", f"/{case.id}", f"/{case.id}/portrait"):
        assert viewer.get(f"/staff/training{path}").status_code == 403
