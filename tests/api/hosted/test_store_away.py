"""The image store is away or full while somebody sends a photo: kind words, nothing changed, the next try works."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from kyc.domain.errors import Unavailable
from tests.api.hosted.applicant import Applicant, newest, sharp

pytestmark = pytest.mark.one_database


def full(name: str, data: bytes) -> None:
    raise Unavailable("the image store does not answer")


def test_a_photo_that_cannot_be_kept_is_asked_for_again_in_kind_words(
    app: Flask, session: Session, applicant: Applicant
) -> None:
    applicant.agree()
    applicant.choose("passport", "SGP")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.config["TOOLS"].blobs, "put", full)
        page = applicant.send("photo/data_page", sharp())
    assert (page.status, page.answer.headers["Retry-After"]) == (503, "5")
    assert page.heading == "We are busy right now"
    assert "Nothing was lost. Wait a few seconds, then try again." in page.text
    assert f'href="/{applicant.record_id}"' in page.html
    assert newest(session, applicant.record_id).state == "created"
    assert applicant.send("photo/data_page", sharp()).path == "selfie"
