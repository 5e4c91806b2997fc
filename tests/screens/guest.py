"""Somebody with a fresh record, and the hands of the clock, the worker and the staff over it."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session, object_session

from kyc.domain.lifecycle import Step
from kyc.models import Verification, db, transaction
from kyc.services import openings, requirements, transitions, verifications
from kyc.services.openings import Options
from tests import make
from tests.api.hosted.applicant import Applicant

RETURN_URL = "https://shop.example/back"


class Guest(Applicant):
    """An applicant whose verification can be brought into any state at once."""

    def __init__(self, app: Flask, **options: Any) -> None:
        self.app, mode = app, str(options.pop("mode", "live"))
        with self.writing() as session:
            owner = make.profile(session, mode, document_number=f"N{secrets.token_hex(6)}")
            openings.open_new(session, owner, Options(return_url=RETURN_URL, **options))
            super().__init__(app.test_client(), owner.id)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction in a context of its own: one that stays open would hand a request what another one had."""
        with self.app.app_context(), transaction(db.session()) as session:
            yield session

    @contextmanager
    def verification(self) -> Iterator[Verification]:
        """The newest verification, to be changed."""
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
        """Everything sent; then what the worker and the staff do."""
        self.to_check()
        self.post("check")
        for step in steps:
            with self.verification() as made:
                transitions.advance(object_session(made), made, step, "policy")

    def note(self, *steps: str) -> None:
        """Lines of the history."""
        with self.verification() as made:
            for step in steps:
                transitions.record(object_session(made), made, step, "worker")

    def warn(self, *codes: str) -> None:
        """What the newest photo of the document was warned of."""
        with self.verification() as made:
            document = requirements.images(object_session(made), made.id)[0][0]
            document.warnings = list(codes)

    def leave(self, page: str, image: bytes) -> None:
        """Send a photo and look away: what the next page has to say is still unread."""
        self.get(page)
        data = {"csrf_token": self.token, "photo": (io.BytesIO(image), "photo.jpg")}
        self.client.post(f"/{self.record_id}/{page}", data=data)
