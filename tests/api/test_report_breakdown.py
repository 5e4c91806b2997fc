"""The document check of GET /v1/sessions/{id}/report, broken down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.domain.check import CheckResult
from kyc.domain.decision import decide
from kyc.domain.reasons import reason
from kyc.models import transaction
from kyc.services.examining import pipeline
from kyc.web.v1.breakdown import DocumentBreakdown
from kyc.web.v1.given import ReportOut
from tests import make
from tests.api.test_report import report
from tests.unit.checks.document_evidence import at, reading, sighting, verdict, with_field


def examined(session: Session, document: CheckResult) -> str:
    """A verification whose document check said this."""
    found = make.examination()
    results = (document, *found.results[1:])
    with transaction(session):
        made = make.submitted(session)
        pipeline.begin(session, made.id)
        pipeline.conclude(session, made.id, replace(found, results=results, verdict=decide(make.POLICY, results)))
    return made.id


def document_check(client: FlaskClient, session_id: str) -> dict[str, Any]:
    body = report(client, session_id)
    ReportOut.model_validate(body)
    return {one["name"]: one for one in body["checks"]}["document_authenticity"]


def test_a_clear_document_is_broken_down_in_the_published_shape(client: FlaskClient, session: Session) -> None:
    check = document_check(client, examined(session, verdict(reading())))
    DocumentBreakdown.model_validate(check["breakdown"])
    assert check["result"] == "pass"
    assert check["breakdown"]["data_comparison"]["result"] == "clear"
    assert check["breakdown"]["visual_authenticity"]["breakdown"]["hologram"] == {
        "result": "not_performed",
        "reason": {"code": "not_supported", "detail": reason("not_supported").partner},
        "regions": [],
    }


def test_a_doubt_names_its_reason_and_both_places(client: FlaskClient, session: Session) -> None:
    document = with_field(
        reading(conflicts=("birth_date",)), "birth_date", region=at(0.3), others=(sighting("1991-01-15"),)
    )
    check = document_check(client, examined(session, verdict(document)))
    words = {"code": "data_inconsistent", "detail": reason("data_inconsistent").partner}
    group = check["breakdown"]["data_consistency"]
    assert (group["result"], group["reasons"]) == ("consider", [words])
    assert group["breakdown"]["birth_date"] == {
        "result": "consider",
        "reason": words,
        "regions": [
            {"side": "data_page", "box": [0.1, 0.3, 0.9, 0.35]},
            {"side": "data_page", "box": [0.1, 0.7, 0.9, 0.75]},
        ],
    }


def test_words_kept_before_there_were_sub_checks_stay_as_they_are(client: FlaskClient, session: Session) -> None:
    old = replace(verdict(reading()), breakdown={"image_integrity": "clear"})
    assert document_check(client, examined(session, old))["breakdown"] == {"image_integrity": "clear"}


def test_the_shape_is_in_the_published_document(client: FlaskClient) -> None:
    schemas = client.get("/openapi.json").get_json()["components"]["schemas"]
    assert set(schemas["DocumentBreakdown"]["required"]) == set(DocumentBreakdown.model_fields)
    assert schemas["SubCheckOut"]["required"] == ["result", "reason", "regions"]
