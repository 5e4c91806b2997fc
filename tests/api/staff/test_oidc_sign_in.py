"""Signing in at a certified identity provider that runs in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.models import StaffLink, StaffUser, transaction
from kyc.services.accounts import oidc_links, staff_accounts
from kyc.services.record import audit
from tests.api.staff.people import PASSWORD, Person, anew, colleague, newcomer, send, text
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
