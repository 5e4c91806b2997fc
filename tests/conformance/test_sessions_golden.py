"""A whole session against the contract's bodies of the second generation: status, keys, order, bytes."""

from __future__ import annotations

import json
import re
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import transaction
from kyc.services.examining import pipeline
from tests import make
from tests.api.calls import LIVE, add_document, add_selfie, opened, submit

GOLDEN = Path(__file__).parent / "sessions"
VOLATILE = (
    (re.compile(r"http://localhost:3000"), "BASE"),
    (re.compile(r"sess_[a-z0-9]{31}"), "SESSION_ID"),
    (re.compile(r"st_[a-z0-9]{31}"), "TOKEN"),
    (re.compile(r"(doc|self)_[a-z0-9]{31}"), "IMAGE_ID"),
    (re.compile(r"(?<=BASE/)[a-z0-9]{15}|(?<=\"record_id\": \")[a-z0-9]{15}"), "RECORD_ID"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "SHA256"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"), "MOMENT"),
)


def as_documented(name: str, answer: TestResponse) -> None:
    """The answer is the golden one once its ids and moments are named."""
    text = answer.text
    for pattern, word in VOLATILE:
        text = pattern.sub(word, text)
    golden = json.loads((GOLDEN / f"{name}.json").read_text())
    assert (answer.status_code, text) == (golden["status"], golden["body"])


def test_a_whole_session_reads_as_documented(client: FlaskClient, session: Session) -> None:
    first = client.post("/v1/sessions", json={"applicant": make.PERSON}, headers=LIVE)
    as_documented("created", first)
    made = first.get_json()["id"]
    as_documented("read_created", client.get(f"/v1/sessions/{made}", headers=LIVE))
    as_documented("document", add_document(client, made))
    as_documented("document_again", add_document(client, made))
    as_documented("selfie", add_selfie(client, made))
    as_documented("submitted", submit(client, made))
    as_documented("submitted_again", submit(client, made))
    with transaction(session):
        pipeline.begin(session, made)
        pipeline.conclude(session, made, make.examination())
    as_documented("read_approved", client.get(f"/v1/sessions/{made}", headers=LIVE))


def test_problems_read_as_documented(client: FlaskClient) -> None:
    as_documented("selfie_too_early", add_selfie(client, opened(client)["id"]))
    as_documented("unknown", client.get("/v1/sessions/unknown", headers=LIVE))


def test_the_golden_answers_are_those_of_the_contract() -> None:
    approved = json.loads(json.loads((GOLDEN / "read_approved.json").read_text())["body"])
    assert approved["extracted_data"] == make.EXTRACTED
    assert list(approved["checks"]) == list(make.CHECKS)
    assert {path.stem for path in GOLDEN.glob("*.json")} >= {
        "created",
        "document",
        "selfie",
        "submitted",
        "read_approved",
    }
