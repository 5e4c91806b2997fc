"""`flask kyc holds put | list | lift`: legal holds from the command line."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from kyc.cli.holds import holds_cli
from kyc.models import transaction
from kyc.services.privacy import holds
from tests import make

pytestmark = pytest.mark.one_database


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(holds_cli, list(words))


@pytest.fixture
def record(app: Flask, session: Session) -> str:
    with transaction(session):
        return make.profile(session).id


def test_a_hold_is_put_listed_and_lifted(app: Flask, record: str) -> None:
    assert run(app, "list").output == "no hold is in force\n"
    hold = run(app, "put", record, "--reason", "litigation", "--reference", "12/345").output.strip()
    assert f"{hold}  record {record}  litigation  12/345  since 20" in run(app, "list").output
    assert run(app, "lift", hold).output == "lifted\n"
    again = run(app, "lift", hold)
    assert again.exit_code == 1
    assert "lifted already" in again.output


def test_lifting_one_of_two_says_that_the_record_is_still_held(app: Flask, record: str, session: Session) -> None:
    first = run(app, "put", record, "--reason", "authority").output.strip()
    run(app, "put", record, "--reason", "supervisor")
    assert run(app, "lift", first).output == "lifted; another hold on the record is still in force\n"
    assert holds.held(session, record)


def test_what_cannot_be_held_is_said(app: Flask, record: str) -> None:
    assert "there is no such record" in run(app, "put", "x", "--reason", "other").output
    assert "there is no such hold" in run(app, "lift", "x").output
    assert "at most" in run(app, "put", record, "--reason", "other", "--reference", "y" * 121).output
