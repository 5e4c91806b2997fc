"""What is done in a browser to see what only a script shows; by attributes, so in any language."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def open_too_long(page: Page) -> None:
    """The cookie of the form is gone when it is sent."""
    page.context.clear_cookies()
    with page.expect_navigation():
        page.locator("main form .button").first.click()


def ask_too_late(page: Page) -> None:
    """Another device was quicker: whom this form saw holding the check does not hold it any more."""
    page.locator("[name=seen]").evaluate("field => { field.value = 'somebody else'; }")
    page.locator("main form .button").first.click()
    expect(page.locator("[role=status]")).to_be_visible()


def open_camera(page: Page) -> None:
    page.locator("[data-camera-open]").click()
    expect(page.locator("[data-shutter]")).to_be_enabled()


def take_photo(page: Page) -> None:
    open_camera(page)
    page.locator("[data-shutter]").click()
    expect(page.locator("[data-review]")).to_be_visible()


def open_moves(page: Page) -> None:
    page.locator("[data-open]").click()
    expect(page.locator("[data-begin]")).to_be_enabled()
