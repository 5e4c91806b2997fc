"""A file that names an editor: kept for those who judge, said to nobody who uploads, at either door."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.reasons import reason
from kyc.models import Document
from tests.api.calls import add_document, opened, read
from tests.api.hosted.applicant import Applicant, record
from tests.unit.adapters.images.pictures import printed_page, saved

NAMED = re.compile(r"edit|GIMP|screenshot|metadata", re.I)


def edited() -> bytes:
    exif = Image.Exif()
    exif[0x0131] = "GIMP 2.10.36"
    return saved(printed_page(), "JPEG", exif=exif)


def notes(session: Session) -> list[str] | None:
    session.expire_all()
    return session.scalars(select(Document.notes)).one()


def test_the_api_keeps_the_note_and_does_not_answer_it(client: FlaskClient, session: Session) -> None:
    made = opened(client)["id"]
    answer = add_document(client, made, edited())
    assert answer.status_code == 201
    assert not NAMED.search(answer.text)
    assert not NAMED.search(str(read(client, made)))
    assert notes(session) == ["image_edited"]


def test_the_page_keeps_the_note_and_does_not_show_it(app: Flask, client: FlaskClient, session: Session) -> None:
    applicant = Applicant(client, record(session))
    applicant.agree()
    applicant.choose()
    page = applicant.send("photo/data_page", edited())
    assert page.status == 200
    assert not NAMED.search(page.text)
    assert not NAMED.search(applicant.get().text)
    assert notes(session) == ["image_edited"]


def test_the_words_for_an_applicant_name_no_suspicion() -> None:
    for code in ("image_edited", "image_screenshot", "image_screen", "image_grey_copy", "portrait_reused"):
        assert reason(code).applicant == "A person will check your document."
