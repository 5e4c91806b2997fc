"""The numbers page: who may see it, its filters, its files, and that nobody can be found on it."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import DEFAULT_PARTNER, Partner, Profile, transaction
from tests.api.staff.people import text
from tests.unit.services.opened import decided, ruled

TABLES = ("days", "outcomes", "steps", "waiting", "documents", "countries", "devices", "captures", "agreement")


def rows(client: FlaskClient, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.mimetype == "text/csv"
    return list(csv.reader(StringIO(answer.get_data(as_text=True))))


def test_a_viewer_sees_the_figures(viewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        decided(session)
        ruled(session, "rejected")
    page = text(viewer.get("/staff/numbers"))
    assert "Opened 2 2 submitted, 0 under way" in page
    assert "Pass rate 50.0 % of 2 decided were approved" in page
    assert "Straight through 50.0 %" in page
    assert "Approved, no person 1 50.0 %" in page
    assert "No page used 2 2 0.0 %" in page


def test_an_empty_period_is_a_page_too(viewer: FlaskClient) -> None:
    page = text(viewer.get("/staff/numbers?period=90&mode=test"))
    assert "Opened 0" in page
    assert "Nothing was opened in this time." in page


def test_every_chart_has_its_table_and_its_file(viewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        decided(session)
    page = viewer.get("/staff/numbers").get_data(as_text=True)
    assert page.count('role="img"') == page.count("<table>") == len(TABLES)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert re.findall(r"csv=(\w+)", page) == list(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_a_file(viewer: FlaskClient, session: Session, name: str) -> None:
    with transaction(session):
        decided(session)
    answer = viewer.get(f"/staff/numbers?period=7&csv={name}")
    assert re.search(rf'attachment; filename="{name}-live-[0-9-]+\.csv"', answer.headers["Content-Disposition"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(rows(viewer, f"/staff/numbers?period=7&csv={name}")) > 1


def test_the_address_narrows_the_figures(viewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        session.add(Partner(id="ptn_other", name="Other & Sons", sealed_webhook_secret=b"-"))
        session.flush()
        decided(session)
        decided(session, "test")
        decided(session, "test").partner_id = "ptn_other"

    def opened(query: str) -> str:
        return rows(viewer, f"/staff/numbers?csv=steps&{query}")[1][1]

    assert opened("") == "1"
    assert opened("mode=test") == "2"
    assert opened("mode=test&partner=ptn_other") == "1"
    assert opened(f"partner={DEFAULT_PARTNER}") == "1"
    page = viewer.get("/staff/numbers?mode=test&partner=ptn_other").get_data(as_text=True)
    assert 'value="ptn_other" selected>Other &amp; Sons' in page
    assert "mode=test&amp;partner=ptn_other&amp;csv=days" in page


@pytest.mark.parametrize("query", ["period=8", "period=x", "mode=both", "partner=ptn_none", "csv=people", "csv="])
def test_what_does_not_exist_is_refused(viewer: FlaskClient, query: str) -> None:
    assert viewer.get(f"/staff/numbers?{query}").status_code == 400


def test_nobody_can_be_found_on_the_page(viewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = decided(session)
        person = session.get_one(Profile, made.profile_id)
    values = [made.id, made.profile_id, person.document_number or "-", "JOHN DOE", "Jane Doe", "AB1234567"]
    bodies = [viewer.get("/staff/numbers").get_data(as_text=True)]
    bodies += [viewer.get(f"/staff/numbers?csv={name}").get_data(as_text=True) for name in TABLES]
    assert [value for value in values for body in bodies if value in body] == []
