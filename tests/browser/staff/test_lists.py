"""The page of the watchlists in a real browser: narrow and wide, light and dark, and from right to left."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kyc.adapters.screening import ledger, load, load_sample
from kyc.adapters.screening.ledger import Record
from tests.browser import look
from tests.browser.staff.conftest import Desk, looked_at
from tests.unit.adapters.screening.files import write_own

pytestmark = pytest.mark.xdist_group("browser")


def loaded(desk: Desk, folder: Path) -> None:
    """A list of today, one that is too old, the sample, and a source that gives nothing."""
    directory = desk.app.config["SETTINGS"].watchlists_dir
    names = {"UN Security Council Consolidated": datetime.now(UTC).date().isoformat(), "House list": "2020-01-01"}
    for name, day in names.items():
        load(directory, [write_own(folder, {"id": "e1", "name": "Viktor Sampleman"}, date=day)], name=name)
    load_sample(directory)
    ledger.write(directory, {"EU FSF": Record(problem="webgate.example: answered 503")})


def test_the_page_reflows_in_every_look(desk: Desk, tmp_path: Path) -> None:
    loaded(desk, tmp_path)
    page = desk.sit_down("bea@example.org")
    page.goto("/staff/watchlists")
    expect(page.get_by_role("heading", name="Watchlists", level=1)).to_be_visible()
    expect(page.get_by_role("rowheader", name="House list")).to_contain_text("limit 7")
    looked_at(page, desk, "staff/lists.html")
    page.evaluate("document.documentElement.dir = 'rtl'")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert look.look(page, "wide", "small") == []
