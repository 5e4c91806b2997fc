"""An applicant's actions on each page, found by its texts."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

PATIENCE_MS = 90_000


def consent(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_label("I agree to the comparison of my face").check()
    page.get_by_role("button", name="Start").click()


def agree(page: Page, url: str) -> None:
    consent(page, url)
    expect_heading(page, "Which document will you use?")


def choose_passport(page: Page) -> None:
    """The declared type and country are preselected."""
    expect(page.get_by_label("Passport")).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    expect_heading(page, "Photo page of your passport")


def upload(page: Page, file: Path) -> None:
    """Choose a photo; with scripts a review of it comes between."""
    page.locator("#photo").set_input_files(str(file))
    with page.expect_navigation():
        page.get_by_role("button", name="Use this photo").click()


def upload_plainly(page: Page, file: Path) -> None:
    page.locator("#photo").set_input_files(str(file))
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()


def to_passport(page: Page, url: str) -> None:
    agree(page, url)
    choose_passport(page)


def expect_heading(page: Page, text: str, patience_ms: float = 10_000) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text, timeout=patience_ms)
