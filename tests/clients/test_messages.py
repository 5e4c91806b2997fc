"""Webhooks are believed when one of our secrets signed them, lately, and not otherwise."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

import ekyc
from ekyc import BadWebhook, Message, receiver, sign, verify

SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
OTHER = "whsec_" + "Bg" * 16
NOW = 1761222896.0
BODY = json.dumps(
    {
        "event": "verification.completed",
        "session_id": "sess_abc123",
        "status": "approved",
        "extracted_data": {"full_name": "JOHN DOE"},
    },
    separators=(",", ":"),
).encode()
MORE = {"x-ekyc-final": "true", "x-ekyc-mode": "test", "x-ekyc-record-id": "k3v9q2m8x1t7b4z", "x-ekyc-attempt": "2"}
DOCUMENT = Path(__file__).parents[2] / "docs" / "partner" / "webhooks.md"


def signed(body: bytes = BODY, secret: str = SECRET, **changes: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    return {**sign(secret, "evt_1", body, now=NOW), **MORE, **named}


def refused(code: str, headers: dict[str, str], body: bytes = BODY, **options: Any) -> None:
    with pytest.raises(BadWebhook) as caught:
        verify(options.pop("secret", SECRET), headers, body, **{"now": NOW, **options})
    assert (caught.value.code, str(caught.value)) == (code, code)


def test_a_message_says_what_happened() -> None:
    message = verify(SECRET, signed(), BODY, now=NOW)
    assert (message.id, message.event, message.session_id) == ("evt_1", "verification.completed", "sess_abc123")
    assert (message.status, message.final, message.mode, message.attempt) == ("approved", True, "test", 2)
    assert message.record_id == "k3v9q2m8x1t7b4z"
    assert message.data["extracted_data"]["full_name"] == "JOHN DOE"
    assert "JOHN" not in repr(message)


def test_the_documents_test_vector_is_verified() -> None:
    text = DOCUMENT.read_text()
    body = next(line for line in text.splitlines() if line.startswith('{"event":"verification.completed"')).encode()
    told = {
        "webhook-id": "evt_01J9ZK3V5N8Q2R4T6W8Y0A1B2C",
        "webhook-timestamp": "1761222896",
        "webhook-signature": "v1,Jq49cdXs1aOebW7nYFC/3e8ScFaRHecKwKRyhUQynLg=",
    }
    assert all(value in text for value in (*told.values(), SECRET))
    assert verify(SECRET, told, body, now=NOW).session_id == "sess_abc123"


def test_another_library_signs_and_verifies_alike() -> None:
    moment = datetime.fromtimestamp(NOW, UTC)
    theirs = Webhook(SECRET).sign("evt_1", moment, BODY.decode())
    assert theirs == signed()["webhook-signature"]
    fresh = sign(SECRET, "evt_2", BODY)
    assert Webhook(SECRET).verify(BODY.decode(), fresh)["session_id"] == "sess_abc123"


def test_headers_are_known_however_they_are_written() -> None:
    headers = {name.title(): value for name, value in signed().items()}
    assert verify(SECRET, headers, BODY, now=NOW).final


def test_while_a_secret_is_replaced_either_one_counts() -> None:
    both = f"{signed()['webhook-signature']} {signed(secret=OTHER)['webhook-signature']}"
    assert verify(OTHER, signed(webhook_signature=both), BODY, now=NOW)
    assert verify([OTHER, SECRET], signed(), BODY, now=NOW)


def test_signatures_of_other_kinds_are_passed_over() -> None:
    ours = signed()["webhook-signature"]
    assert verify(SECRET, signed(webhook_signature=f"v1a,xyz v1, =,= ünlesbar {ours}"), BODY, now=NOW)
    refused("signature_invalid", signed(webhook_signature=ours.replace("v1,", "v2,")))


def test_what_was_changed_is_not_believed() -> None:
    refused("signature_invalid", signed(), BODY.replace(b"approved", b"rejected"))
    refused("signature_invalid", signed(webhook_id="evt_2"))
    refused("signature_invalid", signed(webhook_timestamp=str(int(NOW) + 1)))
    refused("signature_invalid", signed(), secret=OTHER)
    refused("signature_invalid", signed(webhook_signature=""))


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp"])
def test_what_lacks_a_header_is_not_believed(missing: str) -> None:
    refused("headers_missing", {name: value for name, value in signed().items() if name != missing})


@pytest.mark.parametrize("timestamp", ["", "soon", "-5", "1e9", "١٢", "9" * 5000, "1761222896.0"])
def test_a_timestamp_is_a_plain_number(timestamp: str) -> None:
    refused("headers_missing", signed(webhook_timestamp=timestamp))


@pytest.mark.parametrize("off", [-301, 301])
def test_an_old_message_is_not_believed_and_the_limit_may_be_set(off: int) -> None:
    refused("timestamp_out_of_tolerance", signed(), now=NOW + off)
    assert verify(SECRET, signed(), BODY, now=NOW + off, tolerance=600)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b"\xff", b'"event"'])
def test_a_body_that_is_none_of_ours_is_not_believed(body: bytes) -> None:
    refused("body_unreadable", signed(body), body)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_***", "no base64 at all"])
def test_an_empty_secret_verifies_nothing(secret: str) -> None:
    with pytest.raises(ValueError, match="whsec_") as caught:
        verify(secret, signed(), BODY, now=NOW)
    assert not isinstance(caught.value, BadWebhook)


def posted(body: bytes, headers: dict[str, str], length: str | None = None) -> tuple[str, list[Message], bytes]:
    """What a receiver answers, and what it heard."""
    heard: list[Message] = []
    told: list[str] = []
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)) if length is None else length}
    said = receiver(SECRET, heard.append)(environ, lambda status, _: told.append(status))
    return told[0], heard, b"".join(said)


def test_a_receiver_hears_what_is_verified() -> None:
    status, heard, _ = posted(BODY, sign(SECRET, "evt_7", BODY))
    assert (status, [one.id for one in heard]) == ("204 No Content", ["evt_7"])


def test_a_receiver_refuses_everything_else() -> None:
    assert posted(BODY, sign(OTHER, "evt_7", BODY)) == ("400 Bad Request", [], b"signature_invalid")
    for length in ("", "x", "-1", "99999999999"):
        assert posted(BODY, sign(SECRET, "evt_7", BODY), length)[:2] == ("400 Bad Request", [])


def test_what_a_receivers_hearer_raises_goes_up() -> None:
    def fails(message: Message) -> None:
        raise RuntimeError(message.id)

    environ = {"wsgi.input": io.BytesIO(BODY), "CONTENT_LENGTH": str(len(BODY))}
    environ |= {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in sign(SECRET, "evt_7", BODY).items()}
    with pytest.raises(RuntimeError, match="evt_7"):
        ekyc.receiver(SECRET, fails)(environ, lambda *said: None)
