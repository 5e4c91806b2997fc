"""The page that follows the check: ticks lines, says when the connection is lost, moves on by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from bench.server import Server
from tests.browser.conftest import Photos
from tests.browser.steps import PATIENCE_MS, expect_heading, to_passport, upload

pytestmark = pytest.mark.xdist_group("browser")
NewUrl = Callable[..., str]


@pytest.fixture(scope="module")
def idle_worker(live_server: Server) -> Iterator[Server]:
    """The worker is away, so that the pages have to wait."""
    live_server.end("worker-1")
    yield live_server
    if "worker-1" not in live_server.processes:
        live_server.start("worker-1")


@pytest.fixture(scope="module")
def sent() -> dict[str, Any]:
    """What the phone keeps that has sent everything, and the page it is on."""
    return {}


@pytest.fixture
def waiting(phone: Page, idle_worker: Server, new_url: NewUrl, photos: Photos, sent: dict[str, Any]) -> Page:
    """A phone on the progress page; all of them are that of one person, who was asked only once."""
    if sent:
        phone.context.add_cookies(sent["cookies"])
        phone.goto(sent["url"])
    else:
        to_passport(phone, new_url())
        upload(phone, photos.passport)
        upload(phone, photos.selfie)
        phone.get_by_role("button", name="Send for checking").click()
    expect_heading(phone, "We are checking")
    sent.update(url=phone.url, cookies=phone.context.cookies())
    return phone


def test_lines_are_ticked_without_a_reload(waiting: Page) -> None:
    def answer(route: Route) -> None:
        news = {"state": "waiting", "done": ["received", "document_read", "document_checked"], "next": "/"}
        route.fulfill(body=json.dumps(news), headers={"content-type": "application/json", "etag": '"x"'})

    waiting.route("**/status", answer)
    line = waiting.locator('[data-line="document_checked"]')
    expect(line).to_have_attribute("data-done", "yes")
    expect(line).to_contain_text("done")
    expect(waiting.get_by_role("status")).to_have_text("3 of 5 steps done.")


def test_a_lost_connection_is_said_and_survived(waiting: Page) -> None:
    waiting.context.set_offline(True)
    expect(waiting.get_by_role("status")).to_contain_text("The connection was lost.")
    waiting.context.set_offline(False)
    expect(waiting.get_by_role("status")).to_have_text("1 of 5 steps done.", timeout=20_000)


def test_polling_asks_with_the_etag_and_gets_nothing_new(waiting: Page) -> None:
    with waiting.expect_response(lambda got: got.url.endswith("/status") and got.status == 304, timeout=20_000) as got:
        pass
    assert got.value.request.headers["if-none-match"]


def test_a_hidden_page_asks_nothing(waiting: Page) -> None:
    expect(waiting.get_by_role("status")).to_have_text("1 of 5 steps done.")
    waiting.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    asked: list[str] = []
    waiting.on("request", lambda request: asked.append(request.url))
    waiting.wait_for_timeout(5000)
    assert asked == []
    waiting.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    expect(waiting.get_by_role("status")).to_be_visible()
    waiting.wait_for_timeout(500)
    assert len(asked) >= 1


def test_news_can_be_asked_for_by_hand(waiting: Page) -> None:
    waiting.get_by_role("link", name="Check for news now").click()
    expect_heading(waiting, "We are checking")


def test_the_page_waits_and_moves_on_when_the_worker_is_back(waiting: Page, idle_worker: Server) -> None:
    """The last: whoever waits is then answered."""
    expect(waiting.get_by_role("status")).to_have_text("1 of 5 steps done.")
    idle_worker.start("worker-1")
    expect_heading(waiting, "A person is taking a look", PATIENCE_MS)
