"""A match on the case's page: everything to judge it by, and the reviewer's word on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import CheckRecord, MatchVerdictRecord, Verification, transaction
from tests.api.staff.people import anew, send, text
from tests.screenings import MATCH, breakdown, concluded

pytestmark = pytest.mark.one_database

PRINT = MATCH.fingerprint
WHY = "another birthplace"


@pytest.fixture
def found(session: Session) -> Verification:
    """A case that waits for a person because of one match."""
    with transaction(session):
        return concluded(session, breakdown(MATCH), approved=False)


def page(made: Verification) -> str:
    return f"/staff/cases/{made.id}"


def say(client: FlaskClient, made: Verification, fingerprint: str = PRINT, **values: Any) -> Any:
    address = f"{page(made)}/matches/{fingerprint}/verdict"
    return send(client, address, at=page(made), **({"verdict": "false_positive", "reason": WHY} | values))


def verdicts(session: Session) -> list[MatchVerdictRecord]:
    return list(anew(session).scalars(select(MatchVerdictRecord)))


def test_a_match_shows_both_sides_of_every_feature(viewer: FlaskClient, found: Verification) -> None:
    said = text(viewer.get(page(found)))
    assert "Name JOHN DOE Jon Doe 0.95 0.95" in said
    assert "Birth date 1990-01-15 1990-01-15 1.00" in said.replace("1.0 1.00", "1.00")
    assert "Country GBR GBR not compared" in said
    for known in ("House list : HOUSE", "Johnny Doe", "house-1", "source"):
        assert known.replace(" :", ":") in said
    assert 'href="https://lists.example/house-1"' in viewer.get(page(found)).get_data(as_text=True)


def test_what_one_side_does_not_know_is_named_as_such(viewer: FlaskClient, session: Session) -> None:
    bare = replace(MATCH, birth_dates=(), countries=(), features={"name": 0.9, "name_weight": 1.7})
    with transaction(session):
        made = concluded(session, breakdown(bare), approved=False)
    said = text(viewer.get(page(made)))
    assert "Birth date 1990-01-15 not known not compared" in said
    assert "Rare words in common 1.7" in said


def test_an_address_that_is_no_web_page_is_no_link(viewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = concluded(session, breakdown(replace(MATCH, source_url="javascript:alert(1)")), approved=False)
    assert "javascript:" not in viewer.get(page(made)).get_data(as_text=True)


def test_a_reviewer_tells_an_entry_apart(reviewer: FlaskClient, session: Session, found: Verification) -> None:
    answer = say(reviewer, found)
    assert (answer.status_code, answer.location) == (302, f"{page(found)}#match-{PRINT}")
    (row,) = verdicts(session)
    assert (row.verdict, row.reason, row.profile_id) == ("false_positive", WHY, found.profile_id)
    said = text(reviewer.get(page(found)))
    assert "Recorded: somebody else." in said
    assert f"Somebody else by reviewer@example.org, {row.at:%-d %b %Y, %H:%M} UTC: {WHY}" in said
    assert "Change the verdict" in said


def test_a_verdict_leaves_the_case_and_its_check_as_they_are(
    reviewer: FlaskClient, session: Session, found: Verification
) -> None:
    say(reviewer, found, verdict="true_match")
    made = anew(session).get_one(Verification, found.id)
    assert (made.state.value, made.version) == ("manual_review", found.version)
    mine = (CheckRecord.verification_id == found.id) & (CheckRecord.name == "sanctions_screening")
    assert session.scalars(select(CheckRecord.result).where(mine)).one() == "hit"


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"verdict": ""}, "Choose whether this is the same person."),
        ({"verdict": "perhaps"}, "Choose whether this is the same person."),
        ({"reason": "  "}, "Say in a few words why."),
        ({"reason": "x" * 2001}, "The reason may have 2000 characters at most."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    reviewer: FlaskClient, session: Session, found: Verification, values: dict[str, str], missing: str
) -> None:
    answer = say(reviewer, found, **values)
    assert answer.status_code == 422
    body = answer.get_data(as_text=True)
    assert missing in body
    assert values.get("reason", WHY).strip() in body
    assert verdicts(session) == []


@pytest.mark.parametrize("fingerprint", ["b" * 32, "x", "%00"])
def test_what_is_no_match_of_the_case_is_not_found(
    reviewer: FlaskClient, session: Session, found: Verification, fingerprint: str
) -> None:
    assert say(reviewer, found, fingerprint).status_code == 404
    assert verdicts(session) == []


def test_a_viewer_sees_no_form_and_may_not_judge(
    app: Any, viewer: FlaskClient, session: Session, found: Verification
) -> None:
    assert "Record the verdict" not in text(viewer.get(page(found)))
    answer = send(viewer, f"{page(found)}/matches/{PRINT}/verdict", at="/staff/", verdict="true_match", reason=WHY)
    assert answer.status_code == 403
    assert verdicts(session) == []


def test_without_the_page_s_token_nothing_is_recorded(
    reviewer: FlaskClient, session: Session, found: Verification
) -> None:
    answer = reviewer.post(f"{page(found)}/matches/{PRINT}/verdict", data={"verdict": "true_match", "reason": WHY})
    assert answer.status_code == 400
    assert verdicts(session) == []


def test_nobody_judges_without_signing_in(client: FlaskClient, found: Verification) -> None:
    answer = client.post(f"{page(found)}/matches/{PRINT}/verdict", data={"verdict": "true_match", "reason": WHY})
    assert answer.status_code in (302, 400)


def test_a_dismissed_match_says_who_and_when(reviewer: FlaskClient, session: Session) -> None:
    kept = breakdown(MATCH)
    kept["matches"][0]["dismissed"] = {"by": "staff:1", "at": "2026-11-01T09:30:00+00:00"}
    with transaction(session):
        made = concluded(session, kept, approved=False)
    said = text(reviewer.get(page(made)))
    assert "Dismissed Does not count: reviewer@example.org told this entry apart from this person, 2026-11-01." in said


@pytest.mark.parametrize("kept", [breakdown(replace(MATCH, fingerprint="")), breakdown(MATCH) | {"query": None}])
def test_what_cannot_be_remembered_asks_for_no_verdict(
    reviewer: FlaskClient, session: Session, kept: dict[str, Any]
) -> None:
    with transaction(session):
        made = concluded(session, kept, approved=False)
    said = text(reviewer.get(page(made)))
    assert "This screening kept too little to remember a verdict by" in said
    assert "Record the verdict" not in said


def test_a_verdict_on_somebody_else_is_not_shown_as_one_on_the_person_as_corrected(
    reviewer: FlaskClient, session: Session, found: Verification
) -> None:
    say(reviewer, found)
    with transaction(anew(session)):
        record = session.scalars(
            select(CheckRecord).filter_by(verification_id=found.id, name="sanctions_screening")
        ).one()
        record.breakdown = {**record.breakdown, "query": {**record.breakdown["query"], "name": "JOHN DOUGH"}}
    said = text(reviewer.get(page(found)))
    assert WHY not in said
    assert "Say what this entry is" in said
