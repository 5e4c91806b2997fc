"""The moves before the camera: followed, not followed, too slow, interrupted, or left out, with the real engines."""

from __future__ import annotations

import secrets
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import closing

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from bench.server import Server
from kyc.demo.client import Client
from tests.browser import chrome, living
from tests.browser.conftest import FULL_NAME, KEY, PHONE, Photos
from tests.browser.living import Person
from tests.browser.steps import PATIENCE_MS, expect_heading, to_passport, upload, upload_plainly
from tests.browser.test_appearance import check_look
from tests.challenges import face

pytestmark = pytest.mark.xdist_group("browser")
MOVES = "Now a selfie with a few head movements"
WITHOUT = "Continue without head movements"
# Every message of the live region with the moment at which it came.
LISTEN = """() => { window.said = []; const live = document.querySelector('[data-live]');
  const note = () => window.said.push([performance.now(), live.textContent]);
  new MutationObserver(note).observe(live, { childList: true }); }"""
# The form of the last request that had one, and what was in it.
KEEP = """() => { const real = window.fetch;
  window.fetch = (url, how) => { if (how?.body) window.form = how.body; return real(url, how); }; }"""
SENT = """async () => { const words = picture => new Promise(done => { const reader = new FileReader();
    reader.onload = () => done(reader.result.split(',')[1]); reader.readAsDataURL(picture); });
  return { times: form.get('frame_times'), method: form.get('capture_method'), still: await words(form.get('file')),
    frames: await Promise.all(form.getAll('frames[]').map(words)) }; }"""
# On which side of the picture the visible arrow is drawn.
SIDE = """() => { const middle = e => { const box = e.getBoundingClientRect(); return box.x + box.width / 2; };
  const [arrow, stage] = ['[data-arrow]:not([hidden])', '[data-stage]'].map(one => document.querySelector(one));
  return middle(arrow) < middle(stage) ? 'left' : 'right'; }"""


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    living.rehearse()
    with Person(tmp_path_factory.mktemp("person") / "person.y4m") as somebody:
        yield somebody


@pytest.fixture(scope="module")
def watched(playwright: Playwright, person: Person) -> Iterator[Browser]:
    """A Chromium whose camera shows the person."""
    with closing(chrome.launch_with_camera(playwright.chromium, person.clip)) as running:
        yield running


@pytest.fixture
def mirror(watched: Browser) -> Iterator[Page]:
    """The person's phone; the test fails if a page complains (a broken policy shows there)."""
    context = watched.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page, complaints = context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Policy" in said.text else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def partner(live_server: Server) -> Client:
    return Client(live_server.url, KEY)


@pytest.fixture
def active_url(partner: Client) -> Callable[..., str]:
    """The address of a session that asks for moves."""

    def create(**config: int) -> str:
        person = {"name": FULL_NAME, "document_type": "passport", "document_number": f"T{secrets.token_hex(5)}"}
        opened = partner.open_session(
            applicant={**person, "nationality": "UTO"}, config={"liveness_type": "active", **config}
        )
        return str(opened["url"])

    return create


@pytest.fixture
def asked(mirror: Page, active_url: Callable[..., str], photos: Photos) -> Page:
    """At the page that explains the moves."""
    return at_moves(mirror, active_url(), photos)


def at_moves(page: Page, url: str, photos: Photos) -> Page:
    to_passport(page, url)
    upload(page, photos.passport)
    expect_heading(page, MOVES)
    return page


def open_camera(page: Page) -> None:
    page.get_by_role("button", name="Open the camera").click()
    expect(page.get_by_role("button", name="Start the movements")).to_be_enabled()


def make_moves(page: Page, person: Person | None = None) -> None:
    """With a person who does what is asked, or before a photograph that hangs there."""
    page.get_by_role("button", name="Start the movements").click()
    if person:
        person.follow(page)
    expect(page.locator("[data-liveness]")).not_to_have_attribute("data-panel", "camera", timeout=60_000)


