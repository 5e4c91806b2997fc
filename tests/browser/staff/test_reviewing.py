"""A reviewer's day in a browser: with keys and without script, wide and narrow, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from kyc.domain.lifecycle import State
from kyc.models import Verification
from tests.browser import look
from tests.browser.staff.conftest import Site, sign_in

pytestmark = pytest.mark.xdist_group("browser")


def check_look(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    look.check_look(page, "wide", "small", "contrast")


def open_first_case(page: Page) -> None:
    page.get_by_role("link", name="Adam Elder").click()
    expect(page.get_by_role("heading", name="Adam Elder")).to_be_visible()


def reject(page: Page) -> None:
    page.get_by_label("Reject, another try is possible").check()
    page.get_by_label("Reason to reject").select_option("image_blurry")
    page.get_by_label("Note for colleagues").fill("The zone cannot be read.")
    page.get_by_role("button", name="Read it once more").click()
    expect(page.get_by_role("heading", name="Reject Adam Elder?")).to_be_visible()
    expect(page.get_by_text("Hold the phone still")).to_be_visible()
    page.get_by_role("button", name="Reject now").click()
    expect(page.get_by_text("The case is rejected.")).to_be_visible()


def state(session: Session, site: Site) -> State:
    session.rollback()
    session.expire_all()
    return session.get_one(Verification, site.cases[0].id).state


def test_a_case_is_decided_from_the_queue_to_the_webhook(signed_in: Page, site: Site, session: Session) -> None:
    open_first_case(signed_in)
    for image in signed_in.locator(".picture img").all():
        expect(image).to_have_js_property("naturalWidth", 320)
    reject(signed_in)
    expect(signed_in.get_by_role("link", name="Adam Elder")).to_have_count(0)
    assert state(session, site) is State.REJECTED


def test_a_case_is_decided_without_script(desktop: Browser, site: Site, session: Session) -> None:
    context = desktop.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site)
    open_first_case(page)
    reject(page)
    context.close()
    assert state(session, site) is State.REJECTED


def test_only_the_reasons_of_the_choice_are_shown(signed_in: Page) -> None:
    open_first_case(signed_in)
    approval, rejection = signed_in.get_by_label("Reason to approve"), signed_in.get_by_label("Reason to reject")
    expect(approval).to_be_hidden()
    expect(rejection).to_be_hidden()
    signed_in.get_by_label("Approve", exact=True).check()
    expect(approval).to_be_visible()
    expect(rejection).to_be_hidden()
    signed_in.get_by_label("Reject for good").check()
    expect(approval).to_be_hidden()
    expect(rejection).to_be_visible()


def test_keys_move_through_the_queue_and_can_be_switched_off(signed_in: Page) -> None:
    expect(signed_in.get_by_role("button", name="Switch keys off")).to_be_visible()
    signed_in.keyboard.press("j")
    expect(signed_in.get_by_role("link", name="Adam Elder")).to_be_focused()
    signed_in.keyboard.press("j")
    expect(signed_in.get_by_role("link", name="Zoe Young")).to_be_focused()
    signed_in.keyboard.press("k")
    expect(signed_in.get_by_role("link", name="Adam Elder")).to_be_focused()
    signed_in.get_by_role("button", name="Switch keys off").click()
    signed_in.keyboard.press("j")
    expect(signed_in.get_by_role("button", name="Switch keys on")).to_be_focused()


def test_an_image_grows_in_its_place_and_shrinks_again(signed_in: Page) -> None:
    open_first_case(signed_in)
    figure = signed_in.locator(".picture").first
    figure.get_by_role("link").click()
    expect(figure).to_have_class("picture wide large")
    figure.get_by_role("link").click()
    expect(figure).to_have_class("picture wide")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_reflow_with_targets_and_contrast(desktop: Browser, site: Site, width: int, scheme: str) -> None:
    context = desktop.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site.url)
    check_look(page)
    sign_in(page, site)
    check_look(page)
    open_first_case(page)
    page.get_by_label("Reject for good").check()
    page.get_by_role("link", name="Frame 3 of 8, 1.8 s, Turn left").click()
    check_look(page)
    page.get_by_role("button", name="Read it once more").click()
    expect(page.get_by_text("Not complete yet")).to_be_visible()
    check_look(page)
    page.get_by_label("Reason to reject").select_option("document_not_genuine")
    page.get_by_role("button", name="Read it once more").click()
    expect(page.get_by_role("button", name="Reject now")).to_be_visible()
    check_look(page)
    context.close()
