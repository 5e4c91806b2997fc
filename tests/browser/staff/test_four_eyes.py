"""Two at one desk: the one who is slower is told, the second does not see the first vote, a third settles it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.domain.lifecycle import State
from kyc.domain.review_rules import ReviewRules
from kyc.models import Verification
from tests.api.staff.people import colleague
from tests.browser import look
from tests.browser.staff.conftest import Site, sign_in
from tests.browser.staff.test_reviewing import open_first_case

pytestmark = pytest.mark.xdist_group("browser")
Desk = Callable[[str, str], Page]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"login_limit": "1000/minute"})


@pytest.fixture
def desk(desktop: Browser, app: Flask, site: Site, session: Session) -> Iterator[Desk]:
    """The browser of one more person of this role, signed in; the policy asks for two people."""
    tools = app.config["TOOLS"]
    tools.policy = replace(tools.policy, review=ReviewRules(frozenset({"approved", "rejected"})))
    opened = []

    def sit_down(email: str, role: str) -> Page:
        context = desktop.new_context(viewport={"width": 1280, "height": 900})
        opened.append(context)
        page = context.new_page()
        sign_in(page, replace(site, person=colleague(app, session, role, email)))
        return page

    yield sit_down
    for context in opened:
        context.close()


def consider(page: Page, choice: str, reason: str, code: str) -> None:
    page.get_by_label(choice, exact=True).check()
    page.get_by_label(reason).select_option(code)
    page.get_by_label("Note for colleagues").fill(f"Because of {code}.")
    page.get_by_role("button", name="Read it once more").click()


def reject(page: Page) -> None:
    consider(page, "Reject for good", "Reason to reject", "document_not_genuine")
    page.get_by_role("button", name="Reject now").click()


def consider_approval(page: Page) -> None:
    consider(page, "Approve", "Reason to approve", "other")


def looked_at(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        look.check_look(page, "axe", "overflow")
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{scheme}.png", full_page=True)


def test_two_see_it_differently_and_a_third_settles_it(
    signed_in: Page, site: Site, desk: Desk, session: Session
) -> None:
    bert = desk("bert@example.org", "reviewer")
    for page in (signed_in, bert):
        open_first_case(page)
    reject(signed_in)
    expect(signed_in.get_by_text("Your vote is kept.")).to_be_visible()
    expect(signed_in.get_by_text("Needs a second person")).to_be_visible()
    consider_approval(bert)
    expect(bert.get_by_text("Somebody else was quicker")).to_be_visible()
    expect(bert.get_by_text("What they said is shown once a second person has voted")).to_be_visible()
    expect(bert.get_by_text("Because of document_not_genuine.")).to_have_count(0)
    looked_at(bert, "second")
    consider_approval(bert)
    bert.get_by_role("button", name="Approve now").click()
    carla = desk("carla@example.org", "lead")
    open_first_case(carla)
    expect(carla.get_by_text("You settle it: what you say now is final.")).to_be_visible()
    expect(carla.get_by_text("Because of document_not_genuine.").first).to_be_visible()
    looked_at(carla, "third")
    reject(carla)
    expect(carla.get_by_text("The case is rejected.")).to_be_visible()
    session.rollback()
    assert session.get_one(Verification, site.cases[0].id).state is State.REJECTED
