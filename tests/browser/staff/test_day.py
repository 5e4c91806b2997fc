"""A day at the desk, by keyboard alone: taken, decided, taken back, decided again, asked for, and come back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kyc.domain.lifecycle import State, Step
from kyc.models import Profile, utcnow
from kyc.services.examining import reexamination
from kyc.services.examining.reexamination import Reexamination
from kyc.services.verification import verifications
from tests import make
from tests.api.hosted.applicant import sharp
from tests.browser.look import hold
from tests.browser.staff.conftest import Desk, looked_at, sign_in, turns
from tests.browser.steps import expect_heading, upload
from tests.screens.gallery import cookies_of
from tests.screens.guest import Guest, opened

pytestmark = pytest.mark.xdist_group("browser")


def press(page: Page, *keys: str) -> None:
    expect(page.locator("[data-keys]")).to_be_visible()  # the scripts are there
    for key in keys:
        page.keyboard.press(key)


def write(page: Page, words: str) -> None:
    page.keyboard.type(words)


def takes_the_next_case(page: Page, name: str) -> None:
    press(page, "n")
    expect_heading(page, name)
    expect(page.get_by_text("You have this case in hand until")).to_be_visible()


def looks_closely(page: Page) -> None:
    """The faces get larger and turn together, by keys of theirs alone."""
    told = page.locator("[data-viewer]").first.locator("output")
    press(page, "v", "+", "+", "ArrowRight", "]", "c")
    expect(told).to_have_text("225 %, turned 90°, contrast 1 of 3")
    press(page, "0")
    expect(told).to_have_text("100 %")


def considers_rejecting(page: Page) -> None:
    press(page, "x")
    expect(page.get_by_label("Reason to reject")).to_be_focused()
    write(page, "Blurred")
    press(page, "Tab")
    write(page, "Not to be read, whatever the light.")
    press(page, "Control+Enter")
    expect_heading(page, "Reject Adam Elder?")


def confirms(page: Page) -> None:
    press(page, "y")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def takes_it_back(page: Page) -> None:
    press(page, "u")
    expect(page.get_by_text("Your decision was taken back before anybody was told.")).to_be_visible()
    expect_heading(page, "Adam Elder")


def asks_again(page: Page, desk: Desk) -> None:
    """For the first photo of the list, and the first reason."""
    press(page, "q", "Space")
    page.locator("#ask-reasons-1").focus()
    press(page, "Space", "Control+Enter")
    expect(page.get_by_role("button", name="Ask now")).to_be_visible()
    looked_at(page, desk, "staff/ask.html")
    press(page, "y")
    expect(page.get_by_text("The applicant is asked for new photos")).to_be_visible()


def sends_a_new_photo(desk: Desk, guest: Guest, photo: Path) -> None:
    """The applicant's phone, which had sent everything before."""
    phone = desk.page(viewport={"width": 390, "height": 844})
    hold(phone, cookies_of(guest))
    phone.goto(f"/{guest.record_id}")
    expect_heading(phone, "One more photo, please")
    phone.get_by_role("link", name="Continue").click()
    upload(phone, photo)
    phone.get_by_role("button", name="Send for checking").click()
    expect_heading(phone, "A person is taking a look")


def examined(desk: Desk, case: str) -> None:
    """What the worker does with a photo that came."""
    with desk.writing() as session:
        reexamination.conclude_again(session, case, Reexamination(1), make.examination())


def guest_who_waits(desk: Desk) -> Guest:
    """An applicant with a phone, whose case waits since a day."""
    guest = Guest(desk.app)
    guest.submit(Step.BEGIN, Step.REFER)
    with guest.verification() as made:
        made.submitted_at = utcnow() - timedelta(hours=24)
        opened(made).get_one(Profile, made.profile_id).name = "Grace Guest"
    return guest


def test_a_day_at_the_desk_by_keyboard_alone(desk: Desk, tmp_path: Path) -> None:
    elder, guest, young = desk.waits("Adam Elder", 30), guest_who_waits(desk), desk.waits("Zoe Young", 1)
    turns(desk, elder)
    page, photo = desk.page(), tmp_path / "photo.jpg"
    photo.write_bytes(sharp(0.7))
    with desk.rules(undo_seconds=60):
        templates = iter(("security/login_user.html", "security/two_factor_verify_code.html"))
        sign_in(page, desk, desk.person("ada@example.org"), lambda at: looked_at(at, desk, next(templates)))
        looked_at(page, desk, "staff/queue.html")
        takes_the_next_case(page, "Adam Elder")
        looks_closely(page)
        looked_at(page, desk, "staff/case.html")
        considers_rejecting(page)
        looked_at(page, desk, "staff/confirm.html")
        confirms(page)
        expect_heading(page, "Grace Guest")  # the next one is in hand already
        takes_it_back(page)
        considers_rejecting(page)
        confirms(page)
        expect_heading(page, "Grace Guest")
        asks_again(page, desk)
    with desk.writing() as session:
        case = verifications.newest(session, guest.record_id)
        assert case
    sends_a_new_photo(desk, guest, photo)
    examined(desk, case.id)
    page.reload()
    expect(page.get_by_text("New photos arrived", exact=True)).to_be_visible()
    press(page, "j", "j")
    expect(page.get_by_role("link", name="JOHN DOE")).to_be_focused()  # as it was read this time
    press(page, "Enter")
    expect(page.get_by_text("Photos that were replaced (1)")).to_be_visible()
    for image in page.locator(".view img").all():
        expect(image).not_to_have_js_property("naturalWidth", 0)
    press(page, "a")
    write(page, "Everything was looked at")
    press(page, "Control+Enter")
    expect_heading(page, "Approve JOHN DOE?")
    press(page, "y")
    expect(page.get_by_text("The case is approved.")).to_be_visible()
    assert [desk.state(one) for one in (case.id, young)] == [State.APPROVED, State.MANUAL_REVIEW]
