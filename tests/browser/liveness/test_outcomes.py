"""What comes of the moves: followed, not followed, the last try, or another way, with the real engines."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from kyc.demo.client import Client
from tests.browser import chrome
from tests.browser.conftest import FULL_NAME, PHONE, RENEWED, Photos
from tests.browser.liveness.living import Person
from tests.browser.liveness.moves import TITLE, WITHOUT, at_moves, make_moves, open_camera
from tests.browser.look import check_look
from tests.browser.steps import PATIENCE_MS, expect_heading, to_passport, upload, upload_plainly

pytestmark = pytest.mark.xdist_group("browser")


def test_who_follows_the_words_goes_on_and_is_verified(
    mirror: Page, person: Person, partner: Client, photos: Photos
) -> None:
    document = {"name": FULL_NAME, "document_type": "passport", "document_number": RENEWED, "nationality": "UTO"}
    session = partner.open_session(applicant=document, config={"liveness_type": "active"})
    at_moves(mirror, session["url"], replace(photos, passport=photos.renewed))
    open_camera(mirror)
    make_moves(mirror, person)
    expect(mirror.get_by_role("heading", name="You can go on")).to_be_focused(timeout=PATIENCE_MS)
    expect(mirror.get_by_text("Thank you, that worked.")).to_be_visible()
    mirror.get_by_role("link", name="Continue").click()
    expect_heading(mirror, "Ready to send?")
    mirror.get_by_role("button", name="Send for checking").click()
    expect_heading(mirror, "You are verified", PATIENCE_MS)


def lose_first(page: Page) -> list[str]:
    """The connection fails for the first frames; returns every try."""
    tries: list[str] = []

    def lose(route: Route) -> None:
        tries.append(route.request.url)
        route.abort() if len(tries) == 1 else route.continue_()

    page.route("**/frames", lose)
    return tries


def test_over_a_lost_connection_a_photograph_is_told_what_was_not_seen_and_offered_another_go(asked: Page) -> None:
    tries = lose_first(asked)
    open_camera(asked)
    make_moves(asked)
    expect(asked.get_by_role("heading", name="Let’s try that again")).to_be_focused(timeout=PATIENCE_MS)
    assert len(tries) == 2  # without making the moves again
    expect(asked.get_by_text("We could not see all the moves.")).to_be_visible()
    expect(asked.get_by_text("You can try 2 more times.")).to_be_visible()
    check_look(asked)
    asked.get_by_role("button", name="Try again with more time").click()
    expect(asked.get_by_label("Give me twice the time for each movement")).to_be_checked()
    expect(asked.get_by_role("button", name="Start the movements")).to_be_enabled()
    asked.get_by_role("button", name="Go back").click()
    asked.get_by_role("button", name=WITHOUT).click()
    expect_heading(asked, "Ready to send?")  # the straight look was kept as the selfie


def test_after_the_last_try_there_is_still_a_way_on(
    mirror: Page, active_url: Callable[..., str], photos: Photos
) -> None:
    at_moves(mirror, active_url(max_retries=1), photos)
    open_camera(mirror)
    make_moves(mirror)
    told = mirror.get_by_role("heading", name="A person will take a look")
    expect(told).to_be_focused(timeout=PATIENCE_MS)
    expect(told).to_have_accessible_description(re.compile("could not recognise the movements.* There is one try"))
    mirror.get_by_role("link", name="Continue").click()
    expect_heading(mirror, "Ready to send?")


def test_a_camera_that_may_not_be_used_leaves_the_other_way(
    playwright: Playwright, active_url: Callable[..., str], photos: Photos
) -> None:
    flags = ("--use-fake-device-for-media-stream", "--deny-permission-prompts")
    with closing(chrome.launch(playwright.chromium, *flags)) as browser:
        page = at_moves(browser.new_context(viewport=PHONE).new_page(), active_url(), photos)
        page.get_by_role("button", name="Open the camera").press("Enter")
        expect(page.get_by_role("status")).to_contain_text("This page may not use the camera.")
        expect(page.get_by_role("button", name="Open the camera")).to_be_focused()
        page.get_by_role("button", name=WITHOUT).press("Enter")
        expect_heading(page, "Now a selfie")
        upload(page, photos.selfie)
        expect_heading(page, "Ready to send?")


def test_without_script_a_selfie_is_sent_and_a_person_looks(
    plain_phone: Page, active_url: Callable[..., str], photos: Photos
) -> None:
    to_passport(plain_phone, active_url())
    upload_plainly(plain_phone, photos.passport)
    expect_heading(plain_phone, TITLE)
    expect(plain_phone.get_by_role("button", name="Open the camera")).to_be_hidden()
    expect(plain_phone.get_by_text("This browser cannot use a camera on this page.")).to_be_visible()
    plain_phone.get_by_role("button", name=WITHOUT).click()
    expect_heading(plain_phone, "Now a selfie")
    upload_plainly(plain_phone, photos.selfie)
    plain_phone.get_by_role("button", name="Send for checking").click()
    expect_heading(plain_phone, "A person is taking a look", PATIENCE_MS)
