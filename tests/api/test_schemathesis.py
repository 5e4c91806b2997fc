"""Drawn requests over the whole document: no 5xx, and no answer that the document does not know."""

from __future__ import annotations

import contextvars
import os
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as examples
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks
from sqlalchemy.orm import Session

from kyc.models import WorkerHeartbeat, transaction, utcnow
from tests.api.calls import LIVE, TEST, opened, ready
from tests.make import PERSON

pytestmark = pytest.mark.one_database

EXAMPLES = int(os.environ.get("DRAWN_REQUESTS", "15"))
OPERATIONS = [
    ("GET", "/"),
    ("POST", "/api/profiles/create"),
    ("GET", "/api/profiles/{record_id}"),
    ("POST", "/v1/sessions"),
    ("GET", "/v1/sessions"),
    ("GET", "/v1/sessions/{session_id}"),
    ("POST", "/v1/sessions/{session_id}/documents"),
    ("POST", "/v1/sessions/{session_id}/selfie"),
    ("POST", "/v1/sessions/{session_id}/liveness"),
    ("GET", "/v1/sessions/{session_id}/liveness/{challenge_id}"),
    ("POST", "/v1/sessions/{session_id}/liveness/{challenge_id}/extend"),
    ("POST", "/v1/sessions/{session_id}/liveness/{challenge_id}/alternative"),
    ("POST", "/v1/sessions/{session_id}/handoff"),
    ("GET", "/v1/sessions/{session_id}/handoff"),
    ("POST", "/v1/sessions/{session_id}/submit"),
    ("POST", "/v1/sessions/{session_id}/cancel"),
    ("GET", "/v1/sessions/{session_id}/report"),
    ("GET", "/v1/sessions/{session_id}/report.pdf"),
    ("GET", "/v1/sessions/{session_id}/evidence.zip"),
    ("GET", "/v1/sessions/{session_id}/events"),
    ("POST", "/v1/sessions/{session_id}/resubmission"),
    ("GET", "/v1/sessions/{session_id}/documents/{document_id}/image"),
    ("GET", "/v1/sessions/{session_id}/selfies/{selfie_id}/image"),
    ("GET", "/v1/profiles/{record_id}"),
    ("GET", "/v1/document_types"),
    ("GET", "/v1/reasons"),
    ("GET", "/v1/events"),
    ("POST", "/v1/test/sessions/{session_id}/outcome"),
    ("POST", "/v1/webhook_endpoints"),
    ("GET", "/v1/webhook_endpoints"),
    ("GET", "/v1/webhook_endpoints/{endpoint_id}"),
    ("PATCH", "/v1/webhook_endpoints/{endpoint_id}"),
    ("DELETE", "/v1/webhook_endpoints/{endpoint_id}"),
    ("POST", "/v1/webhook_endpoints/{endpoint_id}/rotate_secret"),
    ("POST", "/v1/webhook_endpoints/{endpoint_id}/test"),
    ("POST", "/v1/webhook_endpoints/{endpoint_id}/replay"),
    ("GET", "/v1/webhook_endpoints/{endpoint_id}/deliveries"),
    ("POST", "/v1/webhook_endpoints/{endpoint_id}/deliveries/{delivery_id}/replay"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
]
# A drawn file is no photograph, a drawn country is none, and no person is at work on the session.
HARD_TO_MEET = {
    "/v1/sessions/{session_id}/documents",
    "/v1/sessions/{session_id}/selfie",
    "/v1/sessions/{session_id}/resubmission",
    "/api/profiles/create",
}
# Setting a document takes its time, and nothing of these requests can be drawn but the session.
SLOW = {"/v1/sessions/{session_id}/report.pdf", "/v1/sessions/{session_id}/evidence.zip"}
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
    checks.allow_header_conformance,
]


@pytest.fixture
def known(client: FlaskClient, session: Session) -> dict[str, str]:
    """Ids that exist and a worker that lives, so that not everything ends in a refusal."""
    with transaction(session):
        session.add(WorkerHeartbeat(executor_id="w1", at=utcnow()))
    made = ready(client, config={"liveness_type": "active"})["id"]
    challenges = f"/v1/sessions/{made}/liveness"
    first, second = (client.post(challenges, headers=LIVE).get_json()["id"] for _ in range(2))
    assert client.post(f"{challenges}/{first}/alternative", headers=LIVE).status_code == 200
    record = opened(client, applicant=PERSON)["record_id"]
    hooks = client.post("/v1/webhook_endpoints", json={"url": "https://partner.example/h"}, headers=LIVE).get_json()[
        "id"
    ]
    sent = client.post(f"/v1/webhook_endpoints/{hooks}/test", headers=LIVE).get_json()["id"]
    listening = {"endpoint_id": hooks, "delivery_id": sent}
    evidence = client.get(f"/v1/sessions/{made}/report", headers=LIVE).get_json()["evidence"]
    photos = {"document_id": evidence["documents"][0]["id"], "selfie_id": evidence["selfies"][0]["id"]}
    played = {"test_session_id": opened(client, TEST)["id"]}
    return {"session_id": made, "record_id": record, "challenge_id": second, **listening, **photos, **played}


def test_the_list_of_operations_is_whole(app: Flask) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    found = [result.ok() for result in schema.get_all_operations()]
    assert sorted((one.method.upper(), one.path) for one in found) == sorted(OPERATIONS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["sound", "unsound"])
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_one_that_the_document_knows(
    app: Flask, known: dict[str, str], method: str, path: str, mode: GenerationMode
) -> None:
    operation = schemathesis.openapi.from_wsgi("/openapi.json", app)[path][method]
    key, prefix = (TEST, "test_") if path.startswith("/v1/test/") else (LIVE, "")
    seen: list[int] = []
    if mode is GenerationMode.NEGATIVE and not _can_be_wrong(operation):
        mode = GenerationMode.POSITIVE

    @seed(1)
    @examples(
        max_examples=2 if path in SLOW else EXAMPLES,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = {name: known[prefix + name] for name in case.path_parameters or {}}
        answer = contextvars.Context().run(case.call, headers={**key})
        seen.append(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    run()
    assert max(seen) < 500
    if mode is GenerationMode.POSITIVE and path not in HARD_TO_MEET:
        assert min(seen) < 300


def _can_be_wrong(operation: Any) -> bool:
    """Whether there is anything in the request that the document restricts."""
    return bool(list(operation.iter_parameters()) or operation.body)
