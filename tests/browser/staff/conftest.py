"""The staff's pages in a real browser: the application on a port of its own, with two cases that wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from bench.server import free_port
from kyc.domain import ids
from kyc.models import LivenessChallenge, Profile, Verification, transaction, utcnow
from tests import make
from tests.api.staff.people import Person, colleague
from tests.browser import chrome
from tests.unit.adapters.images.pictures import noise, saved


@dataclass(frozen=True)
class Site:
    """Where the pages are, who may sign in, and the cases in the order of the queue."""

    url: str
    person: Person
    cases: tuple[Verification, Verification]


@pytest.fixture(scope="session")
def desktop(playwright: Playwright) -> Iterator[Browser]:
    running = chrome.launch(playwright.chromium)
    yield running
    running.close()


@pytest.fixture
def site(app: Flask, session: Session) -> Iterator[Site]:
    """Served by threads of this process; nothing here needs a worker."""
    person = colleague(app, session)
    cases = (waits(app, session, "Adam Elder", 30), waits(app, session, "Zoe Young", 1))
    turns(app, session, cases[0])
    session.close()
    server = make_server("127.0.0.1", free_port(), app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.port}/staff/", person, cases)
    server.shutdown()
    thread.join()


def waits(app: Flask, session: Session, name: str, hours: float) -> Verification:
    with transaction(session):
        made = make.in_review(session)
        session.get_one(Profile, made.profile_id).name = name
        made.extracted, made.submitted_at = None, utcnow() - timedelta(hours=hours)
    for blob in (f"document/page-{made.id}", f"document/selfie-{made.id}"):
        app.config["TOOLS"].blobs.put(blob, saved(noise(320, 240), "JPEG"))
    return made


def turns(app: Flask, session: Session, verification: Verification) -> None:
    """The head movements of a case: the first of three was seen, in eight small frames."""
    frames = [{"t_ms": 900 * at, "sha256": "s", "kept": "k", "blob": f"frame/{at}"} for at in range(8)]
    for frame in frames:
        app.config["TOOLS"].blobs.put(str(frame["blob"]), saved(noise(120, 160), "JPEG"))
    with transaction(session):
        verification.liveness_type = "active"
        session.add(
            LivenessChallenge(
                id=ids.token("chal"),
                verification_id=verification.id,
                number=1,
                nonce_digest="-",
                moves=["left", "closer", "right"],
                capture_s=20.0,
                received_at=utcnow(),
                frames=frames,
                seen_ms=[1800],
                reason="moves_not_followed",
            )
        )


def sign_in(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.get_by_label("E-mail address").fill(site.person.email)
    page.get_by_label("Password").fill(site.person.password)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Six-digit code").fill(site.person.code())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


@pytest.fixture
def signed_in(desktop: Browser, site: Site) -> Iterator[Page]:
    """A reviewer's page with script; the test fails if the browser complains about the policy."""
    context: BrowserContext = desktop.new_context(viewport={"width": 1280, "height": 900})
    page, complaints = context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    sign_in(page, site)
    yield page
    context.close()
    assert complaints == []
