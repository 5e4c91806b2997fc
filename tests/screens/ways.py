"""The ways to the screens: each brings a fresh record into a state and names the page to open."""

from __future__ import annotations

from datetime import timedelta

from kyc.domain.lifecycle import Step
from kyc.models import Holder, utcnow
from kyc.services.accounts import looks
from kyc.services.accounts.look_rules import LookChanges, logo_from
from kyc.services.applicant import applicant_requests
from kyc.services.verification import verifications
from tests.api.hosted.applicant import Applicant, blurred, sharp
from tests.looks import another_partner, logo_file, record_of
from tests.screens.gallery import Reach
from tests.screens.guest import Guest


def at(page: str, *before: str) -> Reach:
    """The page after these steps of an applicant."""

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
    """Face comparison refused: a person decides."""
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
    """The computer while its person uses the phone; with steps, after that phone has sent everything."""

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


def erased(guest: Guest) -> str:
    guest.agree()
    guest.erase()
    return ""


def elsewhere(guest: Guest) -> str:
    """Another browser holds it."""
    Applicant(guest.app.test_client(), guest.record_id).agree()
    return "here"


def asked(guest: Guest) -> str:
    """A review, which was declined, and an erasure, which waits."""
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


def dressed(guest: Guest) -> str:
    """Another partner's record, whose colours are the weakest that are accepted."""
    prepare = guest.app.config["TOOLS"].small_logo
    with guest.writing() as session:
        partner = another_partner(session)
        changes = LookChanges(accent="#856a00", accent_dark="#8e8e8e", shape="round")
        looks.change(session, partner, changes, {"light": logo_from(logo_file(), "light", prepare)}, "operator")
        guest.record_id = record_of(session, partner)
    guest.agree()
    return "document"
