"""The page of a case by mouse, by finger, by shortcuts that can be turned off, and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from kyc.domain.lifecycle import State
from kyc.models import ViewLog
from tests.browser.staff.conftest import Desk, turns

pytestmark = pytest.mark.xdist_group("browser")


def openings(desk: Desk, case: str) -> int:
    """How often an image of a case was opened."""
    with desk.writing() as session:
        return session.scalar(select(func.count()).select_from(ViewLog).filter_by(verification_id=case)) or 0


def drag(page: Page, frame: Locator, x: int, y: int) -> None:
    box = frame.bounding_box()
    assert box
    page.mouse.move(box["x"] + 150, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 150 + x, box["y"] + 150 + y, steps=3)
    page.mouse.up()


def lies(frame: Locator) -> list[float]:
    """How large the picture is, and how far it was moved."""
    read = "frame => ['--zoom', '--x', '--y'].map((name) => Number(frame.style.getPropertyValue(name)))"
    return [round(number, 2) for number in frame.evaluate(read)]


def test_pictures_are_moved_together_or_one_by_one_and_opened_once(desk: Desk) -> None:
    case = desk.waits("Vera View", 9)
    turns(desk, case)
    page = desk.sit_down("bea@example.org", has_touch=True)
    page.goto(f"/staff/cases/{case}")
    page.wait_for_load_state("networkidle")
    before, (one, other) = openings(desk, case), page.locator("[data-viewer] .view").all()
    page.get_by_role("button", name="Larger").first.click()
    drag(page, one, 30, 0)
    assert lies(one) == lies(other) != [1.5, 0, 0]
    page.get_by_role("button", name="Move together").click()
    other.tap()
    assert lies(other)[0] == 3
    assert lies(one)[0] == 1.5
    expect(page.locator(".view.chosen")).to_have_attribute("data-view", "Selfie")
    page.get_by_role("link", name="Frame 3 of 8, 1.8 s, Turn left, open in full size").click()
    expect(page.get_by_role("dialog")).to_contain_text("Frame 3 of 8")
    page.keyboard.press("Escape")
    page.wait_for_load_state("networkidle")
    assert openings(desk, case) == before  # what is on the page is not fetched again
    for _ in range(2):
        page.get_by_role("link", name="Selfie, open in full size").click()
        expect(page.locator(".whole-window img")).to_have_js_property("naturalWidth", 320)
        page.get_by_role("button", name="Close").click()
    assert openings(desk, case) == before + 1


def test_only_the_reasons_of_the_choice_are_shown_and_keys_can_be_switched_off(desk: Desk) -> None:
    case = desk.waits("Kay Keys", 8)
    page = desk.sit_down("bea@example.org")
    page.goto(f"/staff/cases/{case}")
    approval, rejection = page.get_by_label("Reason to approve"), page.get_by_label("Reason to reject")
    expect(approval).to_be_hidden()
    expect(rejection).to_be_hidden()
    page.get_by_label("Reject for good").check()
    expect(rejection).to_be_visible()
    page.keyboard.press("a")
    expect(approval).to_be_focused()
    expect(rejection).to_be_hidden()
    page.keyboard.press("x")  # a letter in a field is a letter
    expect(approval).to_be_focused()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Ask again for named items")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Turn shortcuts off").click()
    page.reload()
    page.get_by_role("button", name="Turn shortcuts on").focus()
    page.keyboard.press("a")
    expect(approval).to_be_hidden()


def test_a_case_is_decided_without_script(desk: Desk) -> None:
    case = desk.waits("Nora Noscript", 7)
    page = desk.sit_down("bea@example.org", java_script_enabled=False)
    page.goto(f"/staff/cases/{case}")
    expect(page.get_by_role("button", name="Larger")).to_have_count(0)
    expect(page.get_by_role("link", name="Selfie, open in full size")).to_be_visible()
    page.get_by_label("Reject, another try is possible").check()
    page.get_by_role("button", name="Review and confirm").click()
    expect(page.get_by_text("Not complete yet")).to_be_visible()
    page.get_by_label("Reason to reject").select_option("image_blurry")
    page.get_by_role("button", name="Review and confirm").click()
    expect(page.get_by_text("Hold the phone still")).to_be_visible()
    page.get_by_role("button", name="Reject now").click()
    expect(page.get_by_text("The case is rejected.")).to_be_visible()
    assert desk.state(case) is State.REJECTED
