"""What an applicant does on the page of the moves."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Photos
from tests.browser.liveness.living import Person
from tests.browser.steps import expect_heading, to_passport, upload

TITLE = "Now a selfie with a few head movements"
WITHOUT = "Continue without head movements"


def at_moves(page: Page, url: str, photos: Photos) -> Page:
    to_passport(page, url)
    upload(page, photos.passport)
    expect_heading(page, TITLE)
    return page


def open_camera(page: Page) -> None:
    page.get_by_role("button", name="Open the camera").click()
    expect(page.get_by_role("button", name="Start the movements")).to_be_enabled()


def make_moves(page: Page, person: Person | None = None) -> None:
    """With a person who does what is asked, or before a photograph that hangs there."""
    begin(page)
    if person:
        person.follow(page)
    expect(page.locator("[data-liveness]")).not_to_have_attribute("data-panel", "camera", timeout=60_000)


def begin(page: Page) -> None:
    page.get_by_role("button", name="Start the movements").click()
