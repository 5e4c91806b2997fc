"""Nothing of one applicant reaches another browser, and no page takes another record's ids: every route there is."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from kyc.models import AuditEntry, Document, LivenessChallenge, StatusHistory, Verification, transaction
from kyc.services.liveness import challenges
from kyc.services.verification import openings, uploads
from kyc.services.verification.openings import Options
from tests import make
from tests.api.hosted.applicant import NAME, NUMBER, Applicant, another_browser, newest, record
from tests.api.hosted.two_screens import show_code, token_of

pytestmark = pytest.mark.one_database

KNOWN = {"record_id", "challenge_id", "token", "side", "rest"}
DOORSTEP = {"here", "join", "another-way"}
"""Pages that any browser may look at: they ask whether to go on in it, and say who helps otherwise."""
SECRETS = (NAME, NUMBER, "Zebediah", "Quill")


def routes(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Method and rule of every address below a record."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("hosted."):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule


def path(rule: Rule, record_id: str, challenge: str) -> str:
    ids = {"record_id": record_id, "challenge_id": challenge, "token": "t" * 26, "side": "data_page", "rest": "a/b"}
    return re.sub(r"<(?:[^>]*:)?(\w+)>", lambda one: ids[one[1]], rule.rule)


def state(session: Session, record_id: str) -> tuple[object, ...]:
    """All that a stranger could have changed."""
    found = newest(session, record_id)
    tables = (Document, StatusHistory, AuditEntry)
    counts = [session.scalar(select(func.count()).select_from(table)) for table in tables]
    return (found.id, found.version, found.state, found.closed_reason, *counts)


def elsewhere(session: Session, **options: object) -> str:
    """The id of another person's record."""
    with transaction(session):
        owner = make.profile(session, document_number=f"N{secrets.token_hex(6)}")
        openings.open_new(session, owner, Options(**options))  # type: ignore[arg-type]  # a test's own words
    return owner.id


@pytest.fixture
def active(session: Session, client: FlaskClient) -> tuple[Applicant, str]:
    """An applicant before the camera, with a document sent and a challenge open."""
    applicant = Applicant(client, record(session, liveness_type="active"))
    applicant.agree()
    applicant.choose()
    return applicant, with_challenge(session, applicant.record_id)


def with_challenge(session: Session, record_id: str) -> str:
    found = newest(session, record_id)
    with transaction(session):
        made = session.get_one(Verification, found.id)
        if not uploads.find_document(session, made.id, "none", make.passport_facts()):
            uploads.attach_document(session, made, make.received(made.id), make.passport_facts(), "applicant")
        return challenges.open_new(session, made)[0].id


def strangers(app: Flask, session: Session, record_id: str) -> Iterator[Applicant]:
    """A browser that has nothing, and one that holds another record and shows that one's cookie here."""
    yield another_browser(app, record_id)
    other = Applicant(app.test_client(), elsewhere(session))
    other.agree()
    key = other.client.get_cookie("applicant", path=f"/{other.record_id}")
    assert key
    other.client.set_cookie("applicant", key.value, path=f"/{record_id}")
    yield Applicant(other.client, record_id)


def test_every_part_of_an_address_is_known_here(app: Flask) -> None:
    assert {name for _, rule in routes(app) for name in rule.arguments} == KNOWN


def test_another_browser_gets_nothing_and_changes_nothing(
    app: Flask, session: Session, active: tuple[Applicant, str]
) -> None:
    applicant, challenge = active
    show_code(applicant)
    before = state(session, applicant.record_id)
    for stranger in strangers(app, session, applicant.record_id):
        stranger.get("here")
        for method, rule in routes(app):
            address = path(rule, applicant.record_id, challenge)
            answer = stranger.client.open(address, method=method, data={"csrf_token": stranger.token})
            assert answer.status_code in (303, 403, 404, 409, 410) or rule.rule.rpartition("/")[2] in DOORSTEP, address
            assert not any(word in answer.get_data(as_text=True) for word in SECRETS), address
            assert answer.mimetype in ("text/html", "application/json"), address
    assert state(session, applicant.record_id) == before
    assert applicant.get("liveness").path == "liveness", "and who held it holds it"


def test_the_challenge_of_another_record_is_not_found_at_this_one(
    app: Flask, session: Session, active: tuple[Applicant, str]
) -> None:
    applicant, _ = active
    other = with_challenge(session, elsewhere(session, liveness_type="active"))
    applicant.get("liveness")
    asked = [(method, rule) for method, rule in routes(app) if "challenge_id" in rule.arguments]
    assert len(asked) == 4
    for method, rule in asked:
        data = {"csrf_token": applicant.token}
        answer = applicant.client.open(path(rule, applicant.record_id, other), method=method, data=data)
        assert answer.status_code in (303, 404, 409, 422), rule
        assert other not in answer.get_data(as_text=True)
    session.rollback()
    found = session.get_one(LivenessChallenge, other)
    assert (found.alternative_at, found.received_at) == (None, None)


def test_the_code_of_another_record_connects_nothing(
    app: Flask, session: Session, active: tuple[Applicant, str]
) -> None:
    applicant, _ = active
    computer = Applicant(app.test_client(), elsewhere(session))
    computer.agree()
    show_code(computer)
    phone = another_browser(app, applicant.record_id)
    assert phone.get(f"join/{token_of(session, computer.record_id)}").status == 410
