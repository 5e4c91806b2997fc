"""Leads make tags on a page of their own, reviewers put them on cases, the queue is narrowed by them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import CaseTag, Verification, transaction
from kyc.services.desk import tags
from tests.api.staff.people import anew, send, text


@pytest.fixture
def tag(session: Session) -> CaseTag:
    with transaction(session):
        return tags.make(session, "VIP", "blue", 1)


def put(client: FlaskClient, case: Verification, **values: object) -> int:
    return send(client, f"/staff/cases/{case.id}/tags", at="/staff/", **values).status_code


def test_a_lead_makes_changes_and_retires_tags(lead: FlaskClient, session: Session) -> None:
    assert send(lead, "/staff/tags", name="Chased", colour="amber").location == "/staff/tags"
    made = anew(session).query(CaseTag).one()
    assert send(lead, f"/staff/tags/{made.id}", at="/staff/tags", name="Chased twice", colour="red").status_code == 302
    page = lead.get("/staff/tags").get_data(as_text=True)
    assert '<span class="tag colour-red"><bdi>Chased twice</bdi></span>' in page
    send(lead, f"/staff/tags/{made.id}", at="/staff/tags", name="Chased twice", colour="red", retired="yes")
    assert "retired: it stays where it is" in text(lead.get("/staff/tags"))


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(lead: FlaskClient, tag: CaseTag) -> None:
    new = send(lead, "/staff/tags", name="vip", colour="blue")
    assert (new.status_code, "There is a tag of this name already." in text(new)) == (422, True)
    changed = send(lead, f"/staff/tags/{tag.id}", at="/staff/tags", name="Kept words", colour="pink")
    assert changed.status_code == 422
    page = changed.get_data(as_text=True)
    assert "Choose one of the colours." in page
    assert 'value="Kept words"' in page
    assert send(lead, "/staff/tags/999", at="/staff/tags", name="New", colour="blue").status_code == 404


def test_reviewers_do_not_make_tags(reviewer: FlaskClient, tag: CaseTag) -> None:
    assert reviewer.get("/staff/tags").status_code == 403
    for path in ("/staff/tags", f"/staff/tags/{tag.id}"):
        assert send(reviewer, path, at="/staff/", name="New", colour="blue").status_code == 403


def test_a_reviewer_puts_a_tag_on_and_takes_it_off(reviewer: FlaskClient, waiting: Verification, tag: CaseTag) -> None:
    assert put(reviewer, waiting, put=tag.id) == 302
    worn = '<span class="tag colour-blue"><bdi>VIP</bdi></span>'
    for path in (f"/staff/cases/{waiting.id}", "/staff/", f"/staff/?tag={tag.id}"):
        assert worn in reviewer.get(path).get_data(as_text=True), path
    assert put(reviewer, waiting, off=tag.id) == 302
    assert worn not in reviewer.get("/staff/").get_data(as_text=True)
    assert "No case with these filters" in text(reviewer.get(f"/staff/?tag={tag.id}"))


def test_a_tag_that_is_none_is_not_put_on(reviewer: FlaskClient, waiting: Verification) -> None:
    for number, status in (("999", 404), ("x", 400), ("-1", 400), ("9" * 20, 400)):
        assert put(reviewer, waiting, put=number) == status, number


def test_a_viewer_sees_tags_and_moves_none(
    viewer: FlaskClient, session: Session, waiting: Verification, tag: CaseTag
) -> None:
    with transaction(session):
        tags.put(session, waiting.id, tag.id, 1)
    page = viewer.get(f"/staff/cases/{waiting.id}")
    assert "VIP" in text(page)
    assert b'name="off"' not in page.data
    assert put(viewer, waiting, off=tag.id) == 403
