"""Two factors, an own password, nothing that tells who has an account."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy.orm import Session

from kyc.app import create_app
from kyc.config import Settings
from kyc.models import StaffUser, transaction
from kyc.services.accounts import staff_accounts
from tests.api.staff.people import PASSWORD, RECOVERY, Person, anew, colleague, newcomer, send, signed_in, text

pytestmark = pytest.mark.one_database

FAILED = "That did not work. Check the address and the password; capitals count."


def key_on(page: str) -> str:
    found = re.search(r'class="key">([^<]+)<', page)
    assert found
    return found[1].replace("-", "")


def enrol(client: FlaskClient, person: Person) -> Person:
    """Password, then the authenticator app; ends signed in."""
    assert send(client, "/staff/login", email=person.email, password=person.password).location == "/staff/tf-setup"
    page = send(client, "/staff/tf-setup", setup="authenticator").get_data(as_text=True)
    person = replace(person, key=key_on(page))
    assert send(client, "/staff/tf-validate", code=person.code()).location == "/staff/"
    return person


def test_the_queue_asks_a_stranger_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/staff/")
    assert answer.status_code == 302
    assert answer.location == "/staff/login?next=/staff/"


def test_a_password_alone_opens_nothing(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    answer = send(client, "/staff/login", email=person.email, password=person.password)
    assert answer.location == "/staff/tf-validate?next=/staff/"
    assert client.get("/staff/").location.startswith("/staff/login")


def test_password_and_code_open_the_queue(app: Flask, client: FlaskClient, session: Session) -> None:
    signed_in(client, colleague(app, session))
    assert client.get("/staff/").status_code == 200


def test_a_one_time_password_leads_to_code_app_own_password_and_recovery_codes(
    client: FlaskClient, session: Session
) -> None:
    person = enrol(client, newcomer(session))
    assert client.get("/staff/").location == "/staff/change"
    chosen = {"password": person.password, "new_password": PASSWORD, "new_password_confirm": PASSWORD}
    assert send(client, "/staff/change", **chosen).location == "/staff/"
    assert client.get("/staff/").location == "/staff/mf-recovery-codes"
    codes = re.findall(r"<code>([^<]+)</code>", send(client, "/staff/mf-recovery-codes").get_data(as_text=True))
    assert len(set(codes)) == 8
    assert client.get("/staff/").status_code == 200


def test_the_one_time_password_has_to_be_changed_before_anything_else(client: FlaskClient, session: Session) -> None:
    enrol(client, newcomer(session, "admin"))
    for path in ("/staff/", "/staff/cases/sess_x", "/staff/cases/sess_x/images/doc_x"):
        assert client.get(path).location == "/staff/change"


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("short", "short", "at least 12 characters"),
        ("Password1234", "Password1234", "This is easy to guess."),
        (PASSWORD, PASSWORD + "!", "The two new passwords differ."),
    ],
)
def test_a_poor_or_mistyped_new_password_is_refused(
    client: FlaskClient, session: Session, new: str, again: str, said: str
) -> None:
    person = enrol(client, newcomer(session))
    answer = send(client, "/staff/change", password=person.password, new_password=new, new_password_confirm=again)
    assert said in text(answer)
    assert client.get("/staff/").location == "/staff/change"


def test_the_one_time_password_cannot_be_kept(client: FlaskClient, session: Session) -> None:
    person = enrol(client, newcomer(session))
    same = dict.fromkeys(("password", "new_password", "new_password_confirm"), person.password)
    assert "differs from the one before" in text(send(client, "/staff/change", **same))
    assert client.get("/staff/").location == "/staff/change"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = colleague(app, session)
    wrong = send(client, "/staff/login", email=person.email, password="not the password at all")
    unknown = send(client, "/staff/login", email="nobody@example.org", password="not the password at all")
    malformed = send(client, "/staff/login", email="no address", password="not the password at all")
    assert FAILED in text(wrong)
    assert wrong.status_code == unknown.status_code == 200
    assert text(wrong) == text(unknown) == text(malformed)


def test_a_closed_account_gets_the_same_answer_as_a_wrong_password(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = colleague(app, session)
    with transaction(session):
        staff_accounts.deactivate(session, person.email)
    answer = send(client, "/staff/login", email=person.email, password=person.password)
    assert FAILED in text(answer)


def test_the_address_may_be_typed_in_capitals(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    answer = send(client, "/staff/login", email=person.email.upper(), password=person.password)
    assert answer.location == "/staff/tf-validate?next=/staff/"


def test_a_wrong_code_opens_nothing(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    send(client, "/staff/login", email=person.email, password=person.password)
    wrong = f"{(int(person.code()) + 1) % 1_000_000:06}"
    assert "That code did not work." in text(send(client, "/staff/tf-validate", code=wrong))
    assert client.get("/staff/").location.startswith("/staff/login")


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-00001", "0" * 5000, "123 456\x00"]
)
def test_what_is_no_code_opens_nothing(app: Flask, client: FlaskClient, session: Session, code: str) -> None:
    person = colleague(app, session)
    send(client, "/staff/login", email=person.email, password=person.password)
    assert send(client, "/staff/tf-validate", code=code).status_code == 200
    assert client.get("/staff/").location.startswith("/staff/login")


ODD_ADDRESSES = ("", "\x00@example.org", "a" * 5000 + "@example.org", "%' or 1=1 --@x", "Ａ@example.org")


@pytest.mark.parametrize("email", ODD_ADDRESSES)
def test_odd_addresses_get_the_same_plain_answer(client: FlaskClient, email: str) -> None:
    answer = send(client, "/staff/login", email=email, password=PASSWORD)
    assert answer.status_code == 200
    assert FAILED in text(answer)


@pytest.mark.parametrize("password", ["", " ", "x" * 300, "x" * 100_000, "nul\x00nul"])
def test_odd_passwords_get_the_same_plain_answer(
    app: Flask, client: FlaskClient, session: Session, password: str
) -> None:
    for email in (colleague(app, session).email, "nobody@example.org"):
        answer = send(client, "/staff/login", email=email, password=password)
        assert answer.status_code == 200
        assert FAILED in text(answer)


def test_a_password_that_cannot_be_hashed_is_refused_when_one_is_chosen(reviewer: FlaskClient) -> None:
    for new in ("x" * 300, "nul" * 5 + "\x00"):
        answer = send(reviewer, "/staff/change", password=PASSWORD, new_password=new, new_password_confirm=new)
        assert "A password has at most 256 characters." in text(answer)


def test_a_new_secret_key_ends_every_second_factor_without_a_crash(
    app: Flask, settings: Settings, session: Session
) -> None:
    person = colleague(app, session)
    other = create_app(settings.model_copy(update={"secret_key": SecretStr("another secret key altogether")}))
    client = other.test_client()
    assert send(client, "/staff/login", email=person.email, password=person.password).status_code == 302
    assert "That code did not work." in text(send(client, "/staff/tf-validate", code=person.code()))


def test_a_code_works_once(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    code = person.code()
    send(client, "/staff/login", email=person.email, password=person.password)
    assert send(client, "/staff/tf-validate", code=code).location == "/staff/"
    send(client, "/staff/logout", at="/staff/")
    send(client, "/staff/login", email=person.email, password=person.password)
    assert "That code did not work." in text(send(client, "/staff/tf-validate", code=code))


def test_a_code_of_ten_minutes_ago_is_refused(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    send(client, "/staff/login", email=person.email, password=person.password)
    assert "That code did not work." in text(send(client, "/staff/tf-validate", code=person.code(-20)))


def test_a_recovery_code_lets_in_once(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    send(client, "/staff/login", email=person.email, password=person.password)
    assert send(client, "/staff/mf-recovery", code=RECOVERY.upper()).location == "/staff/"
    assert client.get("/staff/").location == "/staff/mf-recovery-codes"
    send(client, "/staff/logout", at="/staff/mf-recovery-codes")
    send(client, "/staff/login", email=person.email, password=person.password)
    assert "did not work" in text(send(client, "/staff/mf-recovery", code=RECOVERY))


def test_recovery_codes_are_kept_as_digests_and_never_shown_again(reviewer: FlaskClient, session: Session) -> None:
    shown = send(reviewer, "/staff/mf-recovery-codes").get_data(as_text=True)
    codes = re.findall(r"<code>([^<]+)</code>", shown)
    anew(session)
    kept = session.query(StaffUser).one().mf_recovery_codes or []
    assert len(codes) == len(kept) == 8
    assert not set(codes) & set(kept)
    later = reviewer.get("/staff/mf-recovery-codes?show_codes=1").get_data(as_text=True)
    assert not any(code in later for code in codes)


def test_passwords_and_secrets_are_not_stored_as_they_are(client: FlaskClient, session: Session) -> None:
    person = enrol(client, newcomer(session))
    anew(session)
    user = session.query(StaffUser).one()
    assert (user.password or "").startswith("$argon2id$")
    assert user.tf_totp_secret
    assert person.key not in user.tf_totp_secret


def test_the_way_back_after_signing_in_is_kept(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    asked = client.get("/staff/?status=approved").location
    answer = send(client, asked, email=person.email, password=person.password, next="/staff/?status=approved")
    assert answer.location.startswith("/staff/tf-validate?next=")
    assert send(client, answer.location, code=person.code()).location == "/staff/?status=approved"


FOREIGN = ("https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)")


def host_after(location: str) -> str | None:
    """The host to which a browser would follow a redirect; browsers read a backslash as a slash."""
    return urlsplit(urljoin("http://localhost/staff/login", location.replace("\\", "/"))).hostname


@pytest.mark.parametrize("address", FOREIGN)
def test_a_foreign_way_back_leads_nowhere_else(app: Flask, client: FlaskClient, session: Session, address: str) -> None:
    person = colleague(app, session)
    answer = send(client, "/staff/login", email=person.email, password=person.password, next=address)
    assert host_after(answer.headers.get("Location", "")) == "localhost"
    send(client, "/staff/login", email=person.email, password=person.password)
    values = {"code": person.code(), "csrf_token": csrf(client, "/staff/tf-validate")}
    answer = client.post("/staff/tf-validate", query_string={"next": address}, data=values)
    assert answer.status_code == 302
    assert host_after(answer.location) == "localhost"


def csrf(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found
    return found[1]


def test_signing_out_ends_the_session(reviewer: FlaskClient) -> None:
    assert send(reviewer, "/staff/logout", at="/staff/").location == "/staff/login"
    assert reviewer.get("/staff/").location.startswith("/staff/login")


def test_signing_out_needs_a_form(reviewer: FlaskClient) -> None:
    assert reviewer.get("/staff/logout").status_code == 404
    assert reviewer.get("/staff/").status_code == 200


def test_a_reset_ends_sessions_and_the_second_factor(reviewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        password = staff_accounts.reset(session, "reviewer@example.org")
    assert reviewer.get("/staff/").location.startswith("/staff/login")
    answer = send(reviewer, "/staff/login", email="reviewer@example.org", password=password)
    assert answer.location == "/staff/tf-setup"


def test_closing_an_account_ends_its_sessions(reviewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        staff_accounts.deactivate(session, "reviewer@example.org")
    assert reviewer.get("/staff/").location.startswith("/staff/login")


def test_nobody_is_remembered_beyond_the_browser_that_signed_in(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = colleague(app, session)
    answer = send(client, "/staff/login", email=person.email, password=person.password, remember="y")
    last = send(client, answer.location, code=person.code(), remember="y")
    assert last.location == "/staff/"
    assert client.get_cookie("remember_token") is None
    client.delete_cookie("session")
    assert client.get("/staff/").location.startswith("/staff/login")


def test_a_cookie_in_another_browser_opens_nothing(reviewer: FlaskClient) -> None:
    answer = reviewer.get("/staff/", headers={"User-Agent": "Somebody else's browser"})
    assert answer.location.startswith("/staff/login")


def test_a_new_code_app_replaces_the_old_one(reviewer: FlaskClient, session: Session) -> None:
    before = session.query(StaffUser.tf_totp_secret).scalar()
    key = key_on(send(reviewer, "/staff/tf-setup", setup="authenticator").get_data(as_text=True))
    fresh = Person("reviewer@example.org", PASSWORD, key)
    assert send(reviewer, "/staff/tf-validate", code=fresh.code(1)).location == "/staff/"
    anew(session)
    assert session.query(StaffUser.tf_totp_secret).scalar() != before


def test_the_second_factor_cannot_be_switched_off(reviewer: FlaskClient, session: Session) -> None:
    send(reviewer, "/staff/tf-setup", setup="disable")
    anew(session)
    assert session.query(StaffUser.tf_totp_secret).scalar()


def test_changing_how_one_signs_in_asks_for_the_password_again_after_a_while(reviewer: FlaskClient) -> None:
    with reviewer.session_transaction() as cookie:
        cookie["fs_paa"] = time.time() - 2 * 3600
        cookie.pop("fs_gexp", None)
    for path in ("/staff/tf-setup", "/staff/mf-recovery-codes"):
        assert reviewer.get(path).location.startswith("/staff/verify")


def test_the_picture_for_the_code_app_exists_only_while_one_is_set_up(client: FlaskClient, session: Session) -> None:
    assert client.get("/staff/enrolment.svg").status_code == 404
    person = newcomer(session)
    send(client, "/staff/login", email=person.email, password=person.password)
    assert client.get("/staff/enrolment.svg").status_code == 404
    page = send(client, "/staff/tf-setup", setup="authenticator")
    assert "data:" not in page.get_data(as_text=True)
    picture = client.get("/staff/enrolment.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"
    assert b"<path" in picture.data


@pytest.mark.parametrize("path", ["/staff/tf-setup", "/staff/tf-validate", "/staff/mf-recovery"])
def test_the_second_step_without_the_first_leads_back(client: FlaskClient, path: str) -> None:
    assert client.get(path).location == "/staff/login"


@pytest.mark.parametrize("path", ["/staff/tf-rescue", "/staff/tf-select", "/staff/tf-setup/token"])
def test_what_would_mail_or_is_not_needed_is_closed(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data={"csrf_token": csrf(client, "/staff/login"), "help_setup": "help"})
    assert answer.status_code == 404


def test_a_form_without_its_token_is_refused(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    answer = client.post("/staff/login", data={"email": person.email, "password": person.password})
    assert answer.status_code == 400


def test_a_form_that_was_open_for_too_long_says_whom_to_ask(client: FlaskClient) -> None:
    page = text(client.post("/staff/login", data={"email": "a@example.org", "password": "x"}))
    assert "This page was open for too long" in page
    assert "tell the person who runs this server" in page
    assert "the company that sent you here" not in page


def test_nothing_answers_in_json_with_a_token(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    token = csrf(client, "/staff/login")
    answer = client.post(
        "/staff/login?include_auth_token",
        json={"email": person.email, "password": person.password},
        headers={"Accept": "application/json", "X-CSRFToken": token},
    )
    assert answer.mimetype == "text/html"
    assert "token" not in answer.headers


def test_passwords_cannot_be_tried_without_end(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"login_limit": "3/hour"})
    token = csrf(client, "/staff/login")
    tries = [
        client.post("/staff/login", data={"csrf_token": token, "email": "a@example.org", "password": "x"})
        for _ in range(4)
    ]
    assert [answer.status_code for answer in tries] == [200, 200, 200, 429]
    assert int(tries[-1].headers["Retry-After"]) > 0


def test_codes_cannot_be_tried_from_many_addresses(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    send(client, "/staff/login", email=person.email, password=person.password)
    token = csrf(client, "/staff/tf-validate")
    seen = [
        client.post(
            "/staff/tf-validate",
            data={"csrf_token": token, "code": "000000"},
            environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"},
        ).status_code
        for number in range(21)
    ]
    assert seen == [200] * 20 + [429]


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/staff/login").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_cookie_travels_encrypted_where_the_server_does(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"public_base_url": "https://id.example.org"}))
    cookie = app.test_client().get("/staff/login", base_url="https://id.example.org").headers["Set-Cookie"]
    assert "Secure" in cookie


def test_signing_in_waits_for_a_writer_instead_of_failing(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    send(client, "/staff/login", email=person.email, password=person.password)
    token = csrf(client, "/staff/tf-validate")
    with transaction(session):
        staff_accounts.create_account(session, "another@example.org", "viewer")
    answer = client.post("/staff/tf-validate", data={"csrf_token": token, "code": person.code()})
    assert answer.location == "/staff/"
