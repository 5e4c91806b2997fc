"""Ten seconds at the desk: a decision by keys alone, taken back, given again, and over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.domain.lifecycle import State
from kyc.models import Verification
from tests.browser.staff.conftest import Site
from tests.browser.staff.test_reviewing import check_look, open_first_case

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"undo_seconds": 10, "login_limit": "1000/minute"})


def photograph(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def approve(page: Page) -> None:
    page.get_by_label("Approve", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("Reason to approve").select_option("confirmed_by_reviewer")
    page.get_by_role("button", name="Read it once more").press("Enter")
    page.get_by_role("button", name="Approve now").press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def test_a_decision_is_taken_back_and_given_again(signed_in: Page, site: Site, session: Session) -> None:
    page = signed_in
    open_first_case(page)
    approve(page)
    expect(page.get_by_text("It leaves in")).to_be_visible()
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        photograph(page, f"undo-{scheme}-{width}")
    check_look(page)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_text("Your decision was taken back before anybody was told.")).to_be_visible()
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    approve(page)
    page.clock.install()
    page.get_by_role("link", name="Adam Elder").first.click()
    expect(page.get_by_role("heading", name="Just decided")).to_be_visible()
    photograph(page, "undo-case")
    page.get_by_role("button", name="Undo").focus()
    page.clock.run_for(11_000)
    expect(page.get_by_text("The time to undo is over")).to_be_focused()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    photograph(page, "undo-over")
    assert session.get_one(Verification, site.cases[0].id).state is State.MANUAL_REVIEW  # no worker runs here
