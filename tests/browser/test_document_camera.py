"""A document before the camera: taken by itself, by hand and by key; sent once more; both sides in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from bench.server import Server
from kyc.demo import specimen
from tests.browser import chrome, scenes
from tests.browser.conftest import KEY, PHONE, Photos
from tests.browser.steps import agree, expect_heading, to_passport, upload

pytestmark = pytest.mark.xdist_group("browser")
NewUrl = Callable[..., str]
LOOK = "Is every word sharp?"
SLOW = {"offline": False, "latency": 20, "downloadThroughput": 1e7, "uploadThroughput": 100_000}


@pytest.fixture(scope="module")
def watching(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium whose camera sees a passport on a table."""
    view = scenes.scene(scenes.passport()).resize((1280, 960))
    clip = chrome.write_clip(view, tmp_path_factory.mktemp("clip") / "passport.y4m")
    browser = chrome.launch_with_camera(playwright.chromium, clip)
    yield browser
    browser.close()


@pytest.fixture
def scanner(watching: Browser) -> Iterator[Page]:
    """A phone before whose camera the passport lies."""
    context = watching.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def card(tmp_path: Path) -> list[Path]:
    """Photos of the front and the back of a card."""
    paths = [tmp_path / "one.jpg", tmp_path / "two.jpg"]
    for seed, (path, side) in enumerate(zip(paths, scenes.card(), strict=True)):
        path.write_bytes(specimen.photograph(side, seed))
    return paths


def capture_methods(server: Server, url: str) -> list[str]:
    """How the photos of a record were taken, as its partner sees it."""
    record_id = urlsplit(url).path.split("/")[1]
    partner = requests.Session()
    partner.headers["x-api-key"] = KEY
    found = partner.get(f"{server.url}/v1/sessions", params={"record_id": record_id}, timeout=30).json()
    report = partner.get(f"{server.url}/v1/sessions/{found['data'][0]['id']}/report", timeout=30).json()
    return [one["capture_method"] for one in report["evidence"]["documents"]]


def open_camera(page: Page) -> None:
    page.get_by_role("button", name="Use the camera").click()
    expect(page.get_by_role("button", name="Take the photo")).to_be_enabled()


def test_a_good_view_is_taken_by_itself_and_accepted_from_the_camera(
    scanner: Page, new_url: NewUrl, live_server: Server
) -> None:
    to_passport(scanner, new_url())
    open_camera(scanner)
    expect(scanner.get_by_role("heading", name=LOOK)).to_be_focused()
    preview = scanner.get_by_role("img", name="The photo you are about to send")
    assert preview.evaluate("canvas => canvas.getContext('2d').getImageData(600, 450, 1, 1).data[3]") == 255
    scanner.get_by_role("button", name="Use this photo").click()
    expect_heading(scanner, "Now a selfie")
    assert capture_methods(live_server, scanner.url) == ["camera"]


def test_who_turns_that_off_takes_the_photo_by_key_or_by_button(scanner: Page, new_url: NewUrl) -> None:
    to_passport(scanner, new_url())
    scanner.get_by_role("button", name="Use the camera").click()
    scanner.get_by_label("Take the photo automatically when it looks good").uncheck()
    expect(scanner.locator("[data-stage]")).to_have_attribute("data-state", "good")
    expect(scanner.get_by_role("status")).to_have_text("Good. Hold still.")
    scanner.wait_for_timeout(1500)
    heading = scanner.get_by_role("heading", name="Fit the document into the frame")
    heading.press("x")
    heading.press("Enter")
    expect(scanner.get_by_role("heading", name=LOOK)).to_be_focused()
    scanner.get_by_role("button", name="Take another one").click()
    expect(scanner.get_by_role("button", name="Take the photo")).to_be_enabled()
    heading.press(" ")
    expect(scanner.get_by_role("heading", name=LOOK)).to_be_focused()
    scanner.reload()
    scanner.get_by_role("button", name="Use the camera").click()
    expect(scanner.get_by_label("Take the photo automatically when it looks good")).not_to_be_checked()
    scanner.get_by_role("button", name="Take the photo").click()
    expect(scanner.get_by_role("heading", name=LOOK)).to_be_focused()


