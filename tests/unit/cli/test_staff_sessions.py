"""`flask kyc staff sessions | end | pass`: where people are signed in, from the command line."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from kyc.models import StaffSession, StaffUser, transaction
from kyc.services.accounts import staff_sessions
from kyc.services.record import audit
from tests.unit.cli.test_staff import run

pytestmark = pytest.mark.one_database

ANNA = "anna@example.org"


@pytest.fixture
def ids(session: Session) -> list[str]:
    """Anna, signed in twice."""
    with transaction(session):
        session.add(StaffUser(id=1, email=ANNA, fs_uniquifier="a"))
        session.flush()
        for agent in ("Firefox Windows", "Safari iPhone"):
            staff_sessions.begin(session, 1, agent)
    return [row.id for row in session.query(StaffSession).order_by(StaffSession.device)]


def test_sessions_are_listed_by_a_short_name(app: Flask, ids: list[str]) -> None:
    lines = sorted(run(app, "sessions", " ANNA@example.org").output.splitlines())
    assert {line.split()[0] for line in lines} == {one[:12] for one in ids}
    assert any(re.search(r"Firefox on Windows  since \d{4}-\d\d-\d\d \d\d:\d\d, seen .* UTC$", line) for line in lines)


def test_one_is_ended_by_its_name_and_then_all(app: Flask, ids: list[str], session: Session) -> None:
    assert run(app, "end", ANNA, ids[0][:12]).output == "ended: 1\n"
    assert len(run(app, "sessions", ANNA).output.splitlines()) == 1
    assert run(app, "end", ANNA).output == "ended: 1\n"
    assert run(app, "sessions", ANNA).output == "nowhere signed in\n"
    session.rollback()
    ends = [one.actor for one in audit.entries(session) if one.act == "sign_in.ended"]
    assert ends == ["operator", "operator"]


@pytest.mark.parametrize("name", ["zzz", "%", "_"])
def test_a_name_that_fits_none_ends_none(app: Flask, ids: list[str], name: str) -> None:
    answer = run(app, "end", ANNA, name)
    assert answer.exit_code == 1
    assert "no session of this person begins like that" in answer.output
    assert len(run(app, "sessions", ANNA).output.splitlines()) == 2


def test_a_pass_is_a_link_and_on_the_record(app: Flask, ids: list[str], session: Session) -> None:
    first, second = run(app, "pass", ANNA).output.splitlines()
    assert first.startswith("http://localhost:3000/staff/known/")
    assert "anna" not in first
    assert "Password and code are asked for as always" in second
    session.rollback()
    (entry,) = [one for one in audit.entries(session) if one.act == "account.changed"]
    assert (entry.actor, entry.subject, entry.detail) == ("operator", "staff:1", {"what": "pass_made"})


@pytest.mark.parametrize("command", ["sessions", "end", "pass"])
def test_an_address_that_nobody_has_is_said_plainly(app: Flask, command: str) -> None:
    answer = run(app, command, "nobody@example.org")
    assert answer.exit_code == 1
    assert "there is no account with this address" in answer.output
