"""`/<record_id>/join/…`: a phone that scanned a code; nothing happens before its person says yes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from kyc.models import Handoff, Holder, transaction, utcnow
from kyc.services.applicant import holders
from kyc.services.verification.verifications import token_digest
from kyc.web.hosted import join
from tests import make
from tests.api.hosted.applicant import NAME, NUMBER, Applicant, Page, another_browser, newest
from tests.api.hosted.test_doorstep import expire
from tests.api.hosted.two_screens import hand_over, scan, show_code, token_of

OVER = "This code no longer works"


@pytest.fixture
def computer(applicant: Applicant) -> Applicant:
    """It shows a code."""
    show_code(applicant)
    return applicant


def later(monkeypatch: pytest.MonkeyPatch, session: Session, record_id: str, seconds: float) -> None:
    """The server's clock at the door of phones, so long after the code was asked for."""
    moment = handed(session, record_id).created_at + timedelta(seconds=seconds)

    def clock() -> datetime:
        return moment

    monkeypatch.setattr(join, "utcnow", clock)


def handed(session: Session, record_id: str) -> Handoff:
    return session.get_one(Handoff, newest(session, record_id).id)


def another_record(app: Flask, session: Session) -> Applicant:
    """Another person's check, with its own computer."""
    with transaction(session):
        made = make.verification(session).profile_id
    return Applicant(app.test_client(), made)


def taken(session: Session, record_id: str) -> bool:
    return handed(session, record_id).joined_at is not None


def open_code(app: Flask, session: Session, computer: Applicant, **changes: str) -> Page:
    """What a phone reads that opens the address in the picture."""
    token = changes.get("token") or token_of(session, computer.record_id)
    return another_browser(app, changes.get("record_id") or computer.record_id).get(f"join/{token}")


def test_the_phone_is_asked_whether_both_screens_show_the_same(
    app: Flask, session: Session, computer: Applicant
) -> None:
    page = open_code(app, session, computer)
    assert (page.status, page.path) == (200, "join")
    assert page.heading == "Does the other screen show the same code?"
    assert handed(session, computer.record_id).code in page.text
    assert "Example Company" in page.main
    for secret in (NAME, *NAME.split(), NUMBER):
        assert secret.lower() not in page.html.lower()


def test_opening_the_address_changes_nothing_because_previews_open_links(
    app: Flask, session: Session, computer: Applicant
) -> None:
    before = holders.digest(session, newest(session, computer.record_id).id)
    address = f"/{computer.record_id}/join/{token_of(session, computer.record_id)}"
    for _ in range(3):
        preview = app.test_client(use_cookies=False)
        assert preview.head(address).status_code == 303
        assert preview.get(address, follow_redirects=True).status_code == 410
    assert not taken(session, computer.record_id)
    assert holders.digest(session, newest(session, computer.record_id).id) == before
    assert open_code(app, session, computer).path == "join"


def test_after_a_yes_the_phone_goes_on_where_the_check_is(app: Flask, session: Session, applicant: Applicant) -> None:
    applicant.agree()
    applicant.choose()
    applicant.post("phone")
    page = scan(app, session, applicant).post("join", same="yes")
    assert (page.status, page.path) == (200, "photo/data_page")
    assert taken(session, applicant.record_id)


def test_after_anything_but_a_yes_nothing_is_connected(app: Flask, session: Session, computer: Applicant) -> None:
    for said in ({"same": "no"}, {"same": "maybe"}, {}):
        phone = scan(app, session, computer)
        page = phone.post("join", **said)
        assert (page.status, page.heading) == (200, "Nothing was connected")
        assert page.ways_on
        again = phone.post("join", same="yes")
        assert (again.status, again.heading) == (410, OVER)
    assert not taken(session, computer.record_id)
    assert computer.get("phone").path == "phone"


def test_a_yes_needs_a_form_of_our_own(app: Flask, session: Session, computer: Applicant) -> None:
    phone = scan(app, session, computer)
    assert phone.client.post(f"/{computer.record_id}/join", data={"same": "yes"}).status_code == 400
    assert not taken(session, computer.record_id)


def test_wrong_and_old_and_used_codes_look_alike_and_have_a_way_on(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, computer: Applicant
) -> None:
    old, other = token_of(session, computer.record_id), another_record(app, session)
    show_code(other)
    late = token_of(session, other.record_id)
    pages = [open_code(app, session, computer, token=token) for token in ("x", "a" * 26, "é" * 26, "a" * 3000, late)]
    pages.append(another_browser(app, computer.record_id).get("join"))
    scan(app, session, computer).post("join", same="yes")
    pages.append(open_code(app, session, computer, token=old))
    later(monkeypatch, session, other.record_id, 31)
    pages.append(open_code(app, session, other, token=late))
    assert {(page.status, page.heading) for page in pages} == {(410, OVER)}
    assert len({page.text.split("Your reference")[0] for page in pages}) == 1
    assert all(page.ways_on for page in pages)


