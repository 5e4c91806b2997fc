"""The page of the watchlists in a real browser: narrow and wide, light and dark, and from right to left."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from kyc.adapters.screening import ledger, load, load_sample
from kyc.adapters.screening.ledger import Record
from tests.browser.staff.conftest import Site
from tests.browser.staff.test_reviewing import check_look
from tests.unit.adapters.screening.files import write_own

pytestmark = pytest.mark.xdist_group("browser")


def loaded(app: Flask, folder: Path) -> None:
    """A list of today, one that is too old, the sample, and a source that gives nothing."""
    directory = app.config["SETTINGS"].watchlists_dir
    names = {"UN Security Council Consolidated": datetime.now(UTC).date().isoformat(), "House list": "2020-01-01"}
    for name, day in names.items():
        load(directory, [write_own(folder, {"id": "e1", "name": "Viktor Sampleman"}, date=day)], name=name)
    load_sample(directory)
    ledger.write(directory, {"EU FSF": Record(problem="webgate.example: answered 503")})


def test_the_page_reflows_in_every_look(signed_in: Page, site: Site, app: Flask, tmp_path: Path) -> None:
    loaded(app, tmp_path)
    signed_in.get_by_role("link", name="Watchlists").click()
    expect(signed_in.get_by_role("heading", name="Watchlists", level=1)).to_be_visible()
    expect(signed_in.get_by_role("rowheader", name="House list")).to_contain_text("limit 7")
    for width in (1280, 320):
        for scheme in ("light", "dark"):
            signed_in.set_viewport_size({"width": width, "height": 900})
            signed_in.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            check_look(signed_in)
            for direction in ("rtl", "ltr"):
                signed_in.evaluate("direction => { document.documentElement.dir = direction }", direction)
                expect(signed_in.get_by_role("rowheader", name="House list")).to_be_in_viewport(ratio=0)
                check_look(signed_in)
