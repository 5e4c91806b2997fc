"""An address that was disabled because of what it answers: a line above the queue, for who looks after partners."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import DEFAULT_PARTNER, WebhookEndpoint, transaction, utcnow
from kyc.services.telling import endpoints
from tests.api.staff import people
from tests.api.staff.people import text

pytestmark = pytest.mark.one_database

PARTNER = f"/staff/partners/{DEFAULT_PARTNER}#endpoints-title"


def add(session: Session, name: str, reason: str | None, days_ago: float = 1) -> None:
    row = WebhookEndpoint(id=f"we_{name}", partner_id=DEFAULT_PARTNER, mode="live", url=f"https://{name}.example/")
    row.events = []
    row.disabled_at, row.disabled_reason = (utcnow() - timedelta(days=days_ago), reason) if reason else (None, None)
    with transaction(session):
        session.add(row)


def queue(app: Flask, session: Session, role: str) -> tuple[str, str]:
    """What somebody of this role reads there, and the page itself."""
    browser: FlaskClient = people.signed_in(app.test_client(), people.colleague(app, session, role))
    answer = browser.get("/staff/")
    return text(answer), answer.get_data(as_text=True)


@pytest.mark.parametrize("reason", [endpoints.GONE, endpoints.FAILING])
def test_an_admin_reads_whose_address_is_not_told_any_more(app: Flask, session: Session, reason: str) -> None:
    add(session, "shop", reason)
    said, page = queue(app, session, "admin")
    assert "Example Company is no longer told at one address: it answered “gone” or failed for five days." in said
    assert PARTNER in page


def test_several_of_one_partner_are_one_line(app: Flask, session: Session) -> None:
    add(session, "shop", endpoints.GONE)
    add(session, "bank", endpoints.FAILING)
    assert "is no longer told at 2 addresses: they answered “gone”" in queue(app, session, "admin")[0]


def test_who_does_not_look_after_partners_reads_nothing_of_it(app: Flask, session: Session) -> None:
    add(session, "shop", endpoints.GONE)
    assert "no longer told" not in queue(app, session, "lead")[0]


def test_what_works_what_its_partner_wished_what_is_removed_and_what_is_long_ago_is_no_news(
    app: Flask, session: Session
) -> None:
    add(session, "works", None)
    add(session, "wished", endpoints.BY_PARTNER)
    add(session, "old", endpoints.GONE, days_ago=31)
    add(session, "removed", endpoints.GONE)
    with transaction(session):
        endpoints.remove(session, session.get_one(WebhookEndpoint, "we_removed"), "key1")
    assert "no longer told" not in queue(app, session, "admin")[0]
