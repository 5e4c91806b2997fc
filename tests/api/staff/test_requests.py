"""What applicants ask for, as the staff sees and answers it: on the list, in the bar and on the case."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from kyc.models import ApplicantRequest, Verification, transaction, utcnow
from kyc.services.applicant import applicant_requests
from kyc.services.applicant.applicant_requests import Kind
from tests import make
from tests.api.staff.people import anew, send, text

WORDS = "A person looked at it."
MISTAKES = (
    ({"answer": ""}, "Choose what came of it."),
    ({"answer": "declined", "note": " "}, "Say why, so that the applicant understands it."),
    ({"note": "x" * 2001}, "The words may have 2000 characters at most."),
)


def asked(session: Session, made: Verification, kind: Kind = "person", days_ago: int = 0) -> ApplicantRequest:
    with transaction(session):
        one = applicant_requests.ask(session, session.get_one(Verification, made.id), kind)
        session.execute(
            update(ApplicantRequest).where(ApplicantRequest.id == one.id).values(at=utcnow() - timedelta(days=days_ago))
        )
    return one


def reply(client: FlaskClient, one: ApplicantRequest, at: str = "", **values: Any) -> Any:
    page = at or f"/staff/cases/{one.verification_id}"
    given = {"answer": "done", "note": WORDS} | values
    return send(client, f"/staff/cases/{one.verification_id}/requests/{one.id}", at=page, **given)


def stored(session: Session, one: ApplicantRequest) -> ApplicantRequest:
    return anew(session).get_one(ApplicantRequest, one.id)


def test_an_empty_list_says_so(viewer: FlaskClient) -> None:
    assert "No request waits" in text(viewer.get("/staff/requests"))
    assert "No request was answered yet" in text(viewer.get("/staff/requests?show=answered"))
    assert viewer.get("/staff/requests?show=everything").status_code == 400


def test_what_waits_stands_on_the_list_the_oldest_first(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    asked(session, waiting, "person", days_ago=2)
    with transaction(session):
        other = make.in_review(session, "test")
    asked(session, other, "erasure", days_ago=3)
    said = text(viewer.get("/staff/requests"))
    assert said.index("Asks for erasure") < said.index("Asks for a person")
    assert "Jane Doe" in said
    assert "TEST" in said
    assert "Requests 2" in said


def test_the_day_by_which_the_law_wants_an_answer(viewer: FlaskClient, session: Session) -> None:
    for days_ago in (0, 27, 40):
        with transaction(session):
            made = make.in_review(session)
        asked(session, made, "erasure", days_ago=days_ago)
    page = viewer.get("/staff/requests").get_data(as_text=True)
    found = re.findall(r'<span class="tag (\w+)">(Overdue|In )', page)
    assert found == [("bad", "Overdue"), ("warn", "In "), ("none", "In ")]


def test_the_case_shows_it_and_its_timeline_too(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    assert "Requests 1" not in text(viewer.get(f"/staff/cases/{waiting.id}"))
    one = asked(session, waiting, "person")
    page = viewer.get(f"/staff/cases/{waiting.id}")
    assert f'href="#{one.id}">Asks for a person</a>' in page.text, "in the head, where nobody overlooks it"
    said = text(page)
    assert "Asks for a person Waiting asked" in said
    assert "Asked for a person by the applicant" in said
    assert "A reviewer or privacy officer answers them." in said


def test_a_reviewer_answers_it(reviewer: FlaskClient, session: Session, waiting: Verification) -> None:
    one = asked(session, waiting)
    bare = reviewer.post(f"/staff/cases/{waiting.id}/requests/{one.id}", data={"answer": "done"})
    assert (bare.status_code, stored(session, one).answered_at) == (400, None)
    answer = reply(reviewer, one)
    assert (answer.status_code, answer.location) == (302, "/staff/requests")
    now = stored(session, one)
    assert (now.answer, now.note) == ("done", WORDS)
    assert "Answered. The applicant reads it on their page. " in f"{text(reviewer.get('/staff/requests'))} "
    said = text(reviewer.get("/staff/requests?show=answered"))
    assert "Done by reviewer@example.org" in said
    assert WORDS in text(reviewer.get(f"/staff/cases/{waiting.id}"))


def test_what_is_missing_is_said_and_nothing_is_lost(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    one = asked(session, waiting)
    for values, missing in MISTAKES:
        answer = reply(reviewer, one, **values)
        assert (answer.status_code, missing in text(answer)) == (422, True)
        assert "<title>Error: " in answer.get_data(as_text=True)
    assert "&lt;i&gt;kept&lt;/i&gt;" in reply(reviewer, one, answer="", note="<i>kept</i>").get_data(as_text=True)
    assert stored(session, one).answered_at is None


def test_of_two_reviewers_the_quicker_one_is_heard(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    one = asked(session, waiting)
    assert reply(reviewer, one).status_code == 302
    answer = reply(reviewer, one, answer="declined", note="Too late")
    assert (answer.status_code, "Somebody else was quicker" in text(answer)) == (409, True)
    assert stored(session, one).answer == "done"


def test_an_unknown_request_is_not_found(reviewer: FlaskClient, waiting: Verification) -> None:
    nobody = ApplicantRequest(id="req_none", verification_id=waiting.id)
    assert reply(reviewer, nobody).status_code == 404
    nowhere = ApplicantRequest(id="req_none", verification_id="sess_none")
    assert reply(reviewer, nowhere, at="/staff/", answer="").status_code == 404


def test_a_viewer_may_not_answer(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    one = asked(session, waiting)
    assert reply(viewer, one, at="/staff/").status_code == 403
    assert stored(session, one).answered_at is None