def picture(words: str) -> NDArray[np.uint8]:
    found = cv2.imdecode(np.frombuffer(b64decode(words), np.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    return np.asarray(found, np.uint8)


def test_who_follows_the_words_goes_on_and_is_verified(
    mirror: Page, person: Person, partner: Client, photos: Photos
) -> None:
    document = {"name": FULL_NAME, "document_type": "passport", "document_number": "K4471902", "nationality": "UTO"}
    session = partner.open_session(applicant=document, config={"liveness_type": "active"})
    at_moves(mirror, session["url"], photos)
    open_camera(mirror)
    make_moves(mirror, person)
    expect(mirror.get_by_role("heading", name="You can go on")).to_be_focused(timeout=PATIENCE_MS)
    expect(mirror.get_by_text("Thank you, that worked.")).to_be_visible()
    mirror.get_by_role("link", name="Continue").click()
    expect_heading(mirror, "Ready to send?")
    mirror.get_by_role("button", name="Send for checking").click()
    expect_heading(mirror, "You are verified", PATIENCE_MS)


def test_a_photograph_is_told_what_was_not_seen_and_offered_another_go(asked: Page) -> None:
    open_camera(asked)
    make_moves(asked)
    expect(asked.get_by_role("heading", name="Let’s try that again")).to_be_focused(timeout=PATIENCE_MS)
    expect(asked.get_by_text("We could not see all the moves.")).to_be_visible()
    expect(asked.get_by_text("You can try 2 more times.")).to_be_visible()
    check_look(asked)
    asked.get_by_role("button", name="Try again with more time").click()
    expect(asked.get_by_label("Give me twice the time for each movement")).to_be_checked()
    expect(asked.get_by_role("button", name="Start the movements")).to_be_enabled()
    asked.get_by_role("button", name="Go back").click()
    asked.get_by_role("button", name=WITHOUT).click()
    expect_heading(asked, "Ready to send?")  # the straight look was kept as the selfie


def test_frames_are_few_small_spread_evenly_and_not_mirrored(asked: Page) -> None:
    asked.evaluate(KEEP)
    open_camera(asked)
    make_moves(asked)
    sent = asked.evaluate(SENT)
    times = [int(word) for word in sent["times"].split(",")]
    gaps = np.diff(times)
    frames = [picture(frame) for frame in sent["frames"]]
    assert 8 <= len(frames) == len(times) <= 15
    assert times[-1] - times[0] < 20_000
    assert gaps.min() > 0.5 * np.median(gaps)
    assert all(max(frame.shape) <= 720 for frame in frames)
    assert sent["method"] == "camera"
    shown = cv2.resize(face(), frames[0].shape[1::-1])
    for seen in (frames[0], picture(sent["still"])):
        assert cv2.norm(seen, shown) < cv2.norm(seen, cv2.flip(shown, 1)) / 2


def test_messages_come_one_at_a_time_with_an_arrow_for_each(asked: Page) -> None:
    open_camera(asked)
    asked.evaluate(LISTEN)
    asked.get_by_role("button", name="Start the movements").click()
    for side in ("left", "right"):
        expect(asked.get_by_role("status")).to_contain_text(f"your {side}", timeout=30_000)
        expect(asked.locator(f"[data-arrow={side}]")).to_be_visible()
    said = asked.evaluate("window.said")
    moments = [moment for moment, _ in said]
    assert min(np.diff(moments)) >= 1490
    assert float(asked.locator("[data-ring]").get_attribute("stroke-dashoffset") or 100) < 100


def test_more_time_is_given_while_the_moves_are_made(asked: Page) -> None:
    open_camera(asked)
    asked.get_by_role("button", name="Start the movements").click()
    with asked.expect_response("**/extend") as answer:
        asked.get_by_role("button", name="More time").click()
    assert answer.value.json()["capture_seconds"] == 40
    expect(asked.get_by_role("status")).to_contain_text("You have more time now.")
    asked.get_by_role("button", name="Stop").click()
    expect(asked.get_by_role("button", name="Open the camera")).to_be_focused()
    assert asked.locator("video").evaluate("video => video.srcObject.getTracks().every(t => t.readyState === 'ended')")


def test_a_lost_connection_is_survived_without_making_the_moves_again(asked: Page) -> None:
    tries: list[str] = []

    def lose_first(route: Route) -> None:
        tries.append(route.request.url)
        route.abort() if len(tries) == 1 else route.continue_()

    asked.route("**/frames", lose_first)
    open_camera(asked)
    make_moves(asked)
    expect(asked.get_by_role("heading", name="Let’s try that again")).to_be_visible(timeout=PATIENCE_MS)
    assert len(tries) == 2


def test_a_page_that_is_hidden_stops_the_moves_and_says_so(asked: Page) -> None:
    open_camera(asked)
    asked.get_by_role("button", name="Start the movements").click()
    asked.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(asked.get_by_role("status")).to_have_text("The camera was interrupted. You can start again.")
    expect(asked.get_by_role("button", name=WITHOUT)).to_be_visible()


def test_after_the_last_try_there_is_still_a_way_on(
    mirror: Page, active_url: Callable[..., str], photos: Photos
) -> None:
    at_moves(mirror, active_url(max_retries=1), photos)
    open_camera(mirror)
    make_moves(mirror)
    expect(mirror.get_by_role("heading", name="You can go on")).to_be_focused(timeout=PATIENCE_MS)
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
    expect_heading(plain_phone, MOVES)
    expect(plain_phone.get_by_role("button", name="Open the camera")).to_be_hidden()
    expect(plain_phone.get_by_text("This browser cannot use a camera on this page.")).to_be_visible()
    plain_phone.get_by_role("button", name=WITHOUT).click()
    expect_heading(plain_phone, "Now a selfie")
    upload_plainly(plain_phone, photos.selfie)
    plain_phone.get_by_role("button", name="Send for checking").click()
    expect_heading(plain_phone, "A person is taking a look", PATIENCE_MS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_every_panel_reflows_with_targets_and_contrast(
    watched: Browser, active_url: Callable[..., str], photos: Photos, scheme: str, direction: str
) -> None:
    context = watched.new_context(
        viewport={"width": 320, "height": 640},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = at_moves(context.new_page(), active_url(), photos)
    page.evaluate(f"document.documentElement.dir = '{direction}'")
    check_look(page)
    open_camera(page)
    check_look(page)
    page.get_by_role("button", name="Start the movements").click()
    expect(page.get_by_role("status")).to_contain_text("your left", timeout=30_000)
    check_look(page)
    assert page.evaluate(SIDE) == "left"
    assert page.locator("[data-arrow=left]").evaluate("arrow => getComputedStyle(arrow).animationName") == "none"
    context.close()
