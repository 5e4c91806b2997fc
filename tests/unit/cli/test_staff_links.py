"""`flask kyc staff link` and `unlink`: for providers that verify no address, and people whom they know anew."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.models import StaffLink, transaction
from kyc.services.accounts import staff_accounts

ANNA = "anna@example.org"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"oidc_issuer": "https://idp.example", "oidc_client_id": "ekyc"})


@pytest.fixture(autouse=True)
def _anna(session: Session) -> None:
    with transaction(session):
        staff_accounts.create_account(session, ANNA, "reviewer")


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["kyc", "staff", *words])


def subjects(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(StaffLink.subject)))


def test_an_account_is_linked_and_unlinked(app: Flask, session: Session) -> None:
    assert run(app, "link", ANNA, "sub-1").output == "linked\n"
    assert run(app, "link", ANNA, "sub-2").output == "linked\n"
    assert subjects(session) == ["sub-2"]
    assert run(app, "unlink", ANNA).output == "unlinked\n"
    assert subjects(session) == []


def test_mistakes_are_said_in_words(app: Flask, session: Session) -> None:
    for words, said in (
        (("link", "nobody@example.org", "sub-1"), "there is no account with this address"),
        (("link", ANNA, ""), "this is no subject of a provider"),
        (("unlink", ANNA), "there is no link of this address"),
    ):
        done = run(app, *words)
        assert done.exit_code == 1
        assert said in done.output
    assert subjects(session) == []


def test_without_a_provider_there_is_nobody_to_link_to(app: Flask, settings: Settings, session: Session) -> None:
    app.config["SETTINGS"] = settings.model_copy(update={"oidc_issuer": ""})
    done = run(app, "link", ANNA, "sub-1")
    assert (done.exit_code, subjects(session)) == (1, [])
    assert "set OIDC_ISSUER first" in done.output
