"""The staff's pages, opened from outside by people with and without an account."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.models import Verification, db, transaction
from tests import make
from tests.api.staff import people
from tests.unit.adapters.images.pictures import saved

PICTURE = saved(Image.new("RGB", (2400, 1600), (180, 190, 200)), "JPEG")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As everywhere, with room for as many sign-ins as a test makes."""
    return settings.model_copy(update={"login_limit": "1000/minute"})


@pytest.fixture
def reviewer(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    """A reviewer's browser, signed in."""
    return people.signed_in(client, people.colleague(app, session, "reviewer"))


@pytest.fixture
def viewer(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    """A viewer's browser, signed in."""
    return people.signed_in(client, people.colleague(app, session, "viewer"))


@pytest.fixture
def lead(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    """A lead's browser, signed in, beside that of `client`."""
    return people.signed_in(app.test_client(), people.colleague(app, session, "lead"))


@pytest.fixture
def waiting(app: Flask, session: Session) -> Verification:
    """A case that the policy gave to a person, with its images in the store."""
    with transaction(session):
        made = make.in_review(session, client_reference_id="cust_42")
    for name in (f"page-{made.id}", f"selfie-{made.id}"):
        app.config["TOOLS"].blobs.put(f"document/{name}", PICTURE)
    db.session.expire_all()
    return made
