"""A phone whose camera shows a person, and addresses that ask for moves."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from bench.server import Server
from kyc.demo.client import Client
from tests.browser import chrome
from tests.browser.conftest import FULL_NAME, KEY, PHONE, Photos
from tests.browser.liveness import living
from tests.browser.liveness.living import Person
from tests.browser.liveness.moves import TITLE
from tests.browser.steps import consent, expect_heading


@pytest.fixture(scope="package")
def person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    living.rehearse()
    with Person(tmp_path_factory.mktemp("person") / "person.y4m") as somebody:
        yield somebody


@pytest.fixture(scope="package")
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
def active(partner: Client) -> Callable[..., dict[str, Any]]:
    """A session that asks for moves."""

    def create(**config: int) -> dict[str, Any]:
        person = {"name": FULL_NAME, "document_type": "passport", "document_number": f"T{secrets.token_hex(5)}"}
        wants = {"liveness_type": "active", **config}
        return partner.open_session(applicant={**person, "nationality": "UTO"}, config=wants)

    return create


@pytest.fixture
def active_url(active: Callable[..., dict[str, Any]]) -> Callable[..., str]:
    """The address of such a session."""
    return lambda **config: str(active(**config)["url"])


@pytest.fixture
def asked(mirror: Page, partner: Client, active: Callable[..., dict[str, Any]], photos: Photos) -> Page:
    """At the page that explains the moves; the partner sent the document, which spares three pages."""
    opened = active()
    partner.add_document(opened["id"], photos.passport.read_bytes())
    consent(mirror, opened["url"])
    expect_heading(mirror, TITLE)
    return mirror
