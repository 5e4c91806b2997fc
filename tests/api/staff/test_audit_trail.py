"""The page of the audit chain, for those who may read it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.models import AuditEntry, Selfie, Verification, transaction
from kyc.services.record import audit
from kyc.services.record.audit import Act
from tests.api.staff.people import anew, colleague, signed_in, text

pytestmark = pytest.mark.one_database


@pytest.fixture
def lead(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    """A lead's browser, signed in."""
    return signed_in(client, colleague(app, session, "lead"))


def written(session: Session, many: int) -> None:
    with transaction(session):
        for number in range(many):
            audit.note(session, Act.KEY_ISSUED, "operator", f"key_{number}", scopes=["sessions:read", "reports:read"])


def test_who_opened_what_stands_on_the_page(lead: FlaskClient, session: Session, waiting: Verification) -> None:
    selfie = session.scalars(select(Selfie)).one().id
    lead.get(f"/staff/cases/{waiting.id}/images/{selfie}")
    page = lead.get("/staff/audit")
    assert f"image.opened image: {selfie} purpose: review" in text(page)
    assert "lead@example.org staff:1" in text(page)
    assert f'href="/staff/cases/{waiting.id}"' in page.get_data(as_text=True)
    assert (audit.head(anew(session)) or "none") in text(page)
    assert "JOHN DOE" not in text(page)


def test_entries_to_or_by_one_id_are_found(lead: FlaskClient, session: Session, waiting: Verification) -> None:
    written(session, 2)
    assert "key_0" not in text(lead.get(f"/staff/audit?about={waiting.id}"))
    assert waiting.id not in text(lead.get("/staff/audit?about=operator"))
    found = text(lead.get("/staff/audit?about=%20key_1%20"))
    assert "scopes: sessions:read, reports:read" in found
    assert "key_0" not in found


def test_pages_are_turned_without_a_gap(lead: FlaskClient, session: Session) -> None:
    written(session, 150)
    last = anew(session).scalar(select(func.max(AuditEntry.position))) or 0
    first, second = (lead.get(f"/staff/audit{query}").get_data(as_text=True) for query in ("", f"?before={last - 99}"))
    assert f"before={last - 99}" in first
    assert (first.count("<time"), second.count("<time")) == (100, last - 100)
    assert "Older" not in second


def test_what_is_not_on_the_chain_is_not_found(lead: FlaskClient, session: Session) -> None:
    written(session, 1)
    for about in ("sess_none", "%00", "x" * 4000):
        assert "Nothing on the chain was done to or by this id." in text(lead.get(f"/staff/audit?about={about}"))
    for before in ("x", "-1", "0", "²", "9" * 12, "9" * 5000):
        assert lead.get(f"/staff/audit?before={before}").status_code == 404, before
