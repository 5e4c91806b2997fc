"""The queue's filters are kept under a name, shared by leads, and stand as links above the queue."""

from __future__ import annotations

import html
import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import SavedView, StaffUser, Verification, transaction
from kyc.services.desk import saved_views
from tests.api.staff.people import anew, send, text

OLD = "/staff/?status=manual_review&age=4h&assignee=nobody&text=cust_42"


def keep(client: FlaskClient, name: str, at: str = OLD, **more: str) -> TestResponse:
    return send(client, "/staff/views", at=at, name=name, **more)


def views(session: Session) -> list[SavedView]:
    return anew(session).query(SavedView).order_by(SavedView.id).all()


def test_what_the_queue_is_narrowed_to_is_kept_without_what_was_looked_for(
    reviewer: FlaskClient, session: Session
) -> None:
    answer = keep(reviewer, "Old ones")
    assert answer.location == "/staff/?age=4h&assignee=nobody"
    (view,) = views(session)
    assert view.filters == {"age": "4h", "assignee": "nobody"}


def test_a_view_is_a_link_with_its_number_of_cases(reviewer: FlaskClient, waiting: Verification) -> None:
    keep(reviewer, "Mine", at="/staff/?assignee=me")
    keep(reviewer, "Nobody’s", at="/staff/?assignee=nobody")
    page = reviewer.get("/staff/")
    assert "Mine 0 Nobody’s 1" in text(page)
    (address,) = re.findall(r'href="([^"]+)"[^>]*><bdi>Nobody’s', page.get_data(as_text=True))
    there = reviewer.get(html.unescape(address))
    assert "1 case, oldest first" in text(there)
    assert 'aria-current="true"><bdi>Nobody’s' in there.get_data(as_text=True)


def test_only_leads_share(app: Flask, lead: FlaskClient, reviewer: FlaskClient, session: Session) -> None:
    keep(reviewer, "For all?", shared="yes")
    keep(lead, "For all", shared="yes")
    assert [view.shared for view in views(session)] == [False, True]
    page = text(reviewer.get("/staff/"))
    assert "For all shared" in page
    assert "For all? " not in text(lead.get("/staff/"))


def test_a_name_that_cannot_be_is_said_with_the_queue(reviewer: FlaskClient, session: Session) -> None:
    keep(reviewer, "Old ones")
    answer = keep(reviewer, "Old ones")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "<title>Error: Queue" in page
    assert "You have a view of this name already." in page
    assert 'name="age" value="4h"' in page, "the filters are still there"
    assert len(views(session)) == 1


def test_a_view_of_a_filter_that_does_not_exist_is_refused(reviewer: FlaskClient, session: Session) -> None:
    for filters in ({"age": "5m"}, {"tag": "7"}, {"assignee": "x"}, {"status": "created"}):
        assert send(reviewer, "/staff/views", at="/staff/", name="Bad", **filters).status_code == 400
    assert views(session) == []


def test_a_view_whose_filter_is_gone_says_so(reviewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        anna = session.query(StaffUser).one()
        saved_views.save(session, anna.id, "Former", {"tag": "7"})
    assert "Former (a filter of it is gone)" in text(reviewer.get("/staff/"))


def test_a_view_is_removed_by_its_owner_and_a_shared_one_by_leads(
    lead: FlaskClient, reviewer: FlaskClient, session: Session
) -> None:
    keep(reviewer, "Mine")
    keep(lead, "For all", shared="yes")
    mine, shared = views(session)
    assert send(reviewer, f"/staff/views/{shared.id}/remove", at="/staff/").status_code == 403
    assert send(lead, f"/staff/views/{mine.id}/remove", at="/staff/").status_code == 404
    assert send(reviewer, f"/staff/views/{mine.id}/remove", at="/staff/").status_code == 302
    assert send(lead, f"/staff/views/{shared.id}/remove", at="/staff/").status_code == 302
    assert views(session) == []
