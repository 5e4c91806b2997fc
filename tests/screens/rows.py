"""One row for every screen in every state; a template of the applicant's pages without a row fails a test."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from kyc.domain.lifecycle import Step
from kyc.models import utcnow
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
    Screen("another way", at("another-way")),
    Screen("document", at("document", "agree")),
    Screen("document not chosen", at("document", "agree"), press=True, filled={"issuing_country": ""}),
    Screen("front", card),
    Screen("back", card_back),
    Screen("passport", passport),
    Screen("photo refused", refused(passport, blurred())),
    Screen("no photo", refused(passport, b"")),
    Screen("too many tries", stuck),
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
    Screen("verified", decided(Step.APPROVE)),
    Screen("with a person", decided(Step.REFER)),
    Screen("not verified", decided(Step.REJECT)),
    Screen("not verified for good", decided(Step.REJECT, rejection_type="final")),
    Screen("run out of time", ended(expires_at=utcnow() - timedelta(seconds=1))),
    Screen("cancelled", ended(closed_reason="cancelled", closed_at=utcnow())),
    Screen("another device", elsewhere),
    Screen("no such page", nowhere),
)
