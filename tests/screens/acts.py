"""Actions in a browser that show what only a script shows; by attributes, so in any language."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def open_too_long(page: Page) -> None:
    """Send the form after its cookie has gone."""
    page.context.clear_cookies()
    with page.expect_navigation():
        page.locator("main form .button").first.click()


def ask_too_late(page: Page) -> None:
    """Another device was quicker: the browser that this form saw holding the check no longer does."""
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
