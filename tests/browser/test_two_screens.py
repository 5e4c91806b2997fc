"""From a computer to a phone by a code that is really scanned, and devices that race, with real engines."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import FULL_NAME, NUMBER, Photos
from tests.browser.steps import PATIENCE_MS, choose_passport, expect_heading, upload

pytestmark = pytest.mark.xdist_group("browser")
NewUrl = Callable[..., str]
QUESTION = "Does the other screen show the same code?"


@pytest.fixture
def computer(browser: Browser) -> Iterator[Page]:
    """A wide screen with script; dark, because cameras need the code light all the same."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    yield context.new_page()
    context.close()


def scanned(page: Page) -> str:
    """What a camera before the screen reads."""
    shot = Image.open(io.BytesIO(page.screenshot()))
    (found,) = zxingcpp.read_barcodes(shot)
    return str(found.text)


def code_on(page: Page) -> str:
    return page.locator(".match b").inner_text()


def show_code(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Use your phone instead").click()
    expect_heading(page, "Continue on your phone")
    picture = page.locator(".handoff-picture")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)


def turn_at_once(page: Page) -> None:
    """Let the page hear of the next turn without waiting for it, once."""

    def turned(route: Route) -> None:
        answer = route.fetch()
        news = answer.json() if answer.status == 200 else {"state": "shown"}
        route.fulfill(response=answer, status=200, body=json.dumps({**news, "turn": 4711}))

    page.route("**/phone/status", turned, times=1)
    with page.expect_response("**/code.svg?turn=4711"):
        pass


def test_a_computer_hands_over_and_follows_to_the_end(
    computer: Page, phone: Page, new_url: NewUrl, photos: Photos
) -> None:
    url = new_url()
    show_code(computer, url)
    first = scanned(computer)
    assert first.startswith(f"{url}/join/")
    turn_at_once(computer)
    phone.goto(scanned(computer))
    expect_heading(phone, QUESTION)
    assert phone.url == f"{url}/join"
    assert code_on(phone) == code_on(computer)
    phone.get_by_role("button", name="Yes").click()
    expect_heading(computer, "Go on with your phone")
    phone.get_by_label("I agree to the comparison of my face").check()
    phone.get_by_role("button", name="Start").click()
    choose_passport(phone)
    upload(phone, photos.passport)
    expect(computer.locator('[data-line="document"]')).to_have_attribute("data-done", "yes")
    upload(phone, photos.selfie)
    phone.get_by_role("button", name="Send for checking").click()
    expect_heading(computer, "A person is taking a look", PATIENCE_MS)
    expect_heading(phone, "A person is taking a look")
    expect(phone.get_by_text("You can go back to your computer")).to_be_visible()
    for secret in (*FULL_NAME.split(), NUMBER):
        assert secret.lower() not in computer.content().lower()
    computer.get_by_role("button", name="Show the result here").click()
    expect(computer).to_have_url(f"{url}/result")
    phone.reload()
    expect_heading(phone, "Continue on this device?")


def test_of_two_phones_that_scan_one_code_one_goes_on_and_the_other_has_a_way(
    phone: Page, plain_phone: Page, browser: Browser, new_url: NewUrl, photos: Photos
) -> None:
    context = browser.new_context(java_script_enabled=False)
    computer = context.new_page()
    show_code(computer, new_url())
    address = scanned(computer)
    for one in (phone, plain_phone):
        one.goto(address)
        expect_heading(one, QUESTION)
    plain_phone.get_by_role("button", name="Yes").click()
    phone.get_by_role("button", name="Yes").click()
    expect_heading(plain_phone, "Let’s check it’s really you")
    expect_heading(phone, "This code no longer works")
    computer.reload()
    expect_heading(computer, "Go on with your phone")
    phone.get_by_role("link", name="Open the check without a code").click()
    phone.get_by_role("button", name="Continue here").click()
    expect_heading(phone, "Let’s check it’s really you")
    plain_phone.get_by_label("I agree to the comparison of my face").check()
    plain_phone.get_by_role("button", name="Start").click()
    expect_heading(plain_phone, "Continue on this device?")
    computer.get_by_role("button", name="Continue here instead").click()
    expect_heading(computer, "Let’s check it’s really you")
    context.close()
