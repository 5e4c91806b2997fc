"""GET /v1/sessions/{id}/report."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.domain.check import CheckResult, Result
from kyc.domain.evidence import Engine
from kyc.domain.reasons import CATALOGUE
from kyc.models import Decision, transaction
from kyc.services.examining import pipeline
from kyc.services.examining.pipeline import Examination
from tests import make
from tests.api.calls import LIVE, add_document, blurred, opened, photo, ready, refused
from tests.api.test_read_session import CHECKS, decided
from tests.make import PERSON
from tests.unit.services.put_right import put_right

LIST = {"name": "sample", "date": "2026-01-01", "entities": 12, "version": "abc", "sample": True}


def report(client: FlaskClient, session_id: str) -> dict[str, Any]:
    answer = client.get(f"/v1/sessions/{session_id}/report", headers=LIVE)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def explained() -> Examination:
    """An examination whose checks say everything that they can."""
    found = make.examination(face_match=Result.REVIEW)
    engine = Engine("sface", "2021dec")
    face = CheckResult("face_match", Result.REVIEW, ("face_uncertain",), 0.41, 0.45, 0.6, engine, {"review_at": 0.3})
    sanctions = CheckResult("sanctions_screening", Result.CLEAR, breakdown={"lists": [LIST]})
    pep = CheckResult("pep_screening", Result.CLEAR, breakdown={"lists": [LIST]})
    return Examination((found.results[0], face, found.results[2], sanctions, pep), found.verdict, found.extracted)


def test_a_fresh_session_claims_nothing(client: FlaskClient) -> None:
    body = report(client, opened(client)["id"])
    assert [(one["name"], one["result"]) for one in body["checks"]] == [(name, "not_performed") for name in CHECKS]
    assert (body["decision"], body["decisions"], body["lists"], body["history"]) == (None, [], [], [])
    assert body["evidence"] == {"documents": [], "selfies": [], "challenges": []}


def test_what_the_partner_gave_comes_back(client: FlaskClient) -> None:
    given = {**PERSON, "date_of_birth": "1990-01-15"}
    body = report(client, opened(client, applicant=given, client_reference_id="c1", metadata={"a": 1})["id"])
    assert (body["declared"], body["client_reference_id"], body["metadata"]) == (given, "c1", {"a": 1})


def test_each_check_explains_itself(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = make.submitted(session)
        pipeline.begin(session, made.id)
        pipeline.conclude(session, made.id, explained())
    face = {one["name"]: one for one in report(client, made.id)["checks"]}["face_match"]
    assert (face["result"], face["method"], face["score"], face["threshold"]) == ("review", "automated", 0.41, 0.45)
    assert (face["model"], face["version"], face["confidence"]) == ("sface", "2021dec", 0.6)
    assert face["reasons"] == [{"code": "face_uncertain", "detail": CATALOGUE["face_uncertain"].partner}]
    assert face["breakdown"] == {"review_at": 0.3}


def test_every_list_that_was_screened_stands_once(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = make.submitted(session)
        pipeline.begin(session, made.id)
        pipeline.conclude(session, made.id, explained())
    assert report(client, made.id)["lists"] == [LIST]


def test_the_decision_names_its_rule_and_policy(client: FlaskClient, session: Session) -> None:
    decision = report(client, decided(session, face_match=Result.FAIL))["decision"]
    assert (decision["outcome"], decision["method"], decision["actor"]) == ("rejected", "automated", "policy")
    assert decision["rule"]
    assert decision["policy"] == make.POLICY.version


def test_a_persons_decision_is_named_as_one_and_its_note_stays_inside(client: FlaskClient, session: Session) -> None:
    made = decided(session, pep_screening=Result.HIT)
    with transaction(session):
        human = Decision(verification_id=made, outcome="approved", rule="review", policy="-", actor="staff:1")
        human.reasons, human.note = ["confirmed_by_reviewer"], "SECRET NOTE"
        session.add(human)
    body = report(client, made)
    assert (body["decision"]["method"], len(body["decisions"])) == ("human", 2)
    assert "SECRET NOTE" not in str(body)


def test_the_evidence_has_digests_and_what_it_replaced(client: FlaskClient) -> None:
    made = ready(client)["id"]
    add_document(client, made, photo(0.8))
    evidence = report(client, made)["evidence"]
    first, second = evidence["documents"]
    assert (first["side"], first["capture_method"], len(first["sha256"])) == ("data_page", "api", 64)
    assert first["replaced_at"]
    assert second["replaced_at"] is None
    assert len(evidence["selfies"]) == 1
    assert "blob" not in str(evidence)


def test_a_refused_image_is_no_evidence(client: FlaskClient) -> None:
    made = opened(client)["id"]
    add_document(client, made, blurred())
    assert report(client, made)["evidence"]["documents"] == []


def test_the_history_is_in_order(client: FlaskClient, session: Session) -> None:
    steps = [one["step"] for one in report(client, decided(session))["history"]]
    assert steps == ["add_documents", "add_selfie", "submit", "begin", "approve"]


def test_the_next_session_names_the_one_before(client: FlaskClient) -> None:
    first = opened(client, applicant=PERSON)["id"]
    second = opened(client, applicant=PERSON)["id"]
    assert report(client, second)["previous_session_id"] == first


def test_the_report_is_for_partners_alone(client: FlaskClient) -> None:
    made = opened(client)
    headers = {"x-session-token": made["session_token"]}
    refused(client.get(f"/v1/sessions/{made['id']}/report", headers=headers), 401, "unauthorized")


def test_an_unknown_session_is_404(client: FlaskClient) -> None:
    refused(client.get("/v1/sessions/sess_x/report", headers=LIVE), 404, "not_found")


def test_what_a_reviewer_put_right_stands_beside_what_it_was_and_notes_stay_with_the_staff(
    client: FlaskClient, session: Session
) -> None:
    with transaction(session):
        made = make.in_review(session)
    for who, number in (("anna", "AB1234568"), ("bert", "AB1234569")):
        put_right(session, made.id, who, document_number=number)
    body = report(client, made.id)
    assert body["extracted_data"]["document_number"] == "AB1234569"
    first, second = body["corrections"]
    assert (first["field"], first["was"], first["value"], first["in_force"]) == (
        "document_number",
        None,
        "AB1234568",
        False,
    )
    assert (second["was"], second["in_force"], second["actor"]) == ("AB1234568", True, "staff:2")
    assert second["reason"] == {"code": "field_misread", "detail": CATALOGUE["field_misread"].partner}
    assert "Seen by eye" not in str(body)
    document = next(one for one in body["checks"] if one["name"] == "document_authenticity")
    assert (document["result"], document["score"]) == ("not_performed", None)
    assert [one["code"] for one in document["reasons"]] == ["not_run_since_correction"]
    assert [one["note"] for one in body["history"] if one["step"] == "corrected"] == ["document_number"] * 2
