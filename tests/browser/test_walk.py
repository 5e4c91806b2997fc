"""From the address that the API returns to the result, on a phone, with and without script, with real engines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from bench.server import Server
from tests.browser.conftest import FULL_NAME, NUMBER, Photos
from tests.browser.steps import PATIENCE_MS, expect_heading, to_passport, upload, upload_plainly

pytestmark = pytest.mark.xdist_group("browser")
NewUrl = Callable[..., str]


@pytest.fixture
def computer(browser: Browser) -> Iterator[Page]:
    """A wide screen, a mouse and files."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_with_script_and_camera_a_person_is_verified(
    phone: Page, live_server: Server, new_url: NewUrl, photos: Photos
) -> None:
    url = new_url(document_number=NUMBER)
    to_passport(phone, url)
    upload(phone, photos.passport)
    expect_heading(phone, "Now a selfie")
    phone.get_by_role("button", name="Use the camera").click()
    phone.get_by_role("button", name="Use this photo").click()  # it was taken by itself
    expect_heading(phone, "Ready to send?")
    phone.get_by_role("button", name="Send for checking").click()
    expect_heading(phone, "You are verified", PATIENCE_MS)
    assert phone.url == f"{url}/result"
    status = requests.get(f"{live_server.url}/api/profiles/{url.rsplit('/', 1)[1]}", timeout=10).json()["data"]
    assert (status["status"], status["verification_status"]) == ("approved", "verified")


def test_without_script_a_person_reaches_the_result(plain_phone: Page, new_url: NewUrl, photos: Photos) -> None:
    page = plain_phone
    to_passport(page, new_url())
    upload_plainly(page, photos.passport)
    expect_heading(page, "Now a selfie")
    upload_plainly(page, photos.selfie)
    expect_heading(page, "Ready to send?")
    page.get_by_role("button", name="Send for checking").click()
    expect_heading(page, "We are checking")
    expect_heading(page, "A person is taking a look", PATIENCE_MS)
    assert FULL_NAME not in page.content()


def test_an_expired_passport_is_explained_and_another_go_offered(phone: Page, new_url: NewUrl, photos: Photos) -> None:
    to_passport(phone, new_url())
    upload(phone, photos.expired)
    expect_heading(phone, "Now a selfie")
    upload(phone, photos.selfie)
    phone.get_by_role("button", name="Send for checking").click()
    expect_heading(phone, "We could not verify you", PATIENCE_MS)
    expect(phone.get_by_text("This document has expired.")).to_be_visible()
    phone.get_by_role("button", name="Try again").click()
    expect_heading(phone, "Let’s check it’s really you")


def test_another_phone_goes_on_only_when_asked_to(
    phone: Page, plain_phone: Page, new_url: NewUrl, photos: Photos
) -> None:
    url = new_url()
    to_passport(phone, url)
    plain_phone.goto(url)
    expect_heading(plain_phone, "Continue on this device?")
    plain_phone.get_by_role("button", name="Continue here").click()
    expect_heading(plain_phone, "Photo page of your passport")
    phone.reload()
    expect_heading(phone, "Continue on this device?")


def test_on_a_computer_nothing_is_lost_by_reloading_at_every_step(
    computer: Page, new_url: NewUrl, photos: Photos
) -> None:
    url = new_url()
    to_passport(computer, url)
    reload(computer)
    upload(computer, photos.passport)
    expect_heading(computer, "Now a selfie")
    computer.goto("about:blank")
    computer.goto(url)
    expect(computer).to_have_url(re.compile("/selfie$"))
    upload(computer, photos.selfie)
    expect_heading(computer, "Ready to send?")
    reload(computer)
    computer.get_by_role("button", name="Send for checking").click()
    expect(computer).to_have_url(re.compile("/(progress|result)$"))
    computer.reload()
    expect_heading(computer, "A person is taking a look", PATIENCE_MS)
    reload(computer)


def reload(page: Page) -> None:
    """The same page again."""
    title = page.get_by_role("heading", level=1).inner_text()
    page.reload()
    expect_heading(page, title)


def test_the_back_button_after_sending_leads_to_the_progress(phone: Page, new_url: NewUrl, photos: Photos) -> None:
    to_passport(phone, new_url())
    upload(phone, photos.passport)
    upload(phone, photos.selfie)
    phone.get_by_role("button", name="Send for checking").click()
    expect(phone).to_have_url(re.compile("/(progress|result)$"))
    phone.go_back()
    expect(phone).to_have_url(re.compile("/(progress|result)$"))
