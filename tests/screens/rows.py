"""One row for every screen in every state; a template of the applicant's pages without a row fails a test."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from kyc.domain.lifecycle import Step
from kyc.models import Holder, utcnow
from kyc.services import applicant_requests, verifications
from tests.api.hosted.applicant import Applicant, blurred, sharp
from tests.screens.gallery import Reach, Screen
from tests.screens.guest import Guest

ACTIVE = {"liveness_type": "active"}


def at(page: str, *before: str) -> Reach:
    """After these steps of an applicant, the page."""

    def reach(guest: Guest) -> str:
        for step in before:
            getattr(guest, step)()
        return page

    return reach


def card(guest: Guest) -> str:
    guest.agree()
    guest.choose("id_card")
    return "photo/front"


def card_back(guest: Guest) -> str:
    card(guest)
    guest.send("photo/front", sharp())
    return "photo/back"


def passport(guest: Guest) -> str:
    guest.agree()
    guest.choose()
    return "photo/data_page"


def refused(page: Reach, image: bytes) -> Reach:
    def reach(guest: Guest) -> str:
        where = page(guest)
        guest.leave(where, image)
        return where

    return reach


def stuck(guest: Guest) -> str:
    where = passport(guest)
    for light in (1.0, 0.9, 0.8):
        guest.send(where, blurred(light))
    return where


def doubtful(guest: Guest) -> str:
    guest.to_check()
    guest.warn("image_glare")
    return "check"


def decided(*steps: Step, **values: object) -> Reach:
    def reach(guest: Guest) -> str:
        guest.submit(Step.BEGIN, *steps)
        if values:
            guest.change(**values)
        return "result"

    return reach


def stuck_with_one(guest: Guest) -> str:
    """A photo was taken; those that should replace it were not."""
    guest.to_selfie()
    for light in (1.0, 0.9, 0.8):
        guest.send("photo/data_page", blurred(light))
    return "photo/data_page"


def stuck_at_selfie(guest: Guest) -> str:
    guest.to_selfie()
    for number in range(3):
        guest.send("selfie", b"no photo %d" % number)
    return "selfie"


def declined(guest: Guest) -> str:
    """No comparison of faces: a person decides."""
    guest.get()
    guest.post("start", decline="y")
    return "document"


def asked_again(page: str, *items: str) -> Reach:
    def reach(guest: Guest) -> str:
        guest.submit(Step.BEGIN, Step.REFER)
        guest.ask_again(*items)
        return page

    return reach


def sent_again(guest: Guest) -> str:
    asked_again("asked", "document.data_page")(guest)
    guest.send("photo/data_page", sharp(0.7))
    return "check"


def asked_for_a_person(guest: Guest) -> str:
    guest.agree()
    guest.get("my-data")
    guest.post("my-data/person")
    guest.get("my-data/erasure")
    guest.post("my-data/erasure")
    return "my-data"


def code(guest: Guest) -> str:
    guest.get()
    guest.post("phone")
    return "phone"


def joining(guest: Guest) -> str:
    guest.client = guest.scanned().client
    return "join"


def not_joined(guest: Guest) -> str:
    guest.client = guest.scanned().client
    guest.get("join")
    guest.client.post(f"/{guest.record_id}/join", data={"csrf_token": guest.token, "same": "no"})
    return "join"


def old_code(guest: Guest) -> str:
    guest.get()
    return "join"


def following(*steps: Step) -> Reach:
    """The computer, while its person is at the phone; with steps, when that has sent everything."""

    def reach(guest: Guest) -> str:
        phone = guest.handed_over()
        if steps:
            phone.to_check()
            phone.post("check")
            guest.go(*steps)
        return "watch"

    return reach


def followed(guest: Guest) -> str:
    """The phone, while the computer follows."""
    guest.client = guest.handed_over().client
    return ""


def open_too_long(page: Page) -> None:
    """The cookie of the form is gone when it is sent."""
    page.context.clear_cookies()
    page.locator("main form .button").first.click()


def halfway(guest: Guest) -> str:
    guest.submit(Step.BEGIN)
    guest.note("document_read", "check.document_authenticity")
    return "progress"


def ended(**values: object) -> Reach:
    def reach(guest: Guest) -> str:
        guest.get()
        guest.change(**values)
        return "start"

    return reach


def elsewhere(guest: Guest) -> str:
    """Another browser holds it."""
    Applicant(guest.app.test_client(), guest.record_id).agree()
    return "here"


def asked(guest: Guest) -> str:
    """A person, which was declined, and erasure, which waits."""
    guest.submit(Step.BEGIN, Step.REJECT)
    with guest.writing() as session:
        made = verifications.newest(session, guest.record_id)
        assert made
        said = applicant_requests.reply("declined", "The photo cannot be made out, please take it once more.")
        applicant_requests.settle(session, applicant_requests.ask(session, made, "person").id, said, 1)
        applicant_requests.ask(session, made, "erasure")
    return "my-data"


def taken_over(guest: Guest) -> str:
    """This browser came by the link alone, after the photos."""
    guest.submit()
    with guest.writing() as session:
        made = verifications.newest(session, guest.record_id)
        assert made
        session.get_one(Holder, made.id).at = utcnow() + timedelta(seconds=1)
    return "my-data"


def nowhere(guest: Guest) -> str:
    guest.record_id = "0" * 15
    return ""


def open_camera(page: Page) -> None:
    page.locator("[data-camera-open]").click()
    expect(page.locator("[data-shutter]")).to_be_enabled()


def take_photo(page: Page) -> None:
    open_camera(page)
    page.locator("[data-shutter]").click()
    expect(page.locator("[data-review]")).to_be_visible()


def open_moves(page: Page) -> None:
    page.locator("[data-open]").click()
    expect(page.locator("[data-begin]")).to_be_enabled()


ROWS = (
    Screen("consent", at("")),
    Screen("consent of a test", at(""), options={"mode": "test"}),
    Screen("consent not ticked", at("start"), press=True),
    Screen("consent changed", at("start", "agree")),
    Screen("consent open too long", at(""), act=open_too_long),
    Screen("another way", at("another-way")),
    Screen("code for a phone, offered", at("phone")),
    Screen("code for a phone", code),
    Screen("phone joins", joining),
    Screen("phone does not join", not_joined),
    Screen("phone with an old code", old_code),
    Screen("phone goes on", followed),
    Screen("computer follows", following()),
    Screen("computer follows to a person", following(Step.BEGIN, Step.REFER)),
    Screen("computer follows to the end", following(Step.BEGIN, Step.APPROVE)),
    Screen("another device", elsewhere),
    Screen("document", at("document", "agree")),
    Screen("document without faces", declined),
    Screen("document not chosen", at("document", "agree"), press=True, filled={"issuing_country": ""}),
    Screen("front", card),
    Screen("back", card_back),
    Screen("passport", passport),
    Screen("photo refused", refused(passport, blurred())),
    Screen("no photo", refused(passport, b"")),
    Screen("too many tries", stuck),
    Screen("too many tries, one photo is there", stuck_with_one),
    Screen("too many tries for a selfie", stuck_at_selfie),
    Screen("camera for a document", passport, act=open_camera),
    Screen("a look at the photo", passport, act=take_photo),
    Screen("selfie", at("selfie", "to_selfie")),
    Screen("selfie refused", refused(at("selfie", "to_selfie"), b"no photo")),
    Screen("camera for a selfie", at("selfie", "to_selfie"), act=open_camera),
    Screen("moves", at("liveness", "to_selfie"), options=ACTIVE),
    Screen("camera for the moves", at("liveness", "to_selfie"), act=open_moves, options=ACTIVE),
    Screen("answers", at("check", "to_check")),
    Screen("answers with a doubt", doubtful),
    Screen("progress", at("progress", "submit")),
    Screen("progress halfway", halfway),
    Screen("asked again", asked_again("asked", "document.data_page", "selfie")),
    Screen("photo asked again", asked_again("photo/data_page", "document.data_page")),
    Screen("selfie asked again", asked_again("selfie", "selfie")),
    Screen("answers asked again", sent_again),
    Screen("verified", decided(Step.APPROVE)),
    Screen("with a person", decided(Step.REFER)),
    Screen("not verified", decided(Step.REJECT)),
    Screen("not verified for good", decided(Step.REJECT, rejection_type="final")),
    Screen("run out of time", ended(expires_at=utcnow() - timedelta(seconds=1))),
    Screen("cancelled", ended(closed_reason="cancelled", closed_at=utcnow())),
    Screen("another device", elsewhere),
    Screen("my data", at("my-data", "submit")),
    Screen("my data with requests", asked),
    Screen("my data on another device", taken_over),
    Screen("erasure", at("my-data/erasure", "agree")),
    Screen("my data", at("my-data", "agree")),
    Screen("my data, all sent", at("my-data", "submit")),
    Screen("my data, requests", asked_for_a_person),
    Screen("erasure", at("my-data/erasure", "agree")),
    Screen("no such page", nowhere),
)
