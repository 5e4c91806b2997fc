"""POST /v1/sessions/{id}/selfie, where the small detector is installed: what is wrong with a selfie is said at once."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageEnhance
from sqlalchemy.orm import Session

from kyc.adapters import images
from kyc.models import RefusedUpload, Selfie
from tests.api.calls import add_document, add_selfie, opened, photo, refused, stored
from tests.faces import jpeg, models_dir, selfie

pytestmark = pytest.mark.one_database


@pytest.fixture
def made(app: Flask, client: FlaskClient) -> str:
    """A session with its document, at a door that sees faces."""
    made = str(opened(client)["id"])
    assert add_document(client, made).status_code == 201
    app.config["TOOLS"].__dict__["intake"] = images.create(models_dir=models_dir())
    return made


def two_people() -> bytes:
    both = Image.new("RGB", (1400, 840))
    for place, name in enumerate(("ana", "astronaut")):
        both.paste(opened_selfie(name).resize((700, 840)), (700 * place, 0))
    return jpeg(both)


def opened_selfie(name: str) -> Image.Image:
    return Image.open(BytesIO(selfie(name)))


def test_a_face_is_taken(client: FlaskClient, made: str) -> None:
    answer = add_selfie(client, made, selfie("ana"))
    assert answer.status_code == 201
    assert answer.get_json()["session"]["requirements"] == {"missing": []}


def test_a_page_of_writing_is_no_selfie(client: FlaskClient, made: str, session: Session) -> None:
    body = refused(add_selfie(client, made, photo(0.9)), 422, "face_not_found")
    assert body["hint"].startswith("We could not see a face.")
    assert (stored(session, Selfie), stored(session, RefusedUpload)) == (0, 1)


def test_two_people_are_asked_for_one(client: FlaskClient, made: str) -> None:
    body = refused(add_selfie(client, made, two_people()), 422, "multiple_faces")
    assert "make sure you are alone" in body["hint"]


def test_refusals_are_counted_and_the_same_bytes_stay_refused(client: FlaskClient, made: str) -> None:
    dark = jpeg(ImageEnhance.Brightness(opened_selfie("ana")).enhance(0.08))
    assert refused(add_selfie(client, made, two_people()), 422, "multiple_faces")["attempts_left"] == 2
    assert refused(add_selfie(client, made, dark), 422, "image_too_dark")["attempts_left"] == 1
    assert refused(add_selfie(client, made, dark), 422, "already_refused")["attempts_left"] == 1
    assert add_selfie(client, made, selfie("ana")).status_code == 201


def test_a_doubt_is_told_and_the_selfie_taken(client: FlaskClient, made: str) -> None:
    dim = jpeg(ImageEnhance.Brightness(opened_selfie("cleo")).enhance(0.28))
    answer = add_selfie(client, made, dim)
    assert answer.status_code == 201
    assert "image_too_dark" in str(answer.get_json()["quality"])
