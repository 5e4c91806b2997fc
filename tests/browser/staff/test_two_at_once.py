"""Two at one desk: the slower one is told, the second does not see the first vote, a third settles it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kyc.domain.lifecycle import State
from tests.browser.staff.conftest import Desk, looked_at

pytestmark = pytest.mark.xdist_group("browser")


def consider(page: Page, choice: str, reason: str, code: str) -> None:
    page.get_by_label(choice, exact=True).check()
    page.get_by_label(reason).select_option(code)
    page.get_by_label("Note for colleagues (optional)").fill(f"Because of {code}.")
    page.get_by_role("button", name="Review and confirm").click()


def reject(page: Page) -> None:
    consider(page, "Reject for good", "Reason to reject", "document_not_genuine")
    page.get_by_role("button", name="Reject now").click()


def test_two_see_it_differently_and_a_third_settles_it(desk: Desk) -> None:
    case = desk.waits("Dora Doubt", 40)
    address = f"/staff/cases/{case}"
    with desk.rules(four_eyes=True):
        anna, bert = desk.sit_down("bea@example.org"), desk.sit_down("bert@example.org")
        for page in (anna, bert):
            page.goto(address)
        reject(anna)
        expect(anna.get_by_text("Your vote is kept.")).to_be_visible()
        expect(anna.get_by_text("Needs a second person")).to_be_visible()
        consider(bert, "Approve", "Reason to approve", "other")
        expect(bert.get_by_text("Somebody else was quicker")).to_be_visible()
        expect(bert.get_by_text("What they said is shown once a second person has voted")).to_be_visible()
        expect(bert.get_by_text("Because of document_not_genuine.")).to_have_count(0)
        looked_at(bert, desk, "staff/case.html")
        consider(bert, "Approve", "Reason to approve", "other")
        bert.get_by_role("button", name="Approve now").click()
        carla = desk.sit_down("carla@example.org", "lead")
        carla.goto(address)
        expect(carla.get_by_text("You settle it: what you say now is final.")).to_be_visible()
        expect(carla.get_by_text("Because of document_not_genuine.").first).to_be_visible()
        reject(carla)
        expect(carla.get_by_text("The case is rejected.")).to_be_visible()
    assert desk.state(case) is State.REJECTED
