"""POST /v1/sessions/{id}/selfie with the answer to a liveness challenge, and the worker's judgement of it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from kyc import jobs
from kyc.config import Settings
from kyc.models import LivenessChallenge, RefusedUpload, Selfie, db
from kyc.tools import Tools
from kyc.worker import challenges as worker
from tests import challenges
from tests.api.calls import LIVE, TEST, add_document, opened, photo, read, refused, stored, submit
from tests.faces import models_dir


@pytest.fixture
def made(client: FlaskClient) -> str:
    """A session with active liveness and its document."""
    found = str(opened(client, config={"liveness_type": "active"})["id"])
    assert add_document(client, found).status_code == 201
    return found


def ask(client: FlaskClient, session: Session, made: str, seconds: float = 10) -> dict[str, Any]:
    """A challenge that was opened so many seconds ago."""
    answer = client.post(f"/v1/sessions/{made}/liveness", headers=LIVE)
    assert answer.status_code == 201, answer.text
    challenges.backdate(session, answer.get_json()["id"], seconds)
    return dict(answer.get_json())


def send(client: FlaskClient, made: str, challenge: dict[str, Any], frames: Any = None, **fields: Any) -> TestResponse:
    selfie = fields.pop("selfie", photo(0.9))
    given = challenges.form(challenge, challenges.blots() if frames is None else frames, selfie, **fields)
    given = {name: value for name, value in given.items() if value is not None}
    return client.post(f"/v1/sessions/{made}/selfie", data=given, headers=LIVE)


def look(client: FlaskClient, made: str, challenge: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(f"/v1/sessions/{made}/liveness/{challenge['id']}", headers=LIVE)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


@pytest.fixture
def judge(app: Flask, settings: Settings) -> Any:
    """What the worker does with a challenge, with the real engines."""
    tools = Tools(settings.model_copy(update={"models_dir": models_dir()}))
    sessions = sessionmaker(db.engine, expire_on_commit=False)
    return lambda challenge: worker.settle(tools, sessions, challenge["id"])


def test_a_person_who_follows_the_moves_passes_and_may_submit(
    client: FlaskClient, session: Session, made: str, judge: Any
) -> None:
    challenge = ask(client, session, made)
    frames = challenges.turning(tuple(challenge["moves"]))
    answer = send(client, made, challenge, frames, selfie=challenges.still())
    assert answer.status_code == 201, answer.text
    body = answer.get_json()
    assert (body["challenge"]["status"], body["challenge"]["next"]) == ("received", "wait")
    assert body["session"] == {"status": "selfie_uploaded", "requirements": {"missing": ["liveness"]}}
    judge(challenge)
    found = look(client, made, challenge)
    assert (found["status"], found["outcome"]["reason"], found["next"]) == ("judged", "passed", "continue")
    assert submit(client, made).status_code == 202
