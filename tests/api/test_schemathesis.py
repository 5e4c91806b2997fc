"""Drawn requests over the whole document: no 5xx, and no answer that the document does not know."""

from __future__ import annotations

import contextvars
import os
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as examples
from jinja2 import BytecodeCache
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks
from sqlalchemy.orm import Session

from kyc.app import create_app
from kyc.config import load
from kyc.models import DEFAULT_PARTNER, Document, Selfie, WorkerHeartbeat, db, transaction, utcnow
from kyc.services.liveness import challenges
from kyc.services.privacy import erasure
from kyc.services.telling import endpoints, replays
from kyc.services.telling.endpoints import EndpointChanges
from kyc.services.verification import openings
from kyc.services.verification.openings import Options
from kyc.services.verification.requirements import images
from tests import make
from tests.api.calls import LIVE, TEST, opened, photo
from tests.databases import Database
from tests.make import LIVE_KEY, TEST_KEY

pytestmark = pytest.mark.one_database

HOOKS = "https://partner.example/h"
EXAMPLES = int(os.environ.get("DRAWN_REQUESTS", "25"))
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
    ("POST", "/v1/sessions/{session_id}/redact"),
    ("DELETE", "/v1/profiles/{record_id}"),
    ("GET", "/v1/receipts/{receipt_id}"),
    ("GET", "/v1/receipts/keys"),
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


@pytest.fixture(scope="module")
def app(database: Database, tmp_path_factory: pytest.TempPathFactory, compiled: BytecodeCache) -> Iterator[Flask]:
    """One application for all of them: making it took as long as its requests."""
    rates = dict.fromkeys(("status_limit", "create_limit", "read_limit"), "1000000/minute")
    keys = {"valid_api_keys": (LIVE_KEY, TEST_KEY), "instance_dir": tmp_path_factory.mktemp("instance")}
    made = create_app(load(_env_file=None, database_url=database.copy(), **keys, **rates))
    made.jinja_env.bytecode_cache = compiled
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def described(app: Flask) -> Any:
    """The document, with what is drawn from it, which is compiled once."""
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


@pytest.fixture
def known(app: Flask, client: FlaskClient, session: Session) -> dict[str, str]:
    """Ids that exist and a worker that lives, so that not everything ends in a refusal."""
    tools = app.config["TOOLS"]
    with transaction(session):
        session.merge(WorkerHeartbeat(executor_id="w1", at=utcnow()))
        for old in endpoints.all_of(session, DEFAULT_PARTNER, "live"):
            endpoints.remove(session, old, "key1")
        endpoint, _ = endpoints.create(session, tools.keyring, DEFAULT_PARTNER, "live", EndpointChanges(HOOKS), "key1")
        owner = make.profile(session, document_number=f"N{secrets.token_hex(6)}")
        verification, _ = openings.open_new(session, owner, Options(liveness_type="active"))
        make.photographed(session, verification)
        ids = {"endpoint_id": endpoint.id, "delivery_id": replays.send_test(session, endpoint).id}
        ids |= {"session_id": verification.id, "record_id": owner.id}
        first, _ = challenges.open_new(session, verification)
        challenges.ask_alternative(session, verification, first, "partner")
        ids["receipt_id"] = erasure.redact(session, make.verification(session), erasure.Order("unlawful", "key1")).id
        ids["challenge_id"] = challenges.open_new(session, verification)[0].id
        for kind, image in zip(("document_id", "selfie_id"), _images(session, verification.id), strict=True):
            tools.blobs.put(image.blob, photo())
            ids[kind] = image.id
    begun = client.post(f"/v1/sessions/{ids['session_id']}/handoff", headers=LIVE)
    assert begun.status_code == 200
    return {**ids, "test_session_id": opened(client, TEST)["id"]}


def _images(session: Session, verification_id: str) -> tuple[Document | Selfie, ...]:
    documents, selfie = images(session, verification_id)
    assert selfie
    return documents[0], selfie


def test_the_list_of_operations_is_whole(described: Any) -> None:
    found = [result.ok() for result in described.get_all_operations()]
    assert sorted((one.method.upper(), one.path) for one in found) == sorted(OPERATIONS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["sound", "unsound"])
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_one_that_the_document_knows(
    described: Any, known: dict[str, str], method: str, path: str, mode: GenerationMode
) -> None:
    operation = described[path][method]
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
