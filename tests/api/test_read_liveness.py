"""GET /v1/sessions/{id}/liveness/{challenge_id}, and asking there for more time or for another way."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import StatusHistory
from tests import challenges
from tests.api.calls import LIVE, add_selfie, read, refused, submit
from tests.api.test_open_liveness import active, ask


@pytest.fixture
def made(client: FlaskClient) -> str:
    return str(active(client)["id"])


def look(client: FlaskClient, made: str, challenge: str, headers: dict[str, str] = LIVE) -> TestResponse:
    return client.get(f"/v1/sessions/{made}/liveness/{challenge}", headers=headers)


def say(client: FlaskClient, made: str, challenge: str, word: str, **more: str) -> TestResponse:
    return client.post(f"/v1/sessions/{made}/liveness/{challenge}/{word}", headers={**LIVE, **more})


def opened(client: FlaskClient, made: str) -> dict[str, Any]:
    return dict(ask(client, made).get_json())


def test_an_open_challenge_says_what_to_do_and_not_its_nonce(client: FlaskClient, made: str) -> None:
    first = opened(client, made)
    body = look(client, made, first["id"]).get_json()
    assert (body["status"], body["next"], body["outcome"]) == ("open", "capture", None)
    assert body["moves"] == first["moves"]
    assert "nonce" not in body


def test_one_whose_time_is_over_says_so_in_words(client: FlaskClient, session: Session, made: str) -> None:
    challenge = opened(client, made)["id"]
    challenges.backdate(session, challenge, 36)
    body = look(client, made, challenge).get_json()
    assert (body["status"], body["next"], body["attempts_left"]) == ("judged", "again", 3)
    assert (body["outcome"]["reason"], body["outcome"]["verdict"]) == ("too_late", "again")
    assert "more time" in body["outcome"]["hint"]


@pytest.mark.parametrize("other", ["chal_" + "a" * 31, "chal_", "x", "chal_%00"])
def test_an_unknown_one_is_not_found(client: FlaskClient, made: str, other: str) -> None:
    refused(look(client, made, other), 404, "not_found")
    refused(say(client, made, other, "extend"), 404, "not_found")
    refused(say(client, made, other, "alternative"), 404, "not_found")


def test_more_time_is_given_ten_times(client: FlaskClient, made: str) -> None:
    challenge = opened(client, made)["id"]
    given = [say(client, made, challenge, "extend").get_json()["capture_seconds"] for _ in range(12)]
    assert given == [*(20.0 * times for times in range(2, 12)), 220.0, 220.0]


def test_more_time_moves_the_end(client: FlaskClient, session: Session, made: str) -> None:
    challenge = opened(client, made)["id"]
    assert say(client, made, challenge, "extend").status_code == 200
    challenges.backdate(session, challenge, 50)
    assert look(client, made, challenge).get_json()["status"] == "open"


def test_what_has_ended_gets_no_more_time(client: FlaskClient, session: Session, made: str) -> None:
    challenge = opened(client, made)["id"]
    challenges.backdate(session, challenge, 36)
    refused(say(client, made, challenge, "extend"), 422, "too_late")
    opened(client, made)
    refused(say(client, made, challenge, "extend"), 422, "too_late")


def test_a_person_may_be_asked_for_instead(client: FlaskClient, session: Session, made: str) -> None:
    challenge = opened(client, made)["id"]
    body = say(client, made, challenge, "alternative").get_json()
    assert (body["status"], body["outcome"]["reason"], body["next"]) == ("judged", "alternative_asked", "continue")
    assert body["outcome"]["verdict"] == "review"
    assert read(client, made)["requirements"]["missing"] == ["selfie"]
    assert add_selfie(client, made).status_code == 201
    assert submit(client, made).status_code == 202


def test_asking_for_a_person_twice_stands_once_in_the_history(client: FlaskClient, session: Session, made: str) -> None:
    challenge = opened(client, made)["id"]
    for _ in range(2):
        assert say(client, made, challenge, "alternative").status_code == 200
    session.rollback()
    asked = session.scalars(select(StatusHistory.actor).where(StatusHistory.step == "alternative_asked")).all()
    assert asked == ["partner"]


def test_who_asked_for_a_person_may_still_try_the_moves(client: FlaskClient, made: str) -> None:
    assert say(client, made, opened(client, made)["id"], "alternative").status_code == 200
    assert opened(client, made)["next"] == "continue"


def test_after_submit_nothing_is_asked_any_more(client: FlaskClient, made: str) -> None:
    challenge = opened(client, made)["id"]
    say(client, made, challenge, "alternative")
    add_selfie(client, made)
    submit(client, made)
    refused(say(client, made, challenge, "alternative"), 409, "invalid_transition")
    refused(say(client, made, challenge, "extend"), 409, "invalid_transition")
    refused(ask(client, made), 409, "invalid_transition")
    assert look(client, made, challenge).status_code == 200
