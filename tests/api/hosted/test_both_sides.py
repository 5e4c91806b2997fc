"""`/<record_id>/photo/<side>` with photos of several sides in one form, and the answer that a script gets."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.adapters import images
from kyc.domain.reasons import reason
from kyc.models import Document, RefusedUpload
from kyc.services.verification import uploads
from tests.api.hosted.applicant import Applicant, Page, blurred, sharp
from tests.faces import models_dir
from tests.unit.adapters.images import papers
from tests.unit.adapters.images.pictures import saved

pytestmark = pytest.mark.one_database

BLURRED = reason("image_blurry").applicant
FRONT, BACK = sharp(), sharp(0.9)


@pytest.fixture
def holder(applicant: Applicant) -> Applicant:
    """Somebody at the first side of an identity card."""
    applicant.agree()
    applicant.choose("id_card")
    return applicant


def send(one: Applicant, *photos: bytes, page: str = "photo/front", field: str = "file", **fields: str) -> Page:
    files = [(io.BytesIO(photo), f"{place}.jpg") for place, photo in enumerate(photos)]
    return one.post(page, **{field: files, **fields})


def kept(session: Session) -> dict[str, str]:
    """The digests of the photos that stand, by side."""
    session.rollback()
    rows = session.scalars(select(Document).where(Document.replaced_at.is_(None)))
    return {row.side: row.sha256 for row in rows}


def refusals(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    return sorted((row.item, row.reason) for row in session.scalars(select(RefusedUpload)))


def digests(**sides: bytes) -> dict[str, str]:
    return {side: uploads.digest(photo) for side, photo in sides.items()}


@pytest.mark.parametrize("field", ["photo", "file"])
def test_two_photos_are_front_and_back(session: Session, holder: Applicant, field: str) -> None:
    assert send(holder, FRONT, BACK, field=field).path == "selfie"
    assert kept(session) == digests(front=FRONT, back=BACK)


def test_one_photo_in_each_field_counts_as_two(session: Session, holder: Applicant) -> None:
    photos = {name: (io.BytesIO(photo), "x.jpg") for name, photo in (("photo", FRONT), ("file", BACK))}
    assert holder.post("photo/front", **photos).path == "selfie"
    assert kept(session) == digests(front=FRONT, back=BACK)


def test_a_refused_back_is_asked_for_again_and_the_front_is_kept(session: Session, holder: Applicant) -> None:
    page = send(holder, FRONT, blurred())
    assert page.path == "photo/back"
    assert page.text.count(BLURRED) == 2
    assert "You have 2 tries left" in page.text
    assert kept(session) == digests(front=FRONT)


def test_a_refused_front_is_asked_for_again_and_the_back_is_kept(session: Session, holder: Applicant) -> None:
    page = send(holder, blurred(), BACK)
    assert page.path == "photo/front"
    assert page.text.count(BLURRED) == 2
    assert kept(session) == digests(back=BACK)
    assert send(holder, FRONT).path == "selfie"
    assert kept(session) == digests(front=FRONT, back=BACK)


def test_of_two_refused_ones_each_says_why(session: Session, holder: Applicant) -> None:
    page = send(holder, blurred(), b"hello")
    assert page.path == "photo/front"
    assert page.text.count(BLURRED) == 2
    assert f"Back of your identity card: {reason('file_type_unsupported').applicant}" in page.text
    assert refusals(session) == [("document.back", "file_type_unsupported"), ("document.front", "image_blurry")]
    assert BLURRED not in holder.get("photo/front").text


def test_a_card_whose_photos_came_the_other_way_round_is_turned_round(
    app: Flask, session: Session, holder: Applicant
) -> None:
    app.config["TOOLS"].__dict__["intake"] = images.create(models_dir=models_dir())
    front, back = (saved(page, "JPEG") for page in papers.card())
    assert send(holder, back, front).path == "selfie"
    assert kept(session) == digests(front=front, back=back)


@pytest.mark.parametrize("page", ["photo/front", "photo/back"])
def test_more_photos_than_sides_are_not_taken(session: Session, holder: Applicant, page: str) -> None:
    answer = send(holder, FRONT, BACK, sharp(0.8), page=page)
    assert answer.path == page
    assert "Choose one photo for each side that is asked for, no more." in answer.text
    assert (kept(session), refusals(session)) == ({}, [])


def test_who_begins_with_the_back_may_send_the_front_with_it(session: Session, holder: Applicant) -> None:
    assert send(holder, BACK, FRONT, page="photo/back").path == "selfie"
    assert kept(session) == digests(front=FRONT, back=BACK)


def test_where_one_side_is_wanted_one_photo_is_taken(session: Session, applicant: Applicant) -> None:
    applicant.to_selfie()
    page = send(applicant, FRONT, BACK, page="selfie")
    assert (page.path, page.title[:6]) == ("selfie", "Error:")
    send(applicant, sharp(0.7), BACK, page="photo/data_page")
    assert kept(session) == digests(data_page=FRONT)


def test_the_page_offers_several_only_where_several_are_wanted(holder: Applicant) -> None:
    page = holder.get()
    assert 'data-most="2"' in page.html
    assert page.html.count(" multiple") == 2, "in both fields: with the camera and without"
    page = send(holder, FRONT)
    assert (page.path, " multiple" in page.html) == ("photo/back", False)
    assert 'data-most="1"' in page.html


def ask(one: Applicant, page: str, photo: bytes, **fields: str) -> TestResponse:
    """As the page's script sends it."""
    data = {"csrf_token": one.token, "photo": (io.BytesIO(photo), "x.jpg"), **fields}
    return one.client.post(f"/{one.record_id}/{page}", data=data, headers={"Accept": "application/json"})


def test_a_script_is_told_where_to_go_on_to(holder: Applicant) -> None:
    answer = ask(holder, "photo/front", FRONT)
    assert (answer.status_code, answer.get_json()) == (200, {"url": f"/{holder.record_id}"})
    assert "Location" not in answer.headers


def test_a_refusal_waits_for_the_page_that_the_script_goes_to(holder: Applicant) -> None:
    assert ask(holder, "photo/front", blurred()).get_json() == {"url": f"/{holder.record_id}/photo/front"}
    assert BLURRED in holder.get("photo/front").text


def test_a_script_is_led_on_where_the_page_makes_no_sense(holder: Applicant) -> None:
    assert ask(holder, "selfie", FRONT).get_json() == {"url": f"/{holder.record_id}/photo/front"}


def test_a_script_that_sends_too_much_is_led_to_the_words_for_it(app: Flask, holder: Applicant) -> None:
    big = b"\xff\xd8\xff" + b"0" * (app.config["MAX_CONTENT_LENGTH"] + 1)
    assert ask(holder, "photo/front", big).get_json() == {"url": f"/{holder.record_id}/photo/front"}
    assert reason("file_too_large").applicant in holder.get("photo/front").text


def test_a_script_without_our_forms_token_is_told_no_address(session: Session, holder: Applicant) -> None:
    answer = ask(holder, "photo/front", FRONT, csrf_token="")
    assert (answer.status_code, kept(session)) == (400, {})
