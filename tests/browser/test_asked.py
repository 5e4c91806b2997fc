"""A person asks for a photo once more: the open page learns of it, the phone sends it, the worker looks again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from bench.server import Server
from kyc.models import Decision, Verification, transaction, utcnow
from kyc.models.base import prepare_sqlite
from kyc.services.verification import resubmission, verifications
from tests.browser.conftest import Photos
from tests.browser.steps import PATIENCE_MS, expect_heading, upload

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def books(live_server: Server) -> Iterator[Session]:
    """The server's own database, in which a reviewer asks."""
    engine = sa.create_engine(f"sqlite:///{live_server.instance / 'ekyc.db'}")
    prepare_sqlite(engine, "NORMAL")
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


def current(books: Session, url: str) -> Verification:
    books.rollback()
    found = verifications.newest(books, url.rsplit("/", 1)[1])
    assert found
    return found


def ask_for_selfie(books: Session, url: str) -> None:
    with transaction(books):
        due = utcnow() + timedelta(days=7)
        resubmission.ask(books, current(books, url), ["selfie"], ["face_turned"], due, "staff:1")


def reasons(books: Session, url: str) -> list[str]:
    books.rollback()
    newest = sa.select(Decision).filter_by(verification_id=current(books, url).id).order_by(Decision.id.desc())
    found = books.scalars(newest).first()
    return list(found.reasons) if found else []


def test_a_photo_is_asked_for_sent_and_looked_at_again(
    phone: Page, new_url: Callable[..., str], photos: Photos, books: Session
) -> None:
    url = new_url()
    phone.goto(url)
    phone.get_by_role("button", name="Go on without comparing faces by computer: a person decides").click()
    phone.get_by_role("button", name="Continue").click()
    upload(phone, photos.passport)
    expect(phone.get_by_text("No computer looks at your face")).to_be_visible()
    upload(phone, photos.selfie)
    phone.get_by_role("button", name="Send for checking").click()
    expect_heading(phone, "A person is taking a look", PATIENCE_MS)
    assert reasons(books, url)[0] == "consent_declined"

    ask_for_selfie(books, url)
    expect_heading(phone, "One more photo, please", PATIENCE_MS)  # the open page follows by itself
    phone.get_by_role("link", name="Continue").click()
    upload(phone, photos.renewed)  # no face is looked for, and any sharp photo will do
    expect_heading(phone, "Ready to send?")
    phone.reload()
    phone.get_by_role("button", name="Send for checking").click()
    expect_heading(phone, "A person is taking a look")
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while reasons(books, url)[0] != "photos_arrived" and time.monotonic() < deadline:
        time.sleep(0.5)
    assert reasons(books, url)[:2] == ["photos_arrived", "consent_declined"]
