"""Whether the keys open what was sealed."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.adapters.blobs import Keyring
from kyc.cli import database
from kyc.cli.doctor import keys
from kyc.domain.errors import Unavailable
from kyc.models import Document, transaction
from tests import make
from tests.unit.cli.doctor.patient import FAIL, OK, OTHER, WARN, found, patient


@pytest.fixture
def stored(app: Flask, session: Session) -> list[str]:
    """The images of one case, in the store."""
    with transaction(session):
        made = make.in_review(session)
    names = list(session.scalars(select(Document.blob).where(Document.verification_id == made.id)))
    for name in names:
        app.config["TOOLS"].blobs.put(name, b"picture")
    return names


def test_images_that_open_are_counted(app: Flask, stored: list[str]) -> None:
    assert found(keys.stored_images, patient(app)) == [(OK, f"{len(stored)} images open")]


def test_before_the_first_image_there_is_none_to_open(app: Flask) -> None:
    assert found(keys.stored_images, patient(app)) == [(OK, "there is no image yet to open")]


def test_images_of_a_key_that_left_the_ring_are_told(app: Flask, stored: list[str]) -> None:
    number = len(stored)
    told = found(keys.stored_images, patient(app, blob_keys=OTHER))
    assert told == [(FAIL, f"{number} of {number} images do not open")]


def test_an_image_that_is_gone_is_told(app: Flask, stored: list[str]) -> None:
    app.config["TOOLS"].blobs.delete(stored[0])
    assert found(keys.stored_images, patient(app)) == [(FAIL, f"1 of {len(stored)} images are not in the store")]


def test_a_store_that_is_away_says_nothing_of_the_keys(
    app: Flask, stored: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(name: str) -> bytes:
        raise Unavailable("the image store does not answer")

    monkeypatch.setattr(app.config["TOOLS"].blobs, "get", away)
    assert [level for level, _ in found(keys.stored_images, patient(app))] == [WARN]


def test_the_partners_secrets_open_with_the_ring_they_were_sealed_with(app: Flask) -> None:
    database.prepare(app)
    assert found(keys.sealed_secrets, patient(app)) == [(OK, "the webhook secrets of 1 partners open")]
    told = found(keys.sealed_secrets, patient(app, blob_keys=OTHER))
    assert told == [(FAIL, "the webhook secrets of 1 of 1 partners do not open")]


def test_the_other_ring_is_one() -> None:
    assert Keyring.parse(OTHER.get_secret_value()).current == "k9"
