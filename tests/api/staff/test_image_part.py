"""A place of an image: cut out on the server, for those who may see it, and an opening like any other."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from kyc.models import Document, Verification, transaction
from tests import make
from tests.api.staff.test_image import openings, page_image
from tests.unit.adapters.images.pictures import corners, saved

pytestmark = pytest.mark.one_database


@pytest.fixture
def image(app: Flask, session: Session, waiting: Verification) -> Document:
    """The case's page, with a picture that can be cut."""
    found = page_image(session, waiting)
    app.config["TOOLS"].blobs.put(found.blob, saved(corners(1000, 500), "JPEG"))
    return found


def address(case: Verification, image: Document, box: str) -> str:
    return f"/staff/cases/{case.id}/images/{image.id}/part?box={box}"


def test_the_place_is_cut_out_and_the_opening_is_logged(
    viewer: FlaskClient, session: Session, waiting: Verification, image: Document
) -> None:
    answer = viewer.get(address(waiting, image, "0.1,0.4,0.9,0.5"))
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert Image.open(BytesIO(answer.data)).size == (860, 110)
    assert [line[1:] for line in openings(session)] == [(waiting.id, image.id)]


@pytest.mark.parametrize("box", ["-3,0.4,7,0.5", "0,0.4,1,0.5", "-1e308,0.4,1e308,0.5"])
def test_a_box_beyond_the_picture_is_clamped(
    viewer: FlaskClient, waiting: Verification, image: Document, box: str
) -> None:
    answer = viewer.get(address(waiting, image, box))
    assert Image.open(BytesIO(answer.data)).size == (1000, 110)


@pytest.mark.parametrize(
    "box",
    ["", "1", "0.1,0.2,0.3", "0.1,0.2,0.3,0.4,0.5", "a,b,c,d", "nan,0,1,1", "0,0,inf,1", "0.5,0.1,0.4,0.9", "2,2,3,3"],
)
def test_what_is_no_box_is_no_address_and_no_opening(
    viewer: FlaskClient, session: Session, waiting: Verification, image: Document, box: str
) -> None:
    assert viewer.get(address(waiting, image, box)).status_code == 404
    assert openings(session) == []


def test_an_image_of_another_case_or_none_is_not_found(
    viewer: FlaskClient, session: Session, waiting: Verification, image: Document
) -> None:
    with transaction(session):
        other = make.in_review(session)
    assert viewer.get(address(other, image, "0,0,1,1")).status_code == 404
    assert viewer.get(f"/staff/cases/{waiting.id}/images/doc_none/part?box=0,0,1,1").status_code == 404
    assert openings(session) == []
