"""`/<record_id>/phone` and `/watch`: the computer's side of going on with a phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.domain.lifecycle import Step
from kyc.models import Handoff, Holder, transaction, utcnow
from kyc.services.verification import resubmission, verifications
from kyc.services.verification.transitions import advance
from tests.api.hosted.applicant import NAME, NUMBER, Applicant, another_browser, newest, record, sharp
from tests.api.hosted.test_doorstep import expire
from tests.api.hosted.two_screens import hand_over, show_code, token_of


def holder(session: Session, record_id: str) -> Holder | None:
    return session.get(Holder, newest(session, record_id).id)


def status(one: Applicant, **headers: str) -> tuple[int, dict[str, object], str]:
    answer = one.client.get(f"/{one.record_id}/phone/status", headers=headers)
    return answer.status_code, answer.get_json(silent=True) or {}, answer.headers.get("ETag", "")


def step(session: Session, record_id: str, *names: Step) -> None:
    for name in names:
        found = newest(session, record_id).id
        with transaction(session):
            verification = verifications.newest(session, record_id)
            assert verification
            assert verification.id == found
            advance(session, verification, name, "policy")


def test_each_page_before_a_photo_offers_the_phone(applicant: Applicant) -> None:
    offers = [applicant.get(), applicant.agree(), applicant.choose(), applicant.send("photo/data_page", sharp())]
    shown = [page.path for page in offers if "Use your phone instead" in page.text]
    assert shown == ["start", "photo/data_page", "selfie"]


def test_so_does_the_page_of_the_moves(client: FlaskClient, session: Session) -> None:
    computer = Applicant(client, record(session, liveness_type="active"))
    page = computer.to_selfie()
    assert page.path == "liveness"
    assert "Use your phone instead" in page.text


def test_looking_at_the_page_holds_nothing_and_shows_no_code(session: Session, applicant: Applicant) -> None:
    page = applicant.get("phone")
    assert (page.status, page.heading) == (200, "Continue on your phone")
    assert "<img" not in page.html
    assert holder(session, applicant.record_id) is None
    assert applicant.client.get(f"/{applicant.record_id}/phone/code.svg").status_code == 404


def test_asking_for_a_code_holds_and_shows_partner_digits_and_picture(session: Session, applicant: Applicant) -> None:
    page = show_code(applicant)
    assert page.path == "phone"
    assert holder(session, applicant.record_id)
    row = session.get_one(Handoff, newest(session, applicant.record_id).id)
    assert row.code in page.text
    assert "Example Company and these four digits" in page.text
    assert f'src="/{applicant.record_id}/phone/code.svg?turn=0"' in page.html
    assert page.ways_on


def test_the_picture_is_drawn_here_and_never_kept(applicant: Applicant) -> None:
    show_code(applicant)
    answer = applicant.client.get(f"/{applicant.record_id}/phone/code.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"<svg" in answer.data
    assert not re.search(rb"<script|style=|href", answer.data)


def test_the_picture_is_for_the_browser_that_shows_it(app: Flask, session: Session, applicant: Applicant) -> None:
    show_code(applicant)
    address = f"/{applicant.record_id}/phone/code.svg"
    assert another_browser(app, applicant.record_id).client.get(address).location.endswith("/here")
    phone = hand_over(app, session, applicant)
    assert phone.client.get(address).status_code == 404
    assert applicant.client.get(address).location.endswith("/here")


def test_without_script_the_page_comes_again_when_the_code_turns(applicant: Applicant) -> None:
    wait = re.search(r'<noscript><meta http-equiv="refresh" content="(\d+)"', show_code(applicant).html)
    assert wait
    assert 0 < int(wait[1]) <= 20


def test_asking_twice_keeps_the_code(session: Session, applicant: Applicant) -> None:
    show_code(applicant)
    first = token_of(session, applicant.record_id)
    show_code(applicant)
    assert token_of(session, applicant.record_id) == first


def test_the_token_stands_in_no_page(session: Session, applicant: Applicant) -> None:
    page = show_code(applicant)
    assert token_of(session, applicant.record_id) not in page.html


def test_script_is_told_of_the_turn_once_and_then_nothing_new(applicant: Applicant) -> None:
    show_code(applicant)
    code, news, etag = status(applicant)
    assert (code, news["state"], news["turn"], news["done"]) == (200, "shown", 0, [])
    assert status(applicant, **{"If-None-Match": etag})[0] == 304


def test_once_a_phone_goes_on_the_computer_follows(app: Flask, session: Session, applicant: Applicant) -> None:
    hand_over(app, session, applicant)
    _, news, _ = status(applicant)
    assert (news["state"], news["next"]) == ("going", f"/{applicant.record_id}/watch")
    for page in ("", "here", "start", "phone", "document", "photo/data_page", "check", "result"):
        assert applicant.get(page).path == "watch"
    assert applicant.post("start", agree="y").path == "watch"
    assert not newest(session, applicant.record_id).document_type


def test_the_computer_follows_each_step_and_learns_nothing_else(
    app: Flask, session: Session, applicant: Applicant
) -> None:
    phone, seen = hand_over(app, session, applicant), list[str]()

    def look() -> None:
        page = applicant.get("watch")
        done = re.findall(r'data-line="(\w+)" data-done="yes"', page.html)
        assert status(applicant)[1]["done"] == done
        seen.append(done[-1])
        for secret in (NAME, *NAME.split(), NUMBER, "passport", "Singapore"):
            assert secret.lower() not in page.html.lower()

    look()
    phone.agree()
    phone.choose()
    look()
    phone.send("photo/data_page", sharp())
    look()
    phone.send("selfie", sharp(0.9))
    look()
    phone.get()
    phone.post("check")
    look()
    step(session, applicant.record_id, Step.BEGIN, Step.REFER)
    look()
    step(session, applicant.record_id, Step.REJECT)
    look()
    assert seen == ["connected", "connected", "document", "selfie", "sent", "checked", "decided"]


def decided(app: Flask, session: Session, client: FlaskClient, *steps: Step) -> tuple[Applicant, Applicant]:
    """A computer and the phone that it handed over to, after the check."""
    computer = Applicant(client, record(session, return_url="https://shop.example/back"))
    phone = hand_over(app, session, computer)
    phone.to_check()
    phone.post("check")
    step(session, computer.record_id, Step.BEGIN, *steps)
    return computer, phone


def test_at_the_end_it_leads_back_to_the_partner_and_leaves_the_outcome_to_the_phone(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    computer, phone = decided(app, session, client, Step.REJECT)
    page = computer.get()
    assert (page.path, page.heading) == ("watch", "The check is finished")
    assert 'href="https://shop.example/back"' in page.main
    assert "verif" not in page.text.replace("verification", "").lower()
    assert status(computer)[1]["state"] == "decided"
    assert computer.post("watch").path == "result"
    assert phone.get().path == "here"


def test_with_a_person_it_says_that_nobody_has_to_wait(app: Flask, session: Session, client: FlaskClient) -> None:
    computer, phone = decided(app, session, client, Step.REFER)
    page = computer.get()
    assert page.heading == "A person is taking a look"
    assert "You do not need to wait here" in page.text
    assert 'data-state="person"' in page.html
    assert status(computer)[1]["state"] == "person"
    assert "You can go back to your computer" in phone.get().text


def test_the_phone_reads_that_a_computer_follows_only_while_one_does(
    app: Flask, session: Session, applicant: Applicant
) -> None:
    phone = hand_over(app, session, applicant)
    words = "Your computer follows along"
    assert words in phone.get().text
    assert "Use your phone instead" not in phone.get().text
    applicant.post("watch")
    phone.get()
    assert words not in phone.post("here").text


def test_continuing_on_the_computer_goes_on_at_the_same_step(
    app: Flask, session: Session, applicant: Applicant
) -> None:
    phone = hand_over(app, session, applicant)
    phone.agree()
    phone.choose()
    applicant.get()
    assert applicant.post("watch").path == "photo/data_page"
    assert phone.send("photo/data_page", sharp()).path == "here"
    assert newest(session, applicant.record_id).state == "created"


def test_nobody_but_the_first_screen_follows_or_takes_back(app: Flask, session: Session, applicant: Applicant) -> None:
    phone = hand_over(app, session, applicant)
    stranger = another_browser(app, applicant.record_id)
    for one, place in ((stranger, "here"), (phone, "start")):
        assert one.get("watch").path == place
        assert one.post("watch").path == place
        code, news, _ = status(one)
        assert (code, news) == (403, {"state": "elsewhere", "next": f"/{applicant.record_id}"})
    assert phone.agree().path == "document"


def test_a_take_over_by_the_link_ends_the_code_that_is_shown(app: Flask, applicant: Applicant) -> None:
    show_code(applicant)
    other = another_browser(app, applicant.record_id)
    other.get()
    assert other.post("here").path == "start"
    assert status(applicant)[0] == 403
    assert applicant.get("phone").path == "here"


def test_when_the_time_runs_out_the_computer_is_told_too(app: Flask, session: Session, applicant: Applicant) -> None:
    hand_over(app, session, applicant)
    expire(session, applicant.record_id)
    assert status(applicant)[0] == 403
    page = applicant.get("watch")
    assert (page.status, page.heading) == (410, "This check has run out of time")


def test_after_sending_there_is_nothing_to_hand_over(applicant: Applicant) -> None:
    applicant.to_check()
    assert applicant.post("check").path == "progress"
    assert applicant.get("phone").path == "progress"
    assert applicant.post("phone").path == "progress"


@pytest.mark.parametrize("page", ["phone", "watch"])
def test_its_buttons_need_a_form_of_our_own(app: Flask, session: Session, applicant: Applicant, page: str) -> None:
    if page == "watch":
        hand_over(app, session, applicant)
    assert applicant.client.post(f"/{applicant.record_id}/{page}").status_code == 400


def test_what_is_asked_for_once_more_can_be_sent_with_a_phone_too(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    computer, phone = decided(app, session, client, Step.REFER)
    with transaction(session):
        verification = verifications.newest(session, computer.record_id)
        assert verification
        due = utcnow() + timedelta(days=1)
        resubmission.ask(session, verification, ["selfie"], ["image_blurry"], due, "staff")
    assert status(computer)[1] == {
        "state": "going",
        "turn": None,
        "done": ["connected", "document"],
        "next": f"/{computer.record_id}/watch",
    }
    computer.get()
    page = computer.post("watch")
    assert page.path == "asked"
    assert "Use your phone instead" in page.text
    again = hand_over(app, session, computer)
    assert again.get().path == "asked"
    assert computer.get().path == "watch"
    assert phone.get().path == "here"
