"""POST /v1/sessions/{id}/documents."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from kyc.adapters import images
from kyc.models import Document, RefusedUpload, StatusHistory, transaction
from tests import make
from tests.api.calls import (
    LIVE,
    TEST,
    add_document,
    add_selfie,
    blurred,
    opened,
    photo,
    read,
    ready,
    refused,
    stored,
    submit,
    upload,
)
from tests.faces import models_dir
from tests.kept import kept
from tests.unit.adapters.images import papers
from tests.unit.adapters.images.pictures import bomb, pdf, printed_page, saved

KEYS = ["id", "session_id", "type", "side", "sha256", "duplicate", "capture_method", "quality", "session"]


def test_the_answer_has_the_contracts_keys_in_order(client: FlaskClient) -> None:
    made = opened(client)["id"]
    answer = add_document(client, made)
    body = answer.get_json()
    assert (answer.status_code, list(body)) == (201, KEYS)
    assert body["id"].startswith("doc_")
    assert (body["session_id"], body["type"], body["side"]) == (made, "passport", "data_page")
    assert (body["duplicate"], body["capture_method"]) == (False, "api")
    assert body["quality"] == {"verdict": "accept", "warnings": []}
    assert body["session"] == {"status": "documents_uploaded", "requirements": {"missing": ["selfie"]}}


def test_the_digest_is_of_the_bytes_as_they_were_sent(client: FlaskClient) -> None:
    body = add_document(client, opened(client)["id"]).get_json()
    assert body["sha256"] == hashlib.sha256(photo()).hexdigest()


def test_what_is_kept_is_sealed_and_without_metadata(app: Flask, client: FlaskClient, session: Session) -> None:
    image = printed_page()
    exif = Image.Exif()
    exif[0x010E] = "SECRET PLACE"
    add_document(client, opened(client)["id"], saved(image, "JPEG", exif=exif))
    row = session.scalars(select(Document)).one()
    (sealed,) = kept(app).values()
    assert b"SECRET" not in sealed
    assert sealed[:2] != b"\xff\xd8"
    opened_again = app.config["TOOLS"].blobs.get(row.blob)
    assert Image.open(BytesIO(opened_again)).size == image.size
    assert b"SECRET" not in opened_again


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_images_are_known_by_content_and_not_by_name(client: FlaskClient, kind: str) -> None:
    assert add_document(client, opened(client)["id"], saved(printed_page(), kind)).status_code == 201


def test_the_first_page_of_a_pdf_is_a_document(client: FlaskClient) -> None:
    made = opened(client)["id"]
    assert add_document(client, made, pdf(printed_page())).status_code == 201


def test_two_sides_are_needed_of_a_card(client: FlaskClient) -> None:
    made = opened(client)["id"]
    front = add_document(client, made, type="id_card", side="front").get_json()["session"]
    assert front == {"status": "created", "requirements": {"missing": ["document.back", "selfie"]}}
    back = add_document(client, made, type="id_card", side="back").get_json()["session"]
    assert back == {"status": "documents_uploaded", "requirements": {"missing": ["selfie"]}}


def test_a_passport_needs_no_side(client: FlaskClient) -> None:
    made = opened(client)["id"]
    answer = upload(client, f"{made}/documents", photo(), type="passport")
    assert (answer.status_code, answer.get_json()["side"]) == (201, "data_page")


def test_the_same_bytes_again_are_a_duplicate(client: FlaskClient, session: Session) -> None:
    made = opened(client)["id"]
    first = add_document(client, made).get_json()
    again = add_document(client, made)
    assert (again.status_code, again.get_json()) == (200, {**first, "duplicate": True})
    assert stored(session, Document) == 1


def test_other_bytes_replace_the_side_and_nothing_moves(client: FlaskClient, session: Session) -> None:
    made = opened(client)["id"]
    first = add_document(client, made).get_json()["id"]
    history = stored(session, StatusHistory)
    second = add_document(client, made, photo(0.8))
    assert second.status_code == 201
    assert second.get_json()["id"] != first
    assert stored(session, StatusHistory) == history
    session.rollback()
    current = session.scalars(select(Document.id).where(Document.replaced_at.is_(None))).all()
    assert list(current) == [second.get_json()["id"]]


def test_another_type_starts_the_document_anew(client: FlaskClient) -> None:
    made = opened(client)["id"]
    add_document(client, made)
    body = add_document(client, made, type="id_card", side="front").get_json()
    assert body["session"]["requirements"]["missing"] == ["document.back", "selfie"]


def test_the_issuing_country_is_kept_as_in_the_mrz(client: FlaskClient, session: Session) -> None:
    add_document(client, opened(client)["id"], issuing_country="Singapore")
    assert session.scalars(select(Document.issuing_country)).one() == "SGP"


def test_the_session_token_uploads_to_its_own_session_alone(client: FlaskClient) -> None:
    made, other = opened(client), opened(client)["id"]
    token = {"x-session-token": made["session_token"]}
    assert add_document(client, made["id"], headers=token).status_code == 201
    refused(add_document(client, other, headers=token), 404, "not_found")


def test_a_blurred_image_is_refused_with_a_hint_and_attempts_left(client: FlaskClient, session: Session) -> None:
    made = opened(client)["id"]
    body = refused(add_document(client, made, blurred()), 422, "image_blurry")
    assert body["attempts_left"] == 2
    assert "focus" in body["hint"]
    assert stored(session, Document) == 0
    assert read(client, made)["requirements"]["missing"] == ["document.front", "selfie"]


def test_an_image_that_failed_is_not_accepted_again(client: FlaskClient) -> None:
    made = opened(client)["id"]
    add_document(client, made, blurred())
    body = refused(add_document(client, made, blurred()), 422, "already_refused")
    assert body["attempts_left"] == 2


def test_a_card_the_other_way_up_is_refused_and_taken_as_the_side_that_it_is(app: Flask, client: FlaskClient) -> None:
    app.config["TOOLS"].__dict__["intake"] = images.create(models_dir=models_dir())
    made, back = opened(client)["id"], saved(papers.card()[1], "JPEG")
    body = refused(add_document(client, made, back, type="id_card", side="front"), 422, "wrong_side")
    assert body["attempts_left"] == 2
    assert "Turn it over" in body["hint"]
    again = refused(add_document(client, made, back, type="id_card", side="front"), 422, "already_refused")
    assert again["attempts_left"] == 2
    assert add_document(client, made, back, type="id_card", side="back").status_code == 201


def test_attempts_run_out(client: FlaskClient) -> None:
    made = opened(client, config={"max_retries": 1})["id"]
    assert refused(add_document(client, made, blurred()), 422, "image_blurry")["attempts_left"] == 0
    body = refused(add_document(client, made), 422, "too_many_attempts")
    assert body["attempts_left"] == 0


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_type_unsupported"),
        (b"hello", "file_type_unsupported"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type_unsupported"),
        (b"\xff\xd8\xff\xe0broken", "file_damaged"),
        (bomb(60_000, 60_000), "image_too_large"),
    ],
)
def test_what_is_no_usable_image_is_refused(client: FlaskClient, session: Session, data: bytes, code: str) -> None:
    refused(add_document(client, opened(client)["id"], data), 422, code)
    assert stored(session, Document) == 0
    assert stored(session, RefusedUpload) == 1


def test_a_file_over_the_limit_is_refused(app: Flask, client: FlaskClient) -> None:
    limit = app.config["SETTINGS"].max_upload_bytes
    refused(add_document(client, opened(client)["id"], b"x" * (limit + 1)), 422, "file_too_large")
    refused(add_document(client, opened(client)["id"], b"x" * (limit + 200_000)), 413, "payload_too_large")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"type": "library_card"}, "/type"),
        ({"side": "left"}, "/side"),
        ({"type": "passport", "side": "back"}, "/side"),
        ({"issuing_country": "Narnia"}, "/issuing_country"),
        ({"issuing_country": "a\0b"}, "/issuing_country"),
        ({"surprise": "x"}, "/surprise"),
    ],
)
def test_a_field_that_cannot_be_is_pointed_at(client: FlaskClient, fields: dict[str, str], pointer: str) -> None:
    errors = refused(add_document(client, opened(client)["id"], **fields), 422, "invalid_request")["errors"]
    assert errors[0]["pointer"] == pointer


def test_a_missing_type_is_pointed_at(client: FlaskClient) -> None:
    made = opened(client)["id"]
    errors = refused(upload(client, f"{made}/documents", photo()), 422, "invalid_request")["errors"]
    assert (errors[0]["pointer"], errors[0]["code"]) == ("/type", "missing")


def test_a_missing_file_is_pointed_at(client: FlaskClient) -> None:
    made = opened(client)["id"]
    form = {"data": {"type": "passport"}, "content_type": "multipart/form-data"}
    answer = client.post(f"/v1/sessions/{made}/documents", headers=LIVE, **form)
    assert refused(answer, 422, "invalid_request")["errors"][0]["pointer"] == "/file"


def test_two_files_are_one_too_many(client: FlaskClient) -> None:
    data = {"type": "passport", "file": [(BytesIO(photo()), "a.jpg"), (BytesIO(photo()), "b.jpg")]}
    answer = client.post(f"/v1/sessions/{opened(client)['id']}/documents", data=data, headers=LIVE)
    assert refused(answer, 422, "invalid_request")["errors"][0]["code"] == "too_many"


def test_a_json_body_is_no_upload(client: FlaskClient) -> None:
    answer = client.post(f"/v1/sessions/{opened(client)['id']}/documents", json={"type": "passport"}, headers=LIVE)
    assert refused(answer, 415, "unsupported_media_type")["status"] == 415


def test_a_type_that_the_partner_does_not_accept_is_refused_without_costing_an_attempt(client: FlaskClient) -> None:
    made = opened(client, config={"accepted_documents": ["id_card"], "max_retries": 1})["id"]
    body = refused(add_document(client, made), 422, "document_type_not_accepted")
    assert "attempts_left" not in body
    assert add_document(client, made, type="id_card", side="front").status_code == 201


def test_the_files_of_a_session_are_limited(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"max_session_files": 1})
    made = opened(client)["id"]
    add_document(client, made)
    refused(add_document(client, made, photo(0.8)), 422, "too_many_files")


def test_after_submit_nothing_is_added(client: FlaskClient) -> None:
    made = ready(client)["id"]
    submit(client, made)
    body = refused(add_document(client, made), 409, "invalid_transition")
    assert (body["session_status"], body["allowed"]) == ("submitted", ["begin"])


def test_to_an_expired_or_cancelled_session_nothing_is_added(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        late = make.verification(session, ttl_s=-1).id
    assert refused(add_document(client, late), 409, "session_closed")["closed"] == {"reason": "expired"}
    gone = opened(client)["id"]
    client.post(f"/v1/sessions/{gone}/cancel", headers=LIVE)
    assert refused(add_document(client, gone), 409, "session_closed")["closed"] == {"reason": "cancelled"}


def test_an_image_that_cannot_be_attached_is_not_kept(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kyc.domain.errors import LostRace

    def lose(*_: object) -> None:
        raise LostRace

    made = opened(client)["id"]
    monkeypatch.setattr("kyc.web.v1.uploads.uploads.attach_document", lose)
    refused(add_document(client, made), 409, "conflict")
    assert kept(app) == {}


def test_to_anothers_session_nothing_is_added(client: FlaskClient) -> None:
    made = opened(client, LIVE)["id"]
    refused(add_document(client, made, headers=TEST), 404, "not_found")
    refused(add_selfie(client, made, headers=TEST), 404, "not_found")


def test_an_image_whose_commit_nobody_answered_for_is_not_deleted(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks while COMMIT runs: the row may stand, so its image must."""
    made = opened(client)["id"]

    def broken(*_: object, **__: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("server closed the connection"))

    monkeypatch.setattr("kyc.web.v1.uploads.uploads.attach_document", broken)
    assert add_document(client, made).status_code == 503
    assert len(kept(app)) == 1
