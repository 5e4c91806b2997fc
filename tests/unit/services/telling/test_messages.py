"""The exact bytes of every message, and what must not be repeated from an answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from kyc.domain.check import CONTRACTED
from kyc.domain.lifecycle import State
from kyc.models import Verification
from kyc.services.telling import messages

AT = datetime(2025, 10, 23, 12, 34, 56, 789_000, tzinfo=UTC)
PASSED = {
    "pep_screening": "clear",
    "sanctions_screening": "clear",
    "face_liveness": "pass",
    "face_match": "pass",
    "document_authenticity": "pass",
    "something_new": "pass",
}
READ = {
    "nationality": "GBR",
    "document_type": "passport",
    "document_number": "AB1234567",
    "date_of_birth": "1990-01-15",
    "full_name": "JOHN DOE",
    "more": "than the contract",
}
EXAMPLE = (
    b'{"event":"verification.completed","session_id":"sess_abc123","status":"approved","confidence":0.95,'
    b'"checks":{"document_authenticity":"pass","face_match":"pass","face_liveness":"pass",'
    b'"sanctions_screening":"clear","pep_screening":"clear"},'
    b'"extracted_data":{"full_name":"JOHN DOE","date_of_birth":"1990-01-15","document_number":"AB1234567",'
    b'"document_type":"passport","nationality":"GBR"}}'
)


def verification(**more: object) -> Verification:
    common = {"id": "sess_abc123", "profile_id": "k3v9q2m8x1t7b4z", "mode": "live", "state": State.APPROVED}
    return Verification(**{**common, "confidence": 0.95, "extracted": READ, **more})


def test_the_completed_message_is_the_documented_example_byte_for_byte() -> None:
    body = messages.completed(verification(), PASSED)
    assert body == EXAMPLE
    assert len(body) == 386


def test_what_did_not_run_is_not_performed_and_what_was_not_read_is_null() -> None:
    body = json.loads(messages.completed(verification(confidence=None, extracted=None, state=State.REJECTED), {}))
    assert body["status"] == "rejected"
    assert body["confidence"] is None
    assert set(body["checks"].values()) == {"not_performed"}
    assert list(body["checks"]) == list(CONTRACTED)
    assert body["extracted_data"] == dict.fromkeys(
        ["full_name", "date_of_birth", "document_number", "document_type", "nationality"]
    )


def test_a_name_in_another_script_travels_as_utf8() -> None:
    body = messages.completed(verification(extracted={"full_name": "ЖОРЖ O’BRIEN"}), {})
    assert "ЖОРЖ O’BRIEN".encode() in body


def test_other_messages_carry_ids_and_status_and_nothing_of_the_person() -> None:
    body = messages.brief("verification.manual_review", verification(state=State.MANUAL_REVIEW), AT)
    assert body == (
        b'{"event":"verification.manual_review","session_id":"sess_abc123","status":"manual_review",'
        b'"created_at":"2025-10-23T12:34:56.789Z","record_id":"k3v9q2m8x1t7b4z","mode":"live","closed":null}'
    )
    assert not [value for value in READ.values() if value.encode() in body]


def test_a_closed_session_says_why_and_when() -> None:
    closed = verification(state=State.CREATED, closed_reason="expired", closed_at=AT)
    body = json.loads(messages.brief("session.expired", closed, AT))
    assert body["closed"] == {"reason": "expired", "at": "2025-10-23T12:34:56.789Z"}
    assert body["status"] == "created"


@pytest.mark.parametrize(
    "answer",
    ["thanks, JOHN DOE", "hello John", "got ab1234567", "born 1990-01-15", EXAMPLE.decode(), "saved: Doe, J."],
)
def test_an_answer_that_repeats_the_person_is_withheld(answer: str) -> None:
    kept = messages.without_echo(answer, EXAMPLE)
    assert kept == "(withheld: it repeats the message)"


@pytest.mark.parametrize("answer", ["", "ok", "queued sess_abc123", "passport accepted", "GBR"])
def test_any_other_answer_is_kept(answer: str) -> None:
    assert messages.without_echo(answer, EXAMPLE) == answer


def test_an_answer_to_a_message_without_a_person_is_kept() -> None:
    thin = messages.brief("verification.completed", verification(), AT)
    assert messages.without_echo("JOHN DOE", thin) == "JOHN DOE"
    assert messages.without_echo("ok", messages.completed(verification(extracted=None), {})) == "ok"
