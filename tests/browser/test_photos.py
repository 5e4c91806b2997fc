"""Photos with script: a look before sending, the camera, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser import chrome
from tests.browser.conftest import PHONE, Photos
from tests.browser.steps import expect_heading, to_passport, upload, upload_plainly

pytestmark = pytest.mark.xdist_group("browser")
NewUrl = Callable[..., str]


@pytest.fixture
def blind_phone(playwright: Playwright) -> Iterator[Page]:
    """A phone whose owner does not let the page use the camera."""
    browser = chrome.launch(playwright.chromium, "--use-fake-device-for-media-stream", "--deny-permission-prompts")
    yield browser.new_context(viewport=PHONE).new_page()
    browser.close()


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A file that the server does not take."""
    path = tmp_path / "big.jpg"
    path.write_bytes(b"\xff\xd8\xff" + b"0" * 16_000_000)
    return path


def test_a_chosen_photo_is_shown_before_it_is_sent_and_another_can_be_chosen(
    phone: Page, new_url: NewUrl, photos: Photos
) -> None:
    to_passport(phone, new_url())
    expect(phone.get_by_role("button", name="Use the camera")).to_be_enabled()
    assert phone.locator("#photo").get_attribute("capture") is None  # the phone asks: camera or gallery
    phone.locator("#photo").set_input_files(str(photos.blurred))
    expect(phone.get_by_role("heading", name="Is every word sharp?")).to_be_focused()
    preview = phone.get_by_role("img", name="The photo you are about to send")
    expect(preview).to_be_visible()
    assert preview.evaluate("canvas => canvas.getContext('2d').getImageData(600, 400, 1, 1).data[3]") == 255
    phone.get_by_role("button", name="Take another one").click()
    expect(phone.locator("#photo")).to_be_focused()
    assert phone.locator("#photo").evaluate("input => input.files.length") == 0
    upload(phone, photos.passport)
    expect_heading(phone, "Now a selfie")


def test_a_file_that_cannot_be_shown_can_still_be_sent(phone: Page, new_url: NewUrl) -> None:
    to_passport(phone, new_url())
    phone.locator("#photo").set_input_files(
        {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 broken"}
    )
    expect(phone.get_by_text("This browser cannot show this kind of file")).to_contain_text("scan.pdf")
    phone.get_by_role("button", name="Use this photo").click()
    expect(phone.get_by_role("alert")).to_contain_text("could not be opened")


def test_a_refused_photo_leads_the_reader_to_the_reason(phone: Page, new_url: NewUrl, photos: Photos) -> None:
    to_passport(phone, new_url())
    upload(phone, photos.blurred)
    alert = phone.get_by_role("alert")
    expect(alert).to_contain_text("The photo is blurred.")
    expect(alert).to_be_focused()
    expect(phone).to_have_title("Error: Photo page of your passport – Identity check")
    expect(phone.get_by_text("You have 2 tries left for this photo.")).to_be_visible()
    alert.get_by_role("link").click()
    expect(phone.locator("#photo")).to_be_focused()


def test_a_file_over_the_limit_is_not_even_sent(phone: Page, new_url: NewUrl, photos: Photos, big: Path) -> None:
    to_passport(phone, new_url())
    phone.locator("#photo").set_input_files(str(big))
    expect(phone.get_by_role("status")).to_contain_text("This file is too large, so it was not sent.")
    expect(phone.get_by_role("button", name="Use this photo")).to_be_hidden()
    upload(phone, photos.passport)
    expect_heading(phone, "Now a selfie")


def test_without_script_a_file_over_the_limit_is_refused_in_words(
    plain_phone: Page, new_url: NewUrl, big: Path
) -> None:
    to_passport(plain_phone, new_url())
    upload_plainly(plain_phone, big)
    expect(plain_phone.get_by_role("alert")).to_contain_text("The file is too large.")
    expect(plain_phone.get_by_text("You have 3 tries left")).to_be_visible()


def test_the_camera_can_be_worked_by_keyboard_and_left_again(phone: Page, new_url: NewUrl) -> None:
    to_passport(phone, new_url())
    phone.get_by_role("button", name="Use the camera").press("Enter")
    shutter = phone.get_by_role("button", name="Take the photo")
    expect(shutter).to_be_enabled()
    phone.get_by_role("button", name="Go back without the camera").press("Enter")
    expect(phone.get_by_role("button", name="Use the camera")).to_be_focused()
    assert phone.locator("video").evaluate("video => video.srcObject.getTracks().every(t => t.readyState === 'ended')")


def test_a_camera_that_may_not_be_used_leaves_the_upload(blind_phone: Page, new_url: NewUrl, photos: Photos) -> None:
    to_passport(blind_phone, new_url())
    blind_phone.get_by_role("button", name="Use the camera").click()
    expect(blind_phone.get_by_role("status")).to_contain_text("This page may not use the camera.")
    expect(blind_phone.get_by_role("button", name="Use the camera")).to_be_visible()
    upload(blind_phone, photos.passport)
    expect_heading(blind_phone, "Now a selfie")
    upload(blind_phone, photos.selfie)
    expect_heading(blind_phone, "Ready to send?")


def test_without_script_the_phones_own_camera_is_asked_for(plain_phone: Page, new_url: NewUrl) -> None:
    to_passport(plain_phone, new_url())
    expect(plain_phone.locator("#photo")).to_have_attribute("capture", "environment")
    expect(plain_phone.get_by_role("button", name="Use the camera")).to_be_hidden()
    plain_phone.get_by_text("Use a photo you already have").click()
    expect(plain_phone.locator("#file")).to_be_visible()
