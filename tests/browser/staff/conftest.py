"""One desk for all of these tests: the application on a port of its own, its people, and cases that wait."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, template_rendered
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, StorageState, ViewportSize, expect
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from bench.server import free_port
from kyc.app import create_app
from kyc.config import load
from kyc.domain import ids
from kyc.domain.lifecycle import State
from kyc.domain.review_rules import ReviewRules
from kyc.models import LivenessChallenge, Profile, Verification, db, transaction, utcnow
from tests import make
from tests.api.staff.people import Person, colleague
from tests.browser import chrome, look
from tests.databases import Database
from tests.unit.adapters.images.pictures import noise, saved

WIDE = ViewportSize(width=1280, height=900)


@dataclass
class Desk:
    """Where the pages are; `complaints` is what browsers said against the policy, `shown` the last page's template."""

    app: Flask
    url: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    shown: str = ""
    open: list[BrowserContext] = field(default_factory=list)
    known: dict[str, StorageState] = field(default_factory=dict)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.app.app_context(), transaction(db.session()) as session:
            yield session

    def waits(self, name: str, hours: float) -> str:
        """The id of a case of this person's that has waited for so long, with two pictures."""
        with self.writing() as session:
            made = make.in_review(session)
            session.get_one(Profile, made.profile_id).name = name
            made.extracted, made.submitted_at = None, utcnow() - timedelta(hours=hours)
            for blob in (f"document/page-{made.id}", f"document/selfie-{made.id}"):
                self.app.config["TOOLS"].blobs.put(blob, saved(noise(320, 240), "JPEG"))
            return str(made.id)

    def state(self, case: str) -> State:
        with self.writing() as session:
            return session.get_one(Verification, case).state

    def person(self, email: str, role: str = "reviewer") -> Person:
        with self.app.app_context():
            return colleague(self.app, db.session(), role, email)

    def sit_down(self, email: str, role: str = "reviewer", **wants: Any) -> Page:
        """A browser of a member of the staff; who has signed in before still is."""
        page = self.page(**{"storage_state": self.known.get(email), **wants})
        if email not in self.known:
            sign_in(page, self, self.person(email, role))
            self.known[email] = page.context.storage_state()
        return page

    def page(self, **wants: Any) -> Page:
        """A browser of somebody's."""
        wants = {"viewport": WIDE, "base_url": self.url, "reduced_motion": "reduce", **wants}
        context = self.browser.new_context(**wants)
        self.open.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if "Security Policy" in said.text else None)
        return page

    @contextmanager
    def rules(self, undo_seconds: int = 0, four_eyes: bool = False) -> Iterator[None]:
        """What holds at the desk meanwhile."""
        tools, settings = self.app.config["TOOLS"], self.app.config["SETTINGS"]
        policy = tools.policy
        asked = frozenset({"approved", "rejected"}) if four_eyes else frozenset[str]()
        tools.policy = replace(policy, review=ReviewRules(asked))
        self.app.config["SETTINGS"] = settings.model_copy(update={"undo_seconds": undo_seconds})
        yield
        tools.policy, self.app.config["SETTINGS"] = policy, settings


@pytest.fixture(scope="session")
def everybody(playwright: Playwright, database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Served by threads of this process; nothing here needs a worker."""
    port, folder = free_port(), tmp_path_factory.mktemp("desk")
    address = f"http://127.0.0.1:{port}"
    options = {"instance_dir": folder, "database_url": database.copy(), "public_base_url": address}
    app = create_app(load(_env_file=None, login_limit="1000/minute", **options))
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    browser = chrome.launch(playwright.chromium)
    made = Desk(app, address, browser)

    def note(sender: Flask, template: Any, **words: Any) -> None:
        made.shown = str(template.name)

    with template_rendered.connected_to(note, app):
        yield made
    browser.close()
    server.shutdown()
    thread.join()


@pytest.fixture
def desk(everybody: Desk) -> Iterator[Desk]:
    """The desk with nobody at it; the test fails if a browser complains about the policy."""
    everybody.complaints.clear()
    with everybody.rules():
        yield everybody
    while everybody.open:
        everybody.open.pop().close()
    assert everybody.complaints == []


def turns(desk: Desk, case: str) -> None:
    """The head movements of a case: the first of three was seen, in eight small frames."""
    frames = [{"t_ms": 900 * at, "sha256": "s", "kept": "k", "blob": f"frame/{at}"} for at in range(8)]
    for frame in frames:
        desk.app.config["TOOLS"].blobs.put(str(frame["blob"]), saved(noise(120, 160), "JPEG"))
    with desk.writing() as session:
        session.get_one(Verification, case).liveness_type = "active"
        session.add(
            LivenessChallenge(
                id=ids.token("chal"),
                verification_id=case,
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


def sign_in(page: Page, desk: Desk, person: Person, at: Callable[[Page], None] = lambda page: None) -> None:
    """Password and code; `at` is called at either page before it is answered."""
    page.goto("/staff/")
    at(page)
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(person.password)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Six-digit code")).to_be_visible()
    at(page)
    page.get_by_label("Six-digit code").fill(person.code())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def looked_at(page: Page, desk: Desk, template: str) -> None:
    """No rule of accessibility is broken in either theme, and a window of 320 pixels is wide enough.

    Of axe's rules the one for contrast alone asks for colours: what the others say holds for both themes.
    """
    page.wait_for_load_state("networkidle")
    assert desk.shown == template
    wrong, name = list[str](), template.split("/")[1]
    page.evaluate(look.LOOKS.read_text() + look.axe_core())
    for scheme, rules in (("light", "axe"), ("dark", "contrast")):
        page.emulate_media(**look.SCHEMES[scheme])
        wrong += look.look(page, rules)
        photograph(page, f"{name}-{scheme}")
    page.set_viewport_size({"width": 320, "height": 800})
    wrong += look.look(page, "wide", "small")
    photograph(page, f"{name}-320")
    page.set_viewport_size(WIDE)
    assert not wrong, wrong


def photograph(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True, animations="disabled")
