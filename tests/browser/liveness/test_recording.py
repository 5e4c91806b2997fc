"""While the camera runs: what is said, drawn and sent, more time, and whatever stops it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Photos
from tests.browser.liveness.moves import WITHOUT, at_moves, begin, make_moves, open_camera
from tests.browser.look import check_look
from tests.challenges import face

pytestmark = pytest.mark.xdist_group("browser")
# Every message of the live region with the moment at which it came, and the arrow that was there.
LISTEN = """() => { window.said = []; const live = document.querySelector('[data-live]');
  const note = () => window.said.push([performance.now(), live.textContent,
    document.querySelector('[data-arrow]:not([hidden])')?.dataset.arrow ?? '']);
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


def picture(words: str) -> NDArray[np.uint8]:
    found = cv2.imdecode(np.frombuffer(b64decode(words), np.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    return np.asarray(found, np.uint8)


def assert_calm(asked: Page) -> None:
    """One message at a time, each with its arrow, and the ring full at the end."""
    said = asked.evaluate("window.said")
    arrows = {arrow: words for _, words, arrow in said if arrow and "pictures" not in words}
    assert min(np.diff([moment for moment, _, _ in said])) >= 1490
    assert arrows["left"] == "Turn your head slowly to your left."
    assert arrows["right"] == "Turn your head slowly to your right."
    assert len(arrows) == 4
    assert float(asked.locator("[data-ring]").get_attribute("stroke-dashoffset") or 100) < 10


def test_messages_come_one_at_a_time_and_frames_are_few_small_spread_evenly_and_not_mirrored(asked: Page) -> None:
    asked.evaluate(KEEP)
    open_camera(asked)
    asked.evaluate(LISTEN)
    make_moves(asked)
    assert_calm(asked)
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


def test_more_time_is_given_while_the_moves_are_made(asked: Page) -> None:
    open_camera(asked)
    begin(asked)
    with asked.expect_response("**/extend") as answer:
        asked.get_by_role("button", name="More time").click()
    assert answer.value.json()["capture_seconds"] == 40
    expect(asked.get_by_role("status")).to_contain_text("You have more time now.")
    asked.get_by_role("button", name="Stop").click()
    expect(asked.get_by_role("button", name="Open the camera")).to_be_focused()
    assert asked.locator("video").evaluate("video => video.srcObject.getTracks().every(t => t.readyState === 'ended')")


def test_time_that_could_not_be_given_is_said_and_the_moves_go_on(asked: Page) -> None:
    asked.route("**/extend", lambda route: route.abort())
    open_camera(asked)
    begin(asked)
    asked.get_by_role("button", name="More time").click()
    expect(asked.get_by_role("status")).to_contain_text("More time could not be given.")
    expect(asked.get_by_role("status")).to_contain_text("your left", timeout=30_000)


def test_on_a_low_screen_words_and_picture_are_in_sight_once_the_moves_begin(asked: Page) -> None:
    asked.set_viewport_size({"width": 844, "height": 390})
    open_camera(asked)
    begin(asked)
    expect(asked.get_by_role("status")).to_be_in_viewport(ratio=1)
    expect(asked.locator("[data-stage]")).to_be_in_viewport(ratio=0.95)


def test_a_page_that_is_hidden_stops_the_moves_and_says_so(asked: Page) -> None:
    open_camera(asked)
    begin(asked)
    asked.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(asked.get_by_role("status")).to_have_text("The camera was interrupted. You can start again.")
    expect(asked.get_by_role("button", name=WITHOUT)).to_be_visible()


@pytest.mark.parametrize(("scheme", "direction"), [("light", "rtl"), ("dark", "ltr")])
def test_every_panel_reflows_with_targets_and_contrast(
    watched: Browser, active_url: Callable[..., str], photos: Photos, scheme: str, direction: str
) -> None:
    context = watched.new_context(
        viewport={"width": 320, "height": 640},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page = at_moves(context.new_page(), active_url(), photos)
    page.evaluate(f"document.documentElement.dir = '{direction}'")
    check_look(page)
    open_camera(page)
    check_look(page)
    begin(page)
    expect(page.get_by_role("status")).to_contain_text("your left", timeout=30_000)
    check_look(page)
    assert page.evaluate(SIDE) == "left"
    assert page.locator("[data-arrow=left]").evaluate("arrow => getComputedStyle(arrow).animationName") == "none"
    context.close()
