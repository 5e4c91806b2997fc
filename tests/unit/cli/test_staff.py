"""`flask kyc staff`: accounts from the command line, each password printed once."""

from __future__ import annotations

import re

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import StaffUser, transaction
from kyc.services.accounts import staff_accounts

PASSWORD = re.compile(r"shown once: ([a-z2-9-]{23})\n")


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["kyc", "staff", *words])


def everybody(session: Session) -> list[StaffUser]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(StaffUser)))


def test_an_account_is_made_and_its_password_shown(app: Flask, session: Session) -> None:
    made = run(app, "create", "anna@example.org", "--role", "admin")
    assert made.exit_code == 0
    assert len(PASSWORD.findall(made.output)) == 1
    (user,) = everybody(session)
    assert (user.email, [role.name for role in user.roles]) == ("anna@example.org", ["admin"])


def test_a_reset_prints_another_password(app: Flask) -> None:
    first = PASSWORD.findall(run(app, "create", "anna@example.org").output)
    second = PASSWORD.findall(run(app, "reset", "anna@example.org").output)
    assert len(first) == len(second) == 1
    assert first != second


def test_the_list_tells_how_far_everybody_has_come(app: Flask, session: Session) -> None:
    for email in ("anna@example.org", "bela@example.org", "cleo@example.org"):
        run(app, "create", email)
    with transaction(session):
        ready = staff_accounts.get(session, "bela@example.org")
        ready.must_change_password, ready.tf_totp_secret = False, "secret"
    run(app, "deactivate", "cleo@example.org")
    assert run(app, "list").output.splitlines() == [
        "anna@example.org  reviewer  waits for the first sign-in",
        "bela@example.org  reviewer  authenticator app set",
        "cleo@example.org  reviewer  closed",
    ]


def test_the_list_shows_no_secret(app: Flask, session: Session) -> None:
    run(app, "create", "anna@example.org")
    (user,) = everybody(session)
    shown = run(app, "list").output
    assert "anna@example.org" in shown
    assert str(user.password) not in shown
    assert user.fs_uniquifier not in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("create", "no address"), "this is not an e-mail address"),
        (("create", "anna@example.org", "--role", "owner"), "Invalid value for '--role'"),
        (("reset", "nobody@example.org"), "there is no account with this address"),
        (("deactivate", "nobody@example.org"), "there is no account with this address"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(app: Flask, words: tuple[str, ...], said: str) -> None:
    result = run(app, *words)
    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output


def test_an_address_that_is_taken_is_refused(app: Flask, session: Session) -> None:
    run(app, "create", "anna@example.org")
    again = run(app, "create", "ANNA@example.org")
    assert "there is already an account" in again.output
    assert len(everybody(session)) == 1