def test_a_phone_without_a_camera_still_sends_a_file(playwright: Playwright, new_url: NewUrl, photos: Photos) -> None:
    browser = chrome.launch(playwright.chromium, "--use-fake-ui-for-media-stream")
    page = browser.new_context(viewport=PHONE).new_page()
    to_passport(page, new_url())
    page.get_by_role("button", name="Use the camera").click()
    expect(page.get_by_role("status")).to_contain_text("No camera was found.", timeout=20_000)
    upload(page, photos.passport)
    expect_heading(page, "Now a selfie")
    browser.close()


def test_a_photo_outlives_a_broken_connection_and_a_slow_one(phone: Page, new_url: NewUrl, photos: Photos) -> None:
    to_passport(phone, new_url())
    phone.locator("#photo").set_input_files(str(photos.passport))
    phone.route("**/photo/*", lambda route: route.fulfill(status=503))
    phone.get_by_role("button", name="Use this photo").click()
    again = phone.get_by_role("button", name="Send again")
    expect(again).to_be_focused()
    phone.unroute("**/photo/*")
    phone.context.set_offline(True)
    again.click()
    expect(again).to_be_focused()
    expect(phone.get_by_role("status")).to_contain_text("It is still here: send it again.")
    phone.context.set_offline(False)
    slow_down(phone.context, phone)
    again.click()
    expect(phone.get_by_role("progressbar", name="Sent so far")).to_be_visible()
    expect(again).to_be_disabled()
    expect_heading(phone, "Now a selfie", 30_000)


def to_card(page: Page, url: str) -> None:
    agree(page, url)
    page.get_by_role("button", name="Continue").click()
    expect_heading(page, "Front of your identity card")
    expect(page.get_by_role("button", name="Use the camera")).to_be_enabled()


def test_where_no_address_comes_back_the_browser_sends_the_form_itself(
    phone: Page, new_url: NewUrl, photos: Photos
) -> None:
    to_passport(phone, new_url())
    phone.locator("#photo").set_input_files(str(photos.passport))
    phone.route("**/photo/*", lambda route: route.fulfill(body="<p>a page</p>"), times=1)
    phone.get_by_role("button", name="Use this photo").click()
    expect_heading(phone, "Now a selfie")


def slow_down(context: BrowserContext, page: Page) -> None:
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)


def test_both_sides_of_a_card_are_chosen_swapped_and_sent_together(
    phone: Page, new_url: NewUrl, card: list[Path]
) -> None:
    to_card(phone, new_url(document_type="id_card"))
    front, back = card
    phone.locator("#photo").set_input_files([str(back), str(front)])
    expect(phone.get_by_role("img", name="Front of your identity card")).to_be_visible()
    expect(phone.get_by_role("img", name="Back of your identity card")).to_be_visible()
    phone.get_by_role("button", name="Swap front and back").click()
    names = phone.locator("#photo").evaluate("input => [...input.files].map((file) => file.name)")
    assert names == [front.name, back.name]
    phone.get_by_role("button", name="Use these photos").click()
    expect_heading(phone, "Now a selfie")


def test_more_files_than_are_needed_are_left_out_and_it_is_said(
    phone: Page, new_url: NewUrl, card: list[Path], photos: Photos
) -> None:
    to_card(phone, new_url(document_type="id_card"))
    phone.locator("#photo").set_input_files([str(path) for path in (*card, photos.passport)])
    expect(phone.get_by_role("status")).to_have_text("Only as many photos as are needed will be sent.")
    assert phone.locator("#photo").evaluate("input => input.files.length") == 2
