"""The page of flags: who is approved and resembles what is new on a list, and a reviewer's word on it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.evidence import ListVersion, Mode
from kyc.domain.monitoring import Approved, Resemblance
from kyc.models import MatchVerdictRecord, ProfileFlag, transaction
from kyc.services.screening import profile_flags
from tests.api.staff.people import anew, send, text
from tests.screenings import JOHN, MATCH, breakdown, concluded

pytestmark = pytest.mark.one_database

WHY = "another birthplace"


def raised(session: Session, mode: Mode = "live") -> ProfileFlag:
    """A flag on somebody who was approved."""
    with transaction(session):
        made = concluded(session, breakdown(), mode)
        one = Approved(made.profile_id, made.id, mode, JOHN)
        found = Resemblance(one, MATCH, (ListVersion("List", "2026-11-08", 3, "v2"),))
        assert profile_flags.raise_flag(session, "sanctions_screening", found)
    mine = select(ProfileFlag).where(ProfileFlag.profile_id == made.profile_id)
    return session.scalars(mine).one()


def say(client: FlaskClient, flag_id: str, at: str = "/staff/flags", **values: Any) -> Any:
    given = {"verdict": "false_positive", "reason": WHY} | values
    return send(client, f"/staff/flags/{flag_id}/verdict", at=at, **given)


def stored(session: Session, flag: ProfileFlag) -> ProfileFlag:
    return anew(session).get_one(ProfileFlag, flag.id)


def test_an_empty_page_says_so(viewer: FlaskClient) -> None:
    assert "No flag waits" in text(viewer.get("/staff/flags"))
    assert "No flag was resolved yet" in text(viewer.get("/staff/flags?show=resolved"))


def test_a_flag_shows_the_person_beside_the_entry(viewer: FlaskClient, session: Session) -> None:
    flag = raised(session)
    said = text(viewer.get("/staff/flags"))
    assert "Open 1" in said
    for known in ("JOHN DOE", "Jon Doe", "House list", "house-1", "0.91", flag.profile_id, "Sanctions lists"):
        assert known in said
    assert f'href="/staff/cases/{flag.verification_id}"' in viewer.get("/staff/flags").get_data(as_text=True)
    assert "A reviewer resolves them." in said


def test_a_flag_of_a_test_record_is_marked(viewer: FlaskClient, session: Session) -> None:
    raised(session, "test")
    assert "TEST" in text(viewer.get("/staff/flags"))


def test_the_queue_the_bar_and_the_case_lead_to_it(viewer: FlaskClient, session: Session) -> None:
    before = viewer.get("/staff/").get_data(as_text=True)
    assert ('href="/staff/flags"' in before, "flag waits" in before) == (True, False)
    flag = raised(session)
    assert "1 flag waits : people who are approved" in text(viewer.get("/staff/"))
    case = viewer.get(f"/staff/cases/{flag.verification_id}")
    assert f"/staff/flags#{flag.id}" in case.get_data(as_text=True)
    assert "Raised since the approval Jon Doe , House list" in text(case)


@pytest.mark.parametrize(("verdict", "word"), [("false_positive", "Somebody else"), ("true_match", "Same person")])
def test_a_reviewer_resolves_a_flag(reviewer: FlaskClient, session: Session, verdict: str, word: str) -> None:
    flag = raised(session)
    answer = say(reviewer, flag.id, verdict=verdict)
    assert (answer.status_code, answer.location) == (302, "/staff/flags")
    now = stored(session, flag)
    assert (now.verdict, now.reason) == (verdict, WHY)
    assert session.scalars(select(MatchVerdictRecord.verdict)).all() == [verdict]
    assert "No flag waits" in text(reviewer.get("/staff/flags"))
    said = text(reviewer.get("/staff/flags?show=resolved"))
    assert f"{word} by reviewer@example.org" in said
    assert WHY in said


@pytest.mark.parametrize(
    ("values", "missing"),
    [({"verdict": ""}, "Choose whether this is the same person."), ({"reason": ""}, "Say in a few words why.")],
)
def test_what_is_missing_is_said_and_nothing_is_resolved(
    reviewer: FlaskClient, session: Session, values: dict[str, str], missing: str
) -> None:
    flag = raised(session)
    answer = say(reviewer, flag.id, **values)
    assert (answer.status_code, missing in text(answer)) == (422, True)
    assert stored(session, flag).resolved_at is None


def test_of_two_reviewers_the_quicker_one_is_heard(reviewer: FlaskClient, session: Session) -> None:
    flag, other = raised(session), raised(session)
    assert say(reviewer, flag.id).status_code == 302
    answer = say(reviewer, flag.id, verdict="true_match")
    assert (answer.status_code, "Somebody else was quicker" in text(answer)) == (409, True)
    assert stored(session, flag).verdict == "false_positive"
    assert stored(session, other).verdict is None


@pytest.mark.parametrize("values", [{}, {"reason": ""}])
def test_an_unknown_flag_is_not_found(reviewer: FlaskClient, session: Session, values: dict[str, str]) -> None:
    assert say(reviewer, "flag_unknown", at="/staff/", **values).status_code == 404


def test_a_viewer_may_not_resolve(viewer: FlaskClient, session: Session) -> None:
    flag = raised(session)
    assert "Record the verdict" not in text(viewer.get("/staff/flags"))
    assert say(viewer, flag.id, at="/staff/").status_code == 403
    assert stored(session, flag).resolved_at is None


def test_without_the_page_s_token_nothing_is_resolved(reviewer: FlaskClient, session: Session) -> None:
    flag = raised(session)
    answer = reviewer.post(f"/staff/flags/{flag.id}/verdict", data={"verdict": "true_match", "reason": WHY})
    assert (answer.status_code, stored(session, flag).resolved_at) == (400, None)


def test_other_views_of_flags_do_not_exist(viewer: FlaskClient) -> None:
    assert viewer.get("/staff/flags?show=everything").status_code == 400


def test_flags_are_for_the_staff_alone(client: FlaskClient) -> None:
    answer = client.get("/staff/flags")
    assert (answer.status_code, "/staff/login" in answer.location) == (302, True)
