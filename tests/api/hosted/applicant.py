"""An applicant at the pages: opens addresses, fills forms, reads what is there."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import Verification, transaction
from kyc.services.verification import openings, verifications
from kyc.services.verification.openings import Options
from tests import make
from tests.unit.adapters.images.pictures import printed_page, saved

NAME, NUMBER = "Zebediah Quill", "QX7719365"


def sharp(light: float = 1.0) -> bytes:
    """A photo that is taken; another light gives other bytes."""
    return saved(printed_page(light=light), "JPEG")


def blurred(light: float = 1.0) -> bytes:
    """A photo that is refused."""
    return saved(printed_page(blur=8, light=light), "JPEG")


@dataclass(frozen=True)
class Page:
    """An answer, taken apart."""

    answer: TestResponse

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def path(self) -> str:
        """The last part of the address: which page this is."""
        return self.answer.request.path.split("/", 2)[2] if self.answer.request.path.count("/") > 1 else ""

    @property
    def html(self) -> str:
        return self.answer.get_data(as_text=True)

    @property
    def text(self) -> str:
        bare = re.sub(r"<(script|svg|select).*?</\1>|<[^>]+>", " ", self.html, flags=re.S)
        return " ".join(unescape(bare).split())

    @property
    def title(self) -> str:
        return unescape(self._first(r"<title>(.*?)</title>"))

    @property
    def heading(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", "", self._first(r"<h1>(.*?)</h1>"))).split())

    @property
    def main(self) -> str:
        return self._first(r"(<main.*</main>)")

    @property
    def csrf(self) -> str:
        return self._first(r'name="csrf_token"[^>]*value="([^"]+)"')

    @property
    def seen(self) -> str:
        """Whom the page that asks before a take-over saw holding the verification."""
        return self._first(r'name="seen"[^>]*value="([^"]+)"')

    @property
    def ways_on(self) -> list[str]:
        """Links and buttons in the page's main part."""
        return re.findall(r'<a [^>]*href="([^"#]+)"|(<button)', self.main)

    def _first(self, pattern: str) -> str:
        found = re.search(pattern, self.html, re.S)
        return found.group(1) if found else ""


class Applicant:
    """One browser at one record's pages; keeps its cookies and the last page's CSRF token."""

    def __init__(self, client: FlaskClient, record_id: str) -> None:
        self.client, self.record_id, self.token, self.seen = client, record_id, "", ""

    def get(self, page: str = "") -> Page:
        return self._seen(self.client.get(self._address(page), follow_redirects=True))

    def post(self, page: str, **fields: object) -> Page:
        data = {"csrf_token": self.token, "seen": self.seen, **fields}
        return self._seen(self.client.post(self._address(page), data=data, follow_redirects=True))

    def send(self, page: str, image: bytes, field: str = "photo", **fields: object) -> Page:
        return self.post(page, **{field: (io.BytesIO(image), "photo.jpg"), **fields})

    def agree(self) -> Page:
        self.get()
        return self.post("start", agree="y")

    def choose(self, kind: str = "passport", country: str = "SGP") -> Page:
        return self.post("document", document_type=kind, issuing_country=country)

    def to_selfie(self) -> Page:
        """Consent, passport, its photo."""
        self.agree()
        self.choose()
        return self.send("photo/data_page", sharp())

    def to_check(self) -> Page:
        self.to_selfie()
        return self.send("selfie", sharp(0.9))

    def _address(self, page: str) -> str:
        return f"/{self.record_id}/{page}".rstrip("/")

    def _seen(self, answer: TestResponse) -> Page:
        page = Page(answer)
        self.token, self.seen = page.csrf or self.token, page.seen
        return page


def record(session: Session, mode: str = "live", **options: object) -> str:
    """The id of a record with a person's data and a fresh verification."""
    with transaction(session):
        owner = make.profile(session, mode, name=NAME, document_number=NUMBER)
        openings.open_new(session, owner, Options(**options))  # type: ignore[arg-type]  # a test's own words
    return owner.id


def newest(session: Session, record_id: str) -> Verification:
    """The verification of a record as it is stored now."""
    session.rollback()
    found = verifications.newest(session, record_id)
    assert found
    return found


def count(session: Session, record_id: str) -> int:
    """How many verifications a record has."""
    session.rollback()
    return len(session.scalars(select(Verification.id).where(Verification.profile_id == record_id)).all())


def another_browser(app: Flask, record_id: str) -> Applicant:
    return Applicant(app.test_client(), record_id)
