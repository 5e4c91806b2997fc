"""What a reviewer told apart once is not raised again when the same person is verified again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from kyc.adapters.screening.entity import Entity
from kyc.domain.evidence import Evidence, NotMeasured
from kyc.domain.screening import MatchVerdict, Person
from kyc.models import Verification, db, transaction, utcnow
from kyc.services.examining import pipeline
from kyc.services.screening import match_verdicts
from kyc.services.screening.match_verdicts import Opinion
from kyc.tools import Tools
from kyc.worker import verify
from tests import make
from tests.screenings import JOHN, LISTED, breakdown, concluded, loaded

FALSE = Opinion(MatchVerdict.FALSE_POSITIVE, "another birthplace")


@pytest.fixture
def tools(app: Flask) -> Tools:
    made: Tools = app.config["TOOLS"]
    loaded(made.settings.watchlists_dir, "v1", LISTED)
    return made


def told_apart(session: Session, tools: Tools) -> Verification:
    """A case whose match a reviewer dismissed, and the person's next verification on the same profile."""
    found = tools.watchlist("sanctions").screen(JOHN, samples=False)
    with transaction(session):
        first = concluded(session, breakdown(*found.matches), approved=False)
        match_verdicts.judge(session, tools.marks.pepper, first.id, LISTED.fingerprint, FALSE, 3)
    with transaction(session):
        again = make.submitted(session)
        again.profile_id = first.profile_id
    return again


def screened_again(tools: Tools, made: Verification, person: Person, session: Session) -> str:
    """The result of the sanctions check for whom the next document names."""
    sessions = sessionmaker(db.engine, expire_on_commit=False)
    session.rollback()
    nothing = NotMeasured("model_missing")
    evidence = Evidence(
        declared=pipeline.load(session, made.id).declared,
        mode="live",
        today=utcnow().date(),
        selfie_capture="api",
        document=nothing,
        face=nothing,
        liveness=nothing,
        sanctions=tools.watchlist("sanctions").screen(person, samples=False),
        pep=nothing,
        person=person,
        dismissed=verify._dismissed(tools, sessions, made.id, person),
    )
    check = next(one for one in tools.checks if one.NAME == "sanctions_screening")
    return check.judge(evidence).result.value


def test_the_same_person_and_entry_are_clear(session: Session, tools: Tools) -> None:
    again = told_apart(session, tools)
    assert screened_again(tools, again, JOHN, session) == "clear"
    assert screened_again(tools, again, replace(JOHN, document_number="NEW1234"), session) == "clear"


def test_another_name_is_asked_about_again(session: Session, tools: Tools) -> None:
    again = told_apart(session, tools)
    assert screened_again(tools, again, replace(JOHN, name="JOHNNY DOE"), session) != "clear"


def test_a_changed_entry_is_raised_again(session: Session, tools: Tools) -> None:
    again = told_apart(session, tools)
    changed: Entity = replace(LISTED, programmes=("HOUSE", "MORE"))
    loaded(tools.settings.watchlists_dir, "v2", changed)
    assert screened_again(tools, again, JOHN, session) == "hit"
