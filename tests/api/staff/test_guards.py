"""What the staff's pages show to whom; test_roles.py has every address in every role."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import Verification
from tests.api.staff.people import colleague, send, signed_in, text

pytestmark = pytest.mark.one_database


def test_a_viewer_sees_cases_and_cannot_decide_them(viewer: FlaskClient, waiting: Verification) -> None:
    page = viewer.get(f"/staff/cases/{waiting.id}")
    assert page.status_code == 200
    assert b"A reviewer decides them" in page.data
    assert b'name="choice"' not in page.data
    answer = send(viewer, f"/staff/cases/{waiting.id}/decision", at="/staff/", version=str(waiting.version))
    assert answer.status_code == 403


def test_an_admin_may_do_what_a_reviewer_may(
    app: Flask, client: FlaskClient, session: Session, waiting: Verification
) -> None:
    signed_in(client, colleague(app, session, "admin"))
    assert b'name="choice"' in client.get(f"/staff/cases/{waiting.id}").data


@pytest.mark.parametrize(
    "path",
    [
        "/staff/cases/sess_none",
        "/staff/cases/%00",
        "/staff/cases/sess_none/images/doc_none",
        "/staff/cases/sess_none/images/%00",
        "/staff/none",
    ],
)
def test_what_does_not_exist_is_not_found(reviewer: FlaskClient, path: str) -> None:
    answer = reviewer.get(path)
    assert answer.status_code == 404
    assert "There is nothing here" in text(answer)


def test_the_pages_keep_the_strict_policy_and_are_not_cached(reviewer: FlaskClient, waiting: Verification) -> None:
    for path in ("/staff/", f"/staff/cases/{waiting.id}", "/staff/change"):
        answer = reviewer.get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_sign_in_pages_are_not_kept_either_but_their_style_is(client: FlaskClient) -> None:
    page = client.get("/staff/login")
    assert page.headers["Cache-Control"] == "no-store"
    style = re.search(r'href="(/static/[^"]+staff\.css)"', page.get_data(as_text=True))
    assert style
    kept = client.get(style[1])
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client.get(style[1], headers={"If-None-Match": kept.headers["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, kept.headers["Cache-Control"])
