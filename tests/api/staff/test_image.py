"""An image of a person: for those who may see it, never kept, and every opening written down."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Document, Selfie, StaffUser, Verification, ViewLog
from tests.api.staff.people import anew

pytestmark = pytest.mark.one_database


def page_image(session: Session, verification: Verification) -> Document:
    return session.scalars(select(Document).filter_by(verification_id=verification.id)).one()


def openings(session: Session) -> list[tuple[str, str, str]]:
    found = anew(session).scalars(select(ViewLog).order_by(ViewLog.id))
    return [(row.viewer, row.verification_id, row.image_id) for row in found]


def test_an_image_is_shown_and_the_opening_is_logged(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    image = page_image(session, waiting)
    answer = viewer.get(f"/staff/cases/{waiting.id}/images/{image.id}")
    assert Image.open(BytesIO(answer.data)).size == (1600, 1067)
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{image.id}.jpg"'
    person = session.scalars(select(StaffUser)).one()
    assert openings(session) == [(f"staff:{person.id}", waiting.id, image.id)]


def test_an_image_carries_the_viewers_mark(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    image = page_image(session, waiting)
    shown = Image.open(BytesIO(viewer.get(f"/staff/cases/{waiting.id}/images/{image.id}").data)).convert("L")
    low, high = shown.getextrema()
    assert high > 215, "letters lighter than the even ground"
    assert low < 160, "with a darker edge"


def test_every_pixel_is_shown_where_it_is_asked_for(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    image = page_image(session, waiting)
    answer = viewer.get(f"/staff/cases/{waiting.id}/images/{image.id}?full")
    assert Image.open(BytesIO(answer.data)).size == (2400, 1600)
    assert len(openings(session)) == 1


def test_every_opening_is_a_line_of_its_own(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    selfie = session.scalars(select(Selfie)).one()
    for _ in range(3):
        viewer.get(f"/staff/cases/{waiting.id}/images/{selfie.id}")
    assert len(openings(session)) == 3


def test_the_opening_is_logged_even_when_the_bytes_cannot_be_had(
    app: Flask, viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    image = page_image(session, waiting)
    app.config["TOOLS"].blobs.delete(image.blob)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert viewer.get(f"/staff/cases/{waiting.id}/images/{image.id}").status_code >= 400
    assert len(openings(session)) == 1


def test_a_stranger_sees_no_image_and_leaves_no_line(
    client: FlaskClient, session: Session, waiting: Verification
) -> None:
    image = page_image(session, waiting)
    answer = client.get(f"/staff/cases/{waiting.id}/images/{image.id}")
    assert answer.status_code == 302
    assert b"picture" not in answer.data
    assert openings(session) == []


def test_the_case_page_itself_opens_no_image(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    page = viewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)
    assert page.count("<img") == 2
    assert "data:image" not in page
    assert openings(session) == []


def test_the_case_tells_who_opened_its_images(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    image = page_image(session, waiting)
    for _ in range(2):
        viewer.get(f"/staff/cases/{waiting.id}/images/{image.id}")
    page = viewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)
    assert "Who opened these images (2)" in page
    assert "viewer@example.org: Data page, 2 times" in page
