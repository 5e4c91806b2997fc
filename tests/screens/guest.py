"""An applicant with a fresh record, and control over its clock, worker and staff."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session, object_session

from kyc.domain.lifecycle import Step
from kyc.models import Profile, Verification, db, transaction, utcnow
from kyc.services.applicant import handoffs
from kyc.services.privacy import erasure
from kyc.services.verification import openings, requirements, resubmission, transitions, verifications
from kyc.services.verification.openings import Options
from kyc.web.hosted import handoff
from tests import make
from tests.api.hosted.applicant import Applicant

RETURN_URL = "https://shop.example/back"


class Guest(Applicant):
    """An applicant whose verification can be put into any state at once."""

    def __init__(self, app: Flask, **options: Any) -> None:
        self.app, mode = app, str(options.pop("mode", "live"))
        with self.writing() as session:
            owner = make.profile(session, mode, document_number=f"N{secrets.token_hex(6)}")
            openings.open_new(session, owner, Options(return_url=RETURN_URL, **options))
            super().__init__(app.test_client(), owner.id)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction in its own application context: one that stays open would leak state between requests."""
        with self.app.app_context(), transaction(db.session()) as session:
            yield session

    @contextmanager
    def verification(self) -> Iterator[Verification]:
        """The newest verification, for changing it."""
        with self.writing() as session:
            found = verifications.newest(session, self.record_id)
            assert found
            yield found

    def change(self, **values: Any) -> None:
        """Set columns of the verification."""
        with self.verification() as made:
            for name, value in values.items():
                setattr(made, name, value)

    def submit(self, *steps: Step) -> None:
        """Submit everything; then what the worker and the staff do."""
        self.to_check()
        self.post("check")
        self.go(*steps)

    def go(self, *steps: Step) -> None:
        for step in steps:
            with self.verification() as made:
                transitions.advance(opened(made), made, step, "policy")

    def ask_again(self, *items: str) -> None:
        """A reviewer requests these photos again."""
        with self.verification() as made:
            until = utcnow() + timedelta(days=7)
            resubmission.ask(opened(made), made, items, ("image_glare",), until, "reviewer:1")

    def erase(self) -> None:
        """Erase everything about the person."""
        with self.writing() as session:
            wish = erasure.Order("applicant_request", "operator")
            erasure.erase_profile(session, session.get_one(Profile, self.record_id), wish)

    def scanned(self) -> Applicant:
        """The phone that scanned the code on this computer."""
        self.get()
        self.post("phone")
        with self.verification() as made:
            shown = handoffs.shown(opened(made), made.id, handoff.key(), utcnow())
        assert shown
        phone = Applicant(self.app.test_client(), self.record_id)
        phone.get(f"join/{shown.token}")
        return phone

    def handed_over(self) -> Applicant:
        """The phone that took over, while this computer follows."""
        phone = self.scanned()
        phone.post("join", same="yes")
        return phone

    def note(self, *steps: str) -> None:
        """Add lines to the history."""
        with self.verification() as made:
            for step in steps:
                transitions.record(opened(made), made, step, "worker")

    def warn(self, *codes: str) -> None:
        """Set the warnings of the newest document photo."""
        with self.verification() as made:
            document = requirements.images(opened(made), made.id)[0][0]
            document.warnings = list(codes)

    def leave(self, page: str, image: bytes) -> None:
        """Send a photo and leave: the next page's message is still unread."""
        self.get(page)
        data = {"csrf_token": self.token, "photo": (io.BytesIO(image), "photo.jpg")}
        self.client.post(f"/{self.record_id}/{page}", data=data)


def opened(made: Verification) -> Session:
    """The session that a row belongs to."""
    found = object_session(made)
    assert found
    return found
