"""Signing in at a certified identity provider that runs in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kyc.app import create_app
from kyc.config import Settings
from kyc.models import StaffLink, StaffUser, transaction
from kyc.services.accounts import oidc_links, staff_accounts
from kyc.services.record import audit
from tests.api.staff.people import PASSWORD, anew, colleague, newcomer, send, text
from tests.providers.certified import CLIENT, running, signed_in_there

pytestmark = [pytest.mark.one_database, pytest.mark.xdist_group("oidc")]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture
def settings(settings: Settings, issuer: str) -> Settings:
    return settings.model_copy(
        update={
            "oidc_issuer": issuer,
            "oidc_client_id": CLIENT["client_id"],
            "oidc_client_secret": SecretStr(str(CLIENT["client_secret"])),
            "oidc_allow_http": True,
            "oidc_name": "Example Login",
            "oidc_second_factors": ("otp",),
        }
    )


def departure(client: FlaskClient, onward: str = "") -> str:
    answer = client.get("/staff/oidc", query_string={"next": onward} if onward else {})
    assert answer.status_code == 302
    return str(answer.location)


def walk(client: FlaskClient, subject: str, *amr: str, onward: str = "") -> str:
    """There and back; the page that our server sends the browser on to."""
    answer = client.get(signed_in_there(departure(client, onward), subject, amr))
    assert answer.status_code == 302
    return str(answer.location)


def refused(client: FlaskClient, back: str) -> str:
    """What the sign-in page says after a way back that let nobody in."""
    answer = client.get(back)
    assert answer.location == "/staff/login"
    said = text(client.get("/staff/login"))
    assert client.get("/staff/").location.startswith("/staff/login")
    return said


def acts(session: Session) -> list[tuple[str, str]]:
    return [(one.act, one.actor) for one in audit.entries(anew(session))]


def test_both_factors_there_open_the_queue_without_ours(client: FlaskClient, session: Session) -> None:
    newcomer(session)
    assert walk(client, "sub-reviewer", "pwd", "otp") == "/staff/"
    assert client.get("/staff/").status_code == 200
    assert acts(session)[1:] == [
        ("account.linked", "staff:1"),
        ("account.vouched_for", "staff:1"),
        ("sign_in.done", "staff:1"),
    ]


def test_one_factor_there_leaves_our_code_app_to_ask(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    assert walk(client, "sub-reviewer", "pwd", onward="/staff/flags") == "/staff/tf-validate?next=/staff/flags"
    assert client.get("/staff/").location.startswith("/staff/login")
    assert send(client, "/staff/tf-validate", code=person.code()).location == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_somebody_new_sets_up_a_code_app_and_needs_no_password(client: FlaskClient, session: Session) -> None:
    person = newcomer(session)
    assert walk(client, "sub-reviewer", "pwd") == "/staff/tf-setup"
    page = send(client, "/staff/tf-setup", setup="authenticator").get_data(as_text=True)
    key = page.split('class="key">')[1].split("<")[0].replace("-", "")
    assert send(client, "/staff/tf-validate", code=replace(person, key=key).code()).location == "/staff/"
    assert client.get("/staff/").location == "/staff/mf-recovery-codes"
    send(client, "/staff/mf-recovery-codes")
    assert client.get("/staff/").status_code == 200


def test_the_person_counts_and_no_more_the_address_once_linked(
    app: Flask, client: FlaskClient, session: Session, issuer: str
) -> None:
    colleague(app, session, "lead")
    reviewer = colleague(app, session)
    with transaction(session):
        oidc_links.link(session, reviewer.email, issuer, "sub-moved")
    walk(client, "sub-moved", "otp")
    assert reviewer.email in text(client.get("/staff/"))


def test_an_account_that_is_linked_is_not_opened_by_another_person_with_its_address(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    colleague(app, session)
    walk(client, "sub-reviewer", "otp")
    other = app.test_client()
    said = refused(other, signed_in_there(departure(other), "sub-namesake", ["otp"]))
    assert "linked to another person at Example Login" in said


def test_who_is_not_known_here_is_told_so_and_not_let_in(app: Flask, client: FlaskClient, session: Session) -> None:
    colleague(app, session)
    for subject, said in (
        ("sub-stranger", "There is no account here for your e-mail address."),
        ("sub-claims-to-be", "According to Example Login your e-mail address is not verified."),
        ("sub-nameless", "According to Example Login your e-mail address is not verified."),
        ("", "Signing in with Example Login was stopped."),
    ):
        assert said in refused(client, signed_in_there(departure(client), subject, ["otp"]))
    assert "account.vouched_for" not in dict(acts(session))


def test_a_closed_account_stays_closed(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    walk(client, "sub-reviewer", "otp")
    with transaction(session):
        staff_accounts.deactivate(session, person.email)
    assert client.get("/staff/").location.startswith("/staff/login")
    assert "Your account here is closed." in refused(client, signed_in_there(departure(client), "sub-reviewer"))
    with transaction(session):
        session.execute(delete(StaffLink))
    assert "Your account here is closed." in refused(client, signed_in_there(departure(client), "sub-reviewer"))


def test_a_way_back_opens_nothing_twice_and_nothing_in_another_browser(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    colleague(app, session)
    thief = app.test_client()
    away = departure(client)
    with client.session_transaction() as kept:
        attempt = kept["oidc"]
    back = signed_in_there(away, "sub-reviewer", ["otp"])
    departure(thief)
    assert "began in another browser" in refused(thief, back)
    assert client.get(back).location == "/staff/"
    send(client, "/staff/logout", at="/staff/")
    assert "was used before" in refused(client, back)
    with client.session_transaction() as kept:
        kept["oidc"] = attempt  # a cookie of before, kept by somebody: the provider knows the code as used
    assert "was used before" in refused(client, back)


def test_an_attempt_that_does_not_fit_its_answer_lets_nobody_in(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    colleague(app, session)
    for name, value, said in (
        ("state", "another", "began in another browser"),
        ("state", "é", "began in another browser"),
        ("nonce", "another", "could not be trusted"),
        ("verifier", "v" * 43, "was used before"),
        ("at", 0, "took too long"),
    ):
        back = signed_in_there(departure(client), "sub-reviewer", ["otp"])
        with client.session_transaction() as kept:
            kept["oidc"] = kept["oidc"] | {name: value}
        assert said in refused(client, back)


def test_after_signing_out_the_page_offers_the_providers_own_way_out(
    app: Flask, client: FlaskClient, session: Session, issuer: str
) -> None:
    colleague(app, session)
    walk(client, "sub-reviewer", "otp")
    send(client, "/staff/logout", at="/staff/")
    page = client.get("/staff/login").get_data(as_text=True)
    assert 'href="/staff/oidc/leave"' in page
    assert 'href="/staff/oidc/leave"' not in client.get("/staff/login").get_data(as_text=True)
    leave = client.get("/staff/oidc/leave").location
    assert leave.startswith(f"{issuer}/session/end?")
    assert requests.get(leave, timeout=10).status_code == 200


def test_what_the_provider_stood_in_for_ends_with_the_session(client: FlaskClient, session: Session) -> None:
    person = newcomer(session)
    walk(client, "sub-reviewer", "otp")
    send(client, "/staff/logout", at="/staff/")
    assert send(client, "/staff/login", email=person.email, password=person.password).location == "/staff/tf-setup"
    assert client.get("/staff/").location.startswith("/staff/login")


def test_who_is_signed_in_is_not_sent_away_again(app: Flask, client: FlaskClient, session: Session) -> None:
    colleague(app, session)
    walk(client, "sub-reviewer", "otp")
    for path in ("/staff/oidc", "/staff/oidc/callback?code=x&state=y"):
        assert client.get(path).location == "/staff/"


def test_people_of_a_listed_domain_get_a_viewers_account(
    settings: Settings, client: FlaskClient, app: Flask, session: Session
) -> None:
    app.config["SETTINGS"] = settings.model_copy(update={"oidc_new_accounts": ("example.com",)})
    assert walk(client, "sub-stranger", "otp") == "/staff/"
    assert client.get("/staff/").status_code == 200
    assert acts(session)[:2] == [("account.made", "system"), ("account.linked", "staff:1")]
    assert [role.name for role in session.scalars(select(StaffUser)).one().roles] == ["viewer"]


def test_an_account_without_a_password_is_not_opened_by_one(
    settings: Settings, client: FlaskClient, app: Flask, session: Session
) -> None:
    app.config["SETTINGS"] = settings.model_copy(update={"oidc_new_accounts": ("example.com",)})
    walk(client, "sub-stranger", "otp")
    assert "You may sign in with Example Login, since" in text(client.get("/staff/account"))
    with client.session_transaction() as kept:
        kept["fs_paa"] = 0  # a while ago
    for password in ("", "None", PASSWORD):
        assert send(client, "/staff/verify", password=password).status_code == 200
    send(client, "/staff/logout", at="/staff/")
    for password in ("", "None", PASSWORD):
        assert send(client, "/staff/login", email="stranger@example.com", password=password).status_code == 200
    assert client.get("/staff/").location.startswith("/staff/login")


def test_a_wrong_secret_is_a_fault_of_the_installation_and_said_so(settings: Settings, session: Session) -> None:
    newcomer(session)
    app = create_app(settings.model_copy(update={"oidc_client_secret": SecretStr("not it")}))
    client = app.test_client()
    back = signed_in_there(departure(client), "sub-reviewer", ["otp"])
    assert "it is set up differently from this server" in refused(client, back)
