"""The page that tries a policy on past cases: what would flip, what is wrong with a file, and that nothing is kept."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import Decision, transaction
from kyc.services.examining import pipeline
from tests import make
from tests.api.staff import people
from tests.api.staff.people import text

pytestmark = pytest.mark.one_database

NOBODY = b'version = "2"\nrequired = []\n[[rules]]\nname = "all"\noutcome = "manual_review"\n'


def approved(session: Session, mode: str = "live") -> str:
    with transaction(session):
        made = make.submitted(session, mode)
        pipeline.begin(session, made.id)
        pipeline.conclude(session, made.id, make.examination())
    return made.id


def send(client: FlaskClient, content: bytes = NOBODY, **fields: str) -> TestResponse:
    sent = {"last": "500", "mode": "live", **fields, "file": (BytesIO(content), "policy.toml")}
    return people.send(client, "/staff/policy", **sent)


def test_the_page_says_that_nothing_is_kept(reviewer: FlaskClient) -> None:
    assert "Nothing is changed and nothing is kept." in text(reviewer.get("/staff/policy"))


def test_cases_that_would_flip_stand_with_both_rules(reviewer: FlaskClient, session: Session) -> None:
    case = approved(session)
    answer = send(reviewer)
    assert answer.status_code == 200
    page = text(answer)
    assert "1 of 1 cases would be decided otherwise" in page
    assert f"{case} Approved all_clean To review all Approved" in page


def test_a_policy_that_changes_nothing_shows_no_case(reviewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        case = make.in_review(session).id
    page = text(send(reviewer))
    assert "0 of 1 cases would be decided otherwise" in page
    assert case not in page


def test_test_cases_are_counted_apart(reviewer: FlaskClient, session: Session) -> None:
    approved(session, "test")
    assert "No case of this kind was decided by a policy yet." in text(send(reviewer))
    assert "1 of 1 cases would be decided otherwise" in text(send(reviewer, mode="test"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no toml", "This is no policy"),
        (b'version = "2"\nrequired = []\n', "a policy needs at least one rule"),
        (b"\xff\xfe", "This is no policy"),
        (b"#" * 70_000, "the file is larger than 64 kB"),
    ],
)
def test_a_file_that_is_no_policy_is_said(reviewer: FlaskClient, content: bytes, words: str) -> None:
    answer = send(reviewer, content)
    assert answer.status_code == 422
    assert words in text(answer)


def test_without_a_file_the_page_asks_for_one(reviewer: FlaskClient) -> None:
    answer = people.send(reviewer, "/staff/policy", last="5", mode="live")
    assert answer.status_code == 422
    assert "choose a file" in text(answer)


@pytest.mark.parametrize("last", ["0", "2001", "many", ""])
def test_a_number_out_of_range_is_said(reviewer: FlaskClient, last: str) -> None:
    assert send(reviewer, last=last).status_code == 422


def test_nothing_is_written(reviewer: FlaskClient, session: Session) -> None:
    approved(session)
    count = select(func.count()).select_from(Decision)
    before = session.scalar(count)
    send(reviewer)
    session.rollback()
    assert session.scalar(count) == before


def test_a_viewer_may_not_try_policies(viewer: FlaskClient) -> None:
    assert viewer.get("/staff/policy").status_code == 403


def test_a_form_without_its_token_is_turned_away(reviewer: FlaskClient) -> None:
    assert reviewer.post("/staff/policy", data={"last": "5"}).status_code == 400
