"""POST /v1/sessions/{id}/selfie."""

from __future__ import annotations

from io import BytesIO

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import Selfie
from tests.api.calls import LIVE, add_document, add_selfie, blurred, opened, photo, refused, stored, upload
from tests.unit.adapters.images.pictures import pdf, printed_page

KEYS = ["id", "session_id", "sha256", "duplicate", "capture_method", "quality", "session"]


def with_document(client: FlaskClient) -> str:
    made = str(opened(client)["id"])
    assert add_document(client, made).status_code == 201
    return made


def test_a_selfie_completes_what_is_needed(client: FlaskClient) -> None:
    made = with_document(client)
    answer = add_selfie(client, made)
    body = answer.get_json()
    assert (answer.status_code, list(body)) == (201, KEYS)
    assert body["id"].startswith("self_")
    assert body["session"] == {"status": "selfie_uploaded", "requirements": {"missing": []}}


def test_a_selfie_before_the_document_is_409(client: FlaskClient, session: Session) -> None:
    body = refused(add_selfie(client, opened(client)["id"]), 409, "invalid_transition")
    assert (body["session_status"], body["allowed"]) == ("created", ["add_documents"])
    assert stored(session, Selfie) == 0


def test_the_same_bytes_again_are_a_duplicate(client: FlaskClient, session: Session) -> None:
    made = with_document(client)
    first = add_selfie(client, made).get_json()
    again = add_selfie(client, made)
    assert (again.status_code, again.get_json()) == (200, {**first, "duplicate": True})
    assert stored(session, Selfie) == 1


def test_another_selfie_replaces_the_first(client: FlaskClient) -> None:
    made = with_document(client)
    first = add_selfie(client, made).get_json()["id"]
    second = add_selfie(client, made, photo(0.8))
    assert second.status_code == 201
    assert second.get_json()["id"] != first
    assert second.get_json()["session"]["status"] == "selfie_uploaded"


def test_a_blurred_selfie_is_refused_with_attempts_of_its_own(client: FlaskClient) -> None:
    made = with_document(client)
    refused(add_document(client, made, blurred()), 422, "image_blurry")
    body = refused(add_selfie(client, made, blurred(0.9)), 422, "image_blurry")
    assert body["attempts_left"] == 2


def test_a_pdf_is_no_selfie(client: FlaskClient) -> None:
    refused(add_selfie(client, with_document(client), pdf(printed_page())), 422, "file_type_unsupported")


def test_half_an_answer_to_a_challenge_says_what_is_missing(client: FlaskClient, session: Session) -> None:
    made = with_document(client)
    data = {
        "file": (BytesIO(photo(0.9)), "selfie.jpg"),
        "frames[]": [(BytesIO(photo(0.7)), "1.jpg"), (BytesIO(photo(0.6)), "2.jpg")],
        "challenge_id": "chal_" + "a" * 31,
    }
    body = refused(client.post(f"/v1/sessions/{made}/selfie", data=data, headers=LIVE), 422, "invalid_request")
    assert [one["pointer"] for one in body["errors"]] == ["/nonce", "/frame_times"]
    assert stored(session, Selfie) == 0


def test_a_field_that_is_unknown_is_pointed_at(client: FlaskClient) -> None:
    made = with_document(client)
    errors = refused(upload(client, f"{made}/selfie", photo(0.9), side="front"), 422, "invalid_request")["errors"]
    assert errors[0]["pointer"] == "/side"
