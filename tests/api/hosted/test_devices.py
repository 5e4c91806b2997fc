"""Two devices at one verification: who goes on, whatever the moment at which the other one takes over."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.models import Consent, Document, Holder, transaction
from kyc.services.applicant import holders
from kyc.services.verification.verifications import token_digest
from kyc.web.hosted import guard
from tests.api.hosted.applicant import Applicant, newest, sharp
from tests.api.hosted.test_photos import Meanwhile, at_passport, blobs
from tests.api.hosted.two_screens import scan, show_code

OTHER = "hold_of-another-device"


def taken_over(session: Session, record_id: str) -> None:
    """What the other device's button does."""
    with transaction(session):
        holders.hold(session, newest(session, record_id).id, OTHER)


def held_by_other(session: Session, record_id: str) -> bool:
    found = newest(session, record_id).id
    return not holders.held_elsewhere(session, found, OTHER)


def test_a_form_that_crosses_a_take_over_does_not_take_it_back(
    monkeypatch: pytest.MonkeyPatch, session: Session, applicant: Applicant
) -> None:
    applicant.agree()
    look = guard.turned_away

    def then_the_other(*seen: object) -> object:
        answer = look(*seen)  # type: ignore[arg-type]  # passed on as it came
        taken_over(session, applicant.record_id)
        return answer

    monkeypatch.setattr(guard, "turned_away", then_the_other)
    assert applicant.choose().path == "here"
    assert held_by_other(session, applicant.record_id)
    assert newest(session, applicant.record_id).document_type is None


def test_a_photo_that_is_still_on_its_way_is_not_kept_after_a_take_over(
    app: Flask, settings: Settings, session: Session, applicant: Applicant
) -> None:
    at_passport(applicant)
    Meanwhile(app, lambda: taken_over(session, applicant.record_id))
    assert applicant.send("photo/data_page", sharp()).path == "here"
    session.rollback()
    assert session.scalars(select(Document)).all() == []
    assert blobs(settings) == []


def at_once(times: int, act: Callable[[], int]) -> list[int]:
    """The answers to the same thing done by several threads at the same moment."""
    answers: list[int] = []
    gate = threading.Barrier(times)

    def run() -> None:
        gate.wait()
        answers.append(act())

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def cookies_of(applicant: Applicant) -> str:
    """What its browser would send to the pages of the record."""
    found = [
        applicant.client.get_cookie("session"),
        applicant.client.get_cookie("applicant", path=f"/{applicant.record_id}"),
    ]
    return "; ".join(f"{one.key}={one.value}" for one in found if one)


def test_a_double_click_on_the_first_button_agrees_once(app: Flask, session: Session, applicant: Applicant) -> None:
    applicant.get()
    cookies, token = cookies_of(applicant), applicant.token
    session.close()

    def click() -> int:
        browser = app.test_client(use_cookies=False)
        fields = {"csrf_token": token, "agree": "y"}
        return browser.post(f"/{applicant.record_id}/start", data=fields, headers={"Cookie": cookies}).status_code

    assert at_once(6, click) == [303] * 6
    made = newest(session, applicant.record_id).id
    assert len(session.scalars(select(Consent).filter_by(verification_id=made)).all()) == 1
    assert len(session.scalars(select(Holder).filter_by(verification_id=made)).all()) == 1


def test_two_devices_that_begin_at_once_leave_one_that_goes_on(
    app: Flask, session: Session, applicant: Applicant
) -> None:
    applicant.get()
    cookies, token = applicant.client.get_cookie("session"), applicant.token
    assert cookies
    session.close()
    devices = iter(f"hold_device-{number}" for number in range(4))
    places: list[str] = []

    def begin() -> int:
        headers = {"Cookie": f"session={cookies.value}; applicant={next(devices)}"}
        browser = app.test_client(use_cookies=False)
        answer = browser.post(
            f"/{applicant.record_id}/start", data={"csrf_token": token, "agree": "y"}, headers=headers
        )
        places.append(answer.location)
        return answer.status_code

    assert at_once(4, begin) == [303] * 4
    assert len([place for place in places if not place.endswith("/here")]) == 1
    holder = session.get_one(Holder, newest(session, applicant.record_id).id)
    assert holder.token_digest in {token_digest(f"hold_device-{number}") for number in range(4)}


