"""A case is handed round on its page: to oneself, by a lead to anybody, to the leads and back."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import StaffUser, Verification, transaction
from kyc.services.desk import assignments, claims, escalations, rulings
from kyc.services.desk.reviews import Ruling
from kyc.services.desk.rulings import Terms
from kyc.services.desk.votes import Reviewer
from tests.api.staff import people
from tests.api.staff.people import anew, text

HANDED = {"reason": "faces_unclear", "note": "The ears differ."}
LEFT = "reviewer@example.org"


def address(case: Verification, action: str = "") -> str:
    return f"/staff/cases/{case.id}{action}"


def send(client: FlaskClient, case: Verification, action: str, **values: str) -> int:
    return people.send(client, address(case, action), at="/staff/", **values).status_code


def number(session: Session, email: str) -> int:
    return anew(session).query(StaffUser).filter_by(email=email).one().id


def owner(session: Session, case: Verification) -> int | None:
    found = assignments.of_case(anew(session), case.id)
    return found.staff_id if found else None


def test_a_reviewer_takes_a_case_for_themselves_and_gives_it_back(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    assert "Assigned to nobody. Assign it to me" in text(reviewer.get(address(waiting)))
    assert send(reviewer, waiting, "/assign", to="me") == 302
    page = text(reviewer.get(address(waiting)))
    assert "Assigned to you . Give it back" in page
    assert f"Assigned to {LEFT} by {LEFT}" in page, "in the timeline"
    assert "For you" in text(reviewer.get("/staff/?assignee=me"))
    assert send(reviewer, waiting, "/assign", to="nobody") == 302
    assert owner(session, waiting) is None
    assert "No case with these filters" in text(reviewer.get("/staff/?assignee=me"))


def test_a_lead_gives_it_to_anybody_and_a_reviewer_does_not(
    lead: FlaskClient, reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    anna, lea = number(session, LEFT), number(session, "lead@example.org")
    assert send(lead, waiting, "/assign", to=str(anna)) == 302
    assert owner(session, waiting) == anna
    assert f"This case is assigned to {LEFT} ." in text(lead.get(address(waiting)))
    assert send(lead, waiting, "/assign", to=str(lea)) == 302
    assert "Assign it to me" not in text(reviewer.get(address(waiting)))
    for to in ("me", "nobody", str(anna)):
        assert send(reviewer, waiting, "/assign", to=to) == 403
    assert owner(session, waiting) == lea
    assert "lead@example.org" in text(reviewer.get(f"/staff/?assignee={lea}"))


def test_a_case_is_given_to_people_alone(lead: FlaskClient, waiting: Verification) -> None:
    for to in ("", "x", "-1", "²", "9" * 30):
        assert send(lead, waiting, "/assign", to=to) == 400
    assert send(lead, waiting, "/assign", to="99") == 422


def test_a_viewer_hands_nothing_round(viewer: FlaskClient, waiting: Verification) -> None:
    for action in ("/assign", "/escalate", "/return"):
        assert send(viewer, waiting, action, to="me", **HANDED) == 403
    page = viewer.get(address(waiting)).get_data(as_text=True)
    assert "Assigned to nobody" in page
    assert "/assign" not in page
    assert "/escalate" not in page


def test_a_case_goes_to_the_leads_with_its_reason(
    lead: FlaskClient, reviewer: FlaskClient, waiting: Verification
) -> None:
    assert send(reviewer, waiting, "/escalate", **HANDED) == 302
    assert "With the leads 1" in text(reviewer.get("/staff/"))
    mine = text(reviewer.get(address(waiting)))
    assert "I cannot tell whether this is one person. The ears differ. A lead decides it. Take it back" in mine
    assert "Your decision" not in mine
    theirs = text(lead.get(address(waiting)))
    assert "Return it to the queue" in theirs
    assert "Your decision" in theirs
    assert "Handed to the leads" in theirs


def test_what_is_missing_is_said_and_nothing_is_lost(reviewer: FlaskClient, waiting: Verification) -> None:
    note = {"reason": "", "note": "The ears differ."}
    answer = people.send(reviewer, address(waiting, "/escalate"), at=address(waiting), **note)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "<title>Error: " in page
    assert 'href="#escalate-reason">Choose why the leads should decide this.' in page
    assert "The ears differ.</textarea>" in page


def test_a_reviewer_neither_decides_nor_takes_nor_asks_what_is_with_the_leads(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    fields = dict(people.HIDDEN.findall(reviewer.get(address(waiting)).get_data(as_text=True)))
    send(reviewer, waiting, "/escalate", **HANDED)
    said = {
        "choice": "approve",
        "approve_reason": "confirmed_by_reviewer",
        "items": "selfie",
        "reasons": "image_blurry",
    }
    sent = fields | said | {"step": "confirm", "version": str(waiting.version)}
    for action in ("/decision", "/ask", "/claim"):
        answer = reviewer.post(address(waiting, action), data=sent)
        assert answer.status_code == 403, action
        assert "With the leads" in text(answer), action
    assert anew(session).get_one(Verification, waiting.id).state == "manual_review"
    assert claims.holder(session, waiting.id) is None


def test_what_somebody_just_decided_is_not_handed_on(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    said, anna = Ruling("approved", "confirmed_by_reviewer"), Reviewer(number(session, LEFT))
    with transaction(session):
        rulings.give(session, waiting.id, waiting.version, anna, said, Terms(undo_seconds=10))
    assert "Hand it to the leads" not in text(reviewer.get(address(waiting)))
    assert send(reviewer, waiting, "/escalate", **HANDED) == 409
    assert escalations.of_case(anew(session), waiting.id) is None


def test_it_comes_back_by_whoever_handed_it_on(reviewer: FlaskClient, session: Session, waiting: Verification) -> None:
    send(reviewer, waiting, "/escalate", **HANDED)
    assert send(reviewer, waiting, "/escalate", **HANDED) == 409
    assert send(reviewer, waiting, "/return") == 302
    assert escalations.of_case(anew(session), waiting.id) is None
    assert "Taken back from the leads" in text(reviewer.get(address(waiting)))
    assert send(reviewer, waiting, "/return") == 409


def test_nobody_else_brings_it_back_but_a_lead(
    app: Flask, lead: FlaskClient, reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    send(reviewer, waiting, "/escalate", **HANDED)
    bert = people.signed_in(app.test_client(), people.colleague(app, session, email="bert@example.org"))
    assert send(bert, waiting, "/return") == 403
    assert send(lead, waiting, "/return") == 302
    assert "Returned to the queue by a lead" in text(bert.get(address(waiting)))


def test_a_lead_takes_the_next_of_those_with_the_leads(
    lead: FlaskClient, reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    with transaction(session):
        escalations.escalate(session, waiting.id, number(session, LEFT), "rules_unclear")
    leads = "/staff/?escalated=yes"
    assert people.send(lead, "/staff/next", at="/staff/").location == "/staff/"
    assert "Take the case" not in text(reviewer.get(leads))
    assert people.send(reviewer, "/staff/next", at="/staff/", escalated="yes").location == "/staff/"
    assert people.send(lead, "/staff/next", at=leads).location == address(waiting)
    assert people.send(lead, "/staff/next", at=leads, escalated="yes").location == address(waiting), "still in hand"


def test_a_case_that_never_was_is_not_found(reviewer: FlaskClient) -> None:
    said = {"to": "me", "text": "Hello.", "put": "1", **HANDED}
    for action in ("/assign", "/escalate", "/return", "/notes", "/tags"):
        path = f"/staff/cases/sess_none{action}"
        assert people.send(reviewer, path, at="/staff/", **said).status_code == 404, action
