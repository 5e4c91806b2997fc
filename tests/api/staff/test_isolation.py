"""What hangs on one case is not found under another, nor one person's things by another: every id of every route."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from kyc.models import (
    ApplicantRequest,
    AuditEntry,
    MatchVerdictRecord,
    SavedView,
    Selfie,
    Verification,
    ViewLog,
    transaction,
)
from kyc.services.accounts import staff_accounts
from kyc.services.applicant import applicant_requests
from kyc.services.desk import saved_views
from kyc.services.privacy import holds
from kyc.services.training import cases
from tests import make, practice
from tests.api.staff.conftest import PICTURE
from tests.api.staff.people import anew, colleague, send, signed_in
from tests.screenings import MATCH, breakdown, concluded

pytestmark = pytest.mark.one_database

OF_A_CASE = {"image_id", "fingerprint", "request_id", "hold_id"}
OF_A_PERSON = {"view_id"}
OF_THE_HOUSE = {"verification_id", "case_id", "flag_id", "partner_id", "key_id", "staff_id", "tag_id"} | {
    "job_id",
    "delivery_id",
}
NO_OBJECT = {"token", "fact", "_unknown"}
BODIES = {
    "staff.judge_match": {"verdict": "false_positive", "reason": "another birthplace"},
    "staff.end_sessions": {"session": "all"},
    "staff.answer_request": {"answer": "done", "note": "It was looked at."},
}
QUERIES = {"staff.part": "?box=0,0,1,1"}


def staff_rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/staff/") and rule.arguments)


def under_a_case(app: Flask) -> list[Rule]:
    return [rule for rule in staff_rules(app) if "verification_id" in rule.arguments and rule.arguments & OF_A_CASE]


@pytest.fixture
def rich(app: Flask, session: Session) -> tuple[Verification, dict[str, str]]:
    """A case that has one of each, with their ids."""
    with transaction(session):
        found = concluded(session, breakdown(MATCH), approved=False)
        asked = applicant_requests.ask(session, found, "erasure").id
        held = holds.put(session, found.profile_id, "litigation", "", "operator").id
        selfie = session.scalars(select(Selfie).filter_by(verification_id=found.id)).one()
    app.config["TOOLS"].blobs.put(selfie.blob, PICTURE)
    return found, {"image_id": selfie.id, "fingerprint": MATCH.fingerprint, "request_id": asked, "hold_id": held}


def call(client: FlaskClient, rule: Rule, case: str, ids: dict[str, str]) -> int:
    path = re.sub(r"<(?:[^>:]*:)?(\w+)>", lambda one: ({"verification_id": case} | ids)[one[1]], rule.rule)
    if "POST" in (rule.methods or ()):
        return send(client, path, at="/staff/", **BODIES.get(rule.endpoint, {})).status_code
    return client.get(path + QUERIES.get(rule.endpoint, "")).status_code


def test_every_id_in_an_address_is_somebodys_or_the_houses(app: Flask) -> None:
    known = OF_A_CASE | OF_A_PERSON | OF_THE_HOUSE | NO_OBJECT
    assert {name for rule in staff_rules(app) for name in rule.arguments} == known


def test_what_hangs_on_another_case_is_not_found_under_this_one(
    app: Flask, client: FlaskClient, session: Session, rich: tuple[Verification, dict[str, str]]
) -> None:
    admin = signed_in(client, colleague(app, session, "admin"))
    with transaction(session):
        other = make.in_review(session).id
    found = {rule.endpoint: call(admin, rule, other, rich[1]) for rule in under_a_case(app)}
    assert set(found.values()) == {404}, found
    assert anew(session).scalars(select(ViewLog)).all() == []
    assert session.scalars(select(MatchVerdictRecord)).all() == []
    assert session.scalars(select(ApplicantRequest)).one().answered_at is None


def test_under_its_own_case_each_of_them_is_found(
    app: Flask, client: FlaskClient, session: Session, rich: tuple[Verification, dict[str, str]]
) -> None:
    """So that what is not found elsewhere is there."""
    admin = signed_in(client, colleague(app, session, "admin"))
    found = {rule.endpoint: call(admin, rule, rich[0].id, rich[1]) for rule in under_a_case(app)}
    assert set(found.values()) == {200, 302}, found


def test_what_is_one_persons_is_not_found_by_another(app: Flask, client: FlaskClient, session: Session) -> None:
    admin = signed_in(client, colleague(app, session, "admin"))
    colleague(app, session, "reviewer", "owner@example.org")
    with transaction(session):
        mine = saved_views.save(session, staff_accounts.get(session, "owner@example.org").id, "Mine", {}).id
    for rule in staff_rules(app):
        if rule.arguments & OF_A_PERSON:
            assert call(admin, rule, "", {"view_id": str(mine)}) == 404, rule
    assert anew(session).get(SavedView, mine) is not None


def test_the_image_of_another_case_for_training_is_not_found_under_this_one(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    admin = signed_in(client, colleague(app, session, "admin"))
    one, other = (practice.added(session, app.config["TOOLS"].blobs, name) for name in ("one", "two"))
    image = cases.images_of(session, one.id)[0].id
    below = [rule for rule in staff_rules(app) if {"case_id", "image_id"} <= rule.arguments]
    assert below
    for rule in below:
        assert call(admin, rule, "", {"case_id": other.id, "image_id": image}) == 404, rule
    assert anew(session).scalars(select(AuditEntry).filter_by(act="image.opened")).all() == []


def test_a_number_that_nothing_has_is_not_found(app: Flask, client: FlaskClient, session: Session) -> None:
    admin = signed_in(client, colleague(app, session, "admin"))
    for rule in staff_rules(app):
        for number in ("0", "9" * 10, "9" * 30) if "<int" in rule.rule else ():
            assert call(admin, rule, "", dict.fromkeys(rule.arguments, number)) == 404, (rule, number)
