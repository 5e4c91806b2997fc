"""GET /openapi.json and GET /docs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from kyc.services.accounts.keys import SCOPES
from kyc.web import docs
from tests.api.calls import LIVE, add_document, add_selfie, create, opened, ready, submit
from tests.make import PERSON

pytestmark = pytest.mark.one_database

PATHS = {
    "/": {"get"},
    "/api/profiles/create": {"post"},
    "/api/profiles/{record_id}": {"get"},
    "/v1/sessions": {"get", "post"},
    "/v1/sessions/{session_id}": {"get"},
    "/v1/sessions/{session_id}/documents": {"post"},
    "/v1/sessions/{session_id}/selfie": {"post"},
    "/v1/sessions/{session_id}/liveness": {"post"},
    "/v1/sessions/{session_id}/liveness/{challenge_id}": {"get"},
    "/v1/sessions/{session_id}/liveness/{challenge_id}/extend": {"post"},
    "/v1/sessions/{session_id}/liveness/{challenge_id}/alternative": {"post"},
    "/v1/sessions/{session_id}/handoff": {"get", "post"},
    "/v1/sessions/{session_id}/submit": {"post"},
    "/v1/sessions/{session_id}/cancel": {"post"},
    "/v1/sessions/{session_id}/redact": {"post"},
    "/v1/receipts/{receipt_id}": {"get"},
    "/v1/receipts/keys": {"get"},
    "/v1/sessions/{session_id}/report": {"get"},
    "/v1/sessions/{session_id}/report.pdf": {"get"},
    "/v1/sessions/{session_id}/evidence.zip": {"get"},
    "/v1/sessions/{session_id}/events": {"get"},
    "/v1/sessions/{session_id}/resubmission": {"post"},
    "/v1/sessions/{session_id}/documents/{document_id}/image": {"get"},
    "/v1/sessions/{session_id}/selfies/{selfie_id}/image": {"get"},
    "/v1/profiles/{record_id}": {"get", "delete"},
    "/v1/document_types": {"get"},
    "/v1/reasons": {"get"},
    "/v1/events": {"get"},
    "/v1/test/sessions/{session_id}/outcome": {"post"},
    "/v1/webhook_endpoints": {"get", "post"},
    "/v1/webhook_endpoints/{endpoint_id}": {"get", "patch", "delete"},
    "/v1/webhook_endpoints/{endpoint_id}/rotate_secret": {"post"},
    "/v1/webhook_endpoints/{endpoint_id}/test": {"post"},
    "/v1/webhook_endpoints/{endpoint_id}/replay": {"post"},
    "/v1/webhook_endpoints/{endpoint_id}/deliveries": {"get"},
    "/v1/webhook_endpoints/{endpoint_id}/deliveries/{delivery_id}/replay": {"post"},
    "/healthz": {"get"},
    "/readyz": {"get"},
}


@pytest.fixture
def api(client: FlaskClient) -> dict[str, Any]:
    return dict(client.get("/openapi.json").get_json())


def test_the_document_is_valid_openapi_3_1(api: dict[str, Any]) -> None:
    assert api["openapi"].startswith("3.1")
    validate(api)


def test_every_operation_is_in_it(api: dict[str, Any]) -> None:
    assert {path: set(item) for path, item in api["paths"].items()} == PATHS


def test_every_api_view_of_the_application_is_described(app: Flask) -> None:
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    apis = [name for name in views if name.startswith(("v1.", "legacy."))]
    assert len(apis) == 42
    assert [name for name in apis if not hasattr(views[name], "operation")] == []


def test_every_operation_says_what_it_does_and_how_it_fails(api: dict[str, Any]) -> None:
    for path, item in api["paths"].items():
        for operation in item.values():
            assert operation["summary"]
            assert operation["description"].endswith(".")
            assert any(status.startswith("2") for status in operation["responses"])
            if path.startswith("/v1"):
                assert {"401", "429"} <= set(operation["responses"])


def test_every_post_of_v1_takes_an_idempotency_key(api: dict[str, Any]) -> None:
    posts = [item["post"] for path, item in api["paths"].items() if path.startswith("/v1") and "post" in item]
    assert len(posts) == 17
    assert all("Idempotency-Key" in {one["name"] for one in post["parameters"]} for post in posts)


def test_the_document_takes_what_the_contract_shows(api: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/SessionIn", "components": api["components"]}
    validator = Draft202012Validator(schema)
    assert validator.is_valid({"applicant": PERSON, "config": {"accepted_documents": ["passport"]}})
    assert not validator.is_valid({"surprise": 1})
    assert not validator.is_valid({"config": {"session_ttl": "long"}})


def test_every_answer_has_the_shape_that_the_document_says(client: FlaskClient, api: dict[str, Any]) -> None:
    made = ready(client)["id"]
    item = "/v1/sessions/{session_id}"
    calls = {
        ("/api/profiles/create", "post"): create(client, PERSON),
        ("/api/profiles/{record_id}", "get"): client.get(f"/api/profiles/{opened(client)['record_id']}"),
        ("/v1/sessions", "post"): client.post("/v1/sessions", headers=LIVE),
        ("/v1/sessions", "get"): client.get("/v1/sessions", headers=LIVE),
        (item, "get"): client.get(f"/v1/sessions/{made}", headers=LIVE),
        (f"{item}/documents", "post"): add_document(client, made),
        (f"{item}/selfie", "post"): add_selfie(client, made),
        (f"{item}/submit", "post"): submit(client, made),
        (f"{item}/report", "get"): client.get(f"/v1/sessions/{made}/report", headers=LIVE),
        ("/", "get"): client.get("/"),
        ("/readyz", "get"): client.get("/readyz"),
    }
    for (path, method), answer in calls.items():
        told = api["paths"][path][method]["responses"][str(answer.status_code)]["content"][answer.mimetype]["schema"]
        Draft202012Validator({**told, "components": api["components"]}).validate(answer.get_json())


def test_a_problem_has_the_shape_that_the_document_says(client: FlaskClient, api: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Problem", "components": api["components"]}
    for answer in (
        client.get("/v1/sessions"),
        client.get("/v1/sessions/x", headers=LIVE),
        client.post("/v1/sessions", json={"a": 1}, headers=LIVE),
        submit(client, opened(client)["id"]),
    ):
        Draft202012Validator(schema).validate(answer.get_json())


def test_the_page_has_everything_and_needs_no_script(client: FlaskClient, api: dict[str, Any]) -> None:
    page = client.get("/docs").text
    for path in api["paths"]:
        assert f"<code>{path}</code>" in page
    for name in api["components"]["schemas"]:
        if "properties" in api["components"]["schemas"][name]:
            assert f'id="shape-{name}"' in page
    assert "<script" not in page
    assert " style=" not in page


def test_the_page_is_grouped_and_says_who_may_call_what(client: FlaskClient, api: dict[str, Any]) -> None:
    page = client.get("/docs").text
    assert re.findall(r'<h2 id="group-\d+">([^<]+)</h2>', page) == [tag["name"] for tag in api["tags"]]
    assert re.findall(r'class="group"><a href="#group-\d+">([^<]+)</a>', page) == [tag["name"] for tag in api["tags"]]
    said = re.findall(r'<p class="soft">([^<]+)</p>', page)
    assert len(said) == sum(len(item) for item in PATHS.values())
    assert "A key with the scope sessions:write, or the token of that session." in said
    assert "A key with the scope profiles:write." in said
    assert "No key is needed." in said


def test_words_to_choose_from_are_spelled_out(client: FlaskClient) -> None:
    assert "front | back" in client.get("/docs").text


def test_every_key_of_v1_names_its_scope(api: dict[str, Any]) -> None:
    keyed = {
        (path, *one["key"])
        for path, item in api["paths"].items()
        for operation in item.values()
        for one in operation.get("security", [])
        if "key" in one
    }
    assert ("/v1/sessions/{session_id}/report", "reports:read") in keyed
    assert {scope for _, scope in keyed} == set(SCOPES)


def test_what_may_be_tried_again_says_when(api: dict[str, Any]) -> None:
    for path, item in api["paths"].items():
        for operation in item.values():
            waits = {
                status for status, one in operation["responses"].items() if "Retry-After" in one.get("headers", {})
            }
            assert waits == ({"429", "503"} if path.startswith("/v1") else set())


def test_every_link_of_the_page_leads_somewhere(client: FlaskClient) -> None:
    page = client.get("/docs").text
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    for address in set(re.findall(r'href="(/[^"]+)"', page)):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "maxLength": 5}, "string (up to 5)"),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, "date or null"),
        ({"enum": ["a", "b"]}, "a | b"),
        ({"const": True}, "True"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}, "list of Thing"),
        ({}, "any"),
    ],
)
def test_a_schema_is_said_in_a_few_words(schema: dict[str, Any], words: str) -> None:
    assert docs.kind_of(schema) == words


def test_the_document_is_built_once(app: Flask, client: FlaskClient) -> None:
    first = client.get("/openapi.json").text
    built = app.extensions["openapi"]
    assert client.get("/openapi.json").text == first == json.dumps(built, ensure_ascii=False)