def test_a_record_that_is_not_there_is_not_there(app: Flask, session: Session, computer: Applicant) -> None:
    assert open_code(app, session, computer, record_id="z" * 15).status == 404


def test_a_scan_at_the_turn_of_the_code_works(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, computer: Applicant
) -> None:
    token, found = token_of(session, computer.record_id), []
    for seconds in (19.9, 20, 29.9, 30, 40):
        later(monkeypatch, session, computer.record_id, seconds)
        page = open_code(app, session, computer, token=token)
        found.append((page.status, page.path))
    assert found == [(200, "join")] * 3 + [(410, f"join/{token}")] * 2


def test_reading_takes_as_long_as_it_takes_but_not_for_ever(app: Flask, session: Session, computer: Applicant) -> None:
    phone = scan(app, session, computer)
    for age, heading in ((590, "Does the other screen show the same code?"), (601, OVER)):
        with phone.client.session_transaction() as cookie:
            cookie[join.SCANNED][1] = int(utcnow().timestamp()) - age
            cookie.modified = True
        assert phone.get("join").heading == heading


def test_the_address_cannot_be_handed_on_after_the_scan(app: Flask, session: Session, computer: Applicant) -> None:
    assert scan(app, session, computer).get("join").status == 200
    assert another_browser(app, computer.record_id).get("join").heading == OVER


def test_of_two_phones_the_first_goes_on_and_the_second_is_told(
    app: Flask, session: Session, computer: Applicant
) -> None:
    first, second = scan(app, session, computer), scan(app, session, computer)
    assert first.post("join", same="yes").path == "start"
    late = second.post("join", same="yes")
    assert (late.status, late.heading) == (410, OVER)
    assert second.get().heading == "Continue on this device?"
    assert first.agree().path == "document"


def test_a_double_click_or_the_way_back_leads_on(app: Flask, session: Session, computer: Applicant) -> None:
    token = token_of(session, computer.record_id)
    phone = scan(app, session, computer)
    assert [phone.post("join", same="yes").path for _ in range(2)] == ["start", "start"]
    assert phone.get(f"join/{token}").path == "start"


def test_the_computer_that_opens_its_own_code_is_led_on(session: Session, computer: Applicant) -> None:
    assert computer.get(f"join/{token_of(session, computer.record_id)}").path == "start"


def test_only_the_digest_of_the_phones_cookie_is_stored(app: Flask, session: Session, computer: Applicant) -> None:
    phone = scan(app, session, computer)
    phone.post("join", same="yes")
    cookie = phone.client.get_cookie("applicant", path=f"/{computer.record_id}")
    assert cookie
    row = session.get_one(Holder, newest(session, computer.record_id).id)
    assert row.token_digest == token_digest(cookie.value)


def test_what_ran_out_meanwhile_is_said(app: Flask, session: Session, computer: Applicant) -> None:
    token, phone = token_of(session, computer.record_id), scan(app, session, computer)
    expire(session, computer.record_id)
    assert phone.post("join", same="yes").heading == OVER
    assert open_code(app, session, computer, token=token).heading == OVER


def test_once_sent_no_phone_can_take_it(app: Flask, session: Session, applicant: Applicant) -> None:
    applicant.to_check()
    applicant.post("phone")
    phone = scan(app, session, applicant)
    applicant.get("check")
    assert applicant.post("check").path == "progress"
    assert phone.post("join", same="yes").heading == OVER
    assert applicant.get().path == "progress"


def test_a_code_taken_back_is_used_up(app: Flask, session: Session, applicant: Applicant) -> None:
    hand_over(app, session, applicant)
    applicant.get()
    applicant.post("watch")
    fresh = show_code(applicant)
    assert fresh.path == "phone"
    assert open_code(app, session, applicant).path == "join"


def test_guesses_are_throttled_and_good_codes_are_not(app: Flask, session: Session, computer: Applicant) -> None:
    for _ in range(3):
        assert open_code(app, session, computer).status == 200
    codes = [open_code(app, session, computer, token="guess").status for _ in range(21)]
    assert codes == [410] * 20 + [429]
    slow = open_code(app, session, computer)
    assert slow.heading == "Please wait a moment"
    assert int(slow.answer.headers["Retry-After"]) >= 1
    assert slow.ways_on