def asked_here(app: Flask, record_id: str) -> Applicant:
    """Another device that reads the question whether to go on there."""
    other = Applicant(app.test_client(), record_id)
    assert other.get().path == "here"
    return other


def test_of_devices_that_take_over_at_once_one_goes_on_and_the_others_are_told(
    app: Flask, session: Session, applicant: Applicant
) -> None:
    applicant.agree()
    others = [asked_here(app, applicant.record_id) for _ in range(4)]
    session.close()
    waiting = iter(others)

    def take() -> int:
        one = next(waiting)
        fields = {"csrf_token": one.token, "seen": one.seen}
        return one.client.post(f"/{one.record_id}/here", data=fields).status_code

    assert sorted(at_once(4, take)) == [303, 409, 409, 409]
    assert [one.get().path for one in [applicant, *others]].count("document") == 1


def test_the_one_that_was_overtaken_reads_why_and_may_ask_again(
    app: Flask, session: Session, applicant: Applicant
) -> None:
    applicant.agree()
    quick, slow = asked_here(app, applicant.record_id), asked_here(app, applicant.record_id)
    assert quick.post("here").path == "document"
    page = slow.post("here")
    assert (page.status, page.heading) == (409, "Continue on this device?")
    assert "Another device was a moment quicker" in page.text
    assert page.ways_on
    assert slow.post("here").path == "document"
    assert quick.choose().path == "here"


def test_a_page_that_polls_learns_of_a_take_over(app: Flask, session: Session, applicant: Applicant) -> None:
    applicant.to_check()
    applicant.post("check")
    asked_here(app, applicant.record_id).post("here")
    answer = applicant.client.get(f"/{applicant.record_id}/status")
    assert (answer.status_code, answer.get_json()["state"]) == (403, "elsewhere")
    assert applicant.get().path == "here"


def test_what_another_device_saw_of_the_holder_says_nothing_of_it(
    app: Flask, session: Session, applicant: Applicant
) -> None:
    applicant.agree()
    other = asked_here(app, applicant.record_id)
    row = session.get_one(Holder, newest(session, applicant.record_id).id)
    assert len(other.seen) == 16
    assert other.seen not in row.token_digest


def test_of_phones_that_say_yes_at_once_one_goes_on(app: Flask, session: Session, applicant: Applicant) -> None:
    show_code(applicant)
    phones = [scan(app, session, applicant) for _ in range(4)]
    session.close()
    waiting = iter(phones)
    places: list[str] = []

    def confirm() -> int:
        one = next(waiting)
        fields = {"csrf_token": one.token, "same": "yes"}
        answer = one.client.post(f"/{one.record_id}/join", data=fields)
        places.append(answer.location.rsplit("/", 1)[1])
        return answer.status_code

    assert at_once(4, confirm) == [303] * 4
    assert sorted(places) == sorted([applicant.record_id, "join", "join", "join"])
    assert [one.get().path for one in phones].count("start") == 1
    assert applicant.get().path == "watch"


IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def kinds(session: Session, record_id: str) -> list[str | None]:
    """What is kept of the device, for each verification of the record that somebody holds."""
    session.rollback()
    return [
        one.device for one in session.scalars(select(Holder)) if one.verification_id == newest(session, record_id).id
    ]


def test_the_first_form_tells_the_kind_of_device_and_opening_tells_nothing(
    session: Session, applicant: Applicant
) -> None:
    applicant.client.environ_base["HTTP_USER_AGENT"] = IPHONE
    applicant.get()
    assert kinds(session, applicant.record_id) == []
    applicant.agree()
    assert kinds(session, applicant.record_id) == ["phone"]


def test_a_check_handed_to_a_phone_is_of_several_devices(app: Flask, session: Session, applicant: Applicant) -> None:
    applicant.client.environ_base["HTTP_USER_AGENT"] = LAPTOP
    applicant.agree()
    show_code(applicant)
    assert kinds(session, applicant.record_id) == ["desktop"]
    phone = scan(app, session, applicant)
    phone.client.environ_base["HTTP_USER_AGENT"] = IPHONE
    phone.post("join", same="yes")
    assert kinds(session, applicant.record_id) == ["several"]
