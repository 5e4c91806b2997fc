"""What nobody should send: always a 4xx in the API's own words, never a 500, and nothing is stored."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import Document, Profile, Verification
from tests.api.calls import LIVE, create, opened, stored
from tests.make import PERSON

pytestmark = pytest.mark.one_database

FEW = examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
APPLICANT = st.fixed_dictionaries({}, optional=dict.fromkeys([*PERSON, "date_of_birth", "other"], ANYTHING))
SESSION = st.fixed_dictionaries(
    {},
    optional={
        "applicant": APPLICANT | ANYTHING,
        **dict.fromkeys(["webhook_url", "return_url", "locale", "metadata", "config", "client_reference_id"], ANYTHING),
    },
)
POSTS = ["/api/profiles/create", "/v1/sessions"]


def worded(answer: TestResponse, path: str) -> None:
    """An answer in the words of its door."""
    assert answer.status_code < 500, answer.text
    body = answer.get_json()
    if answer.status_code >= 400:
        assert ("error" in body) if path.startswith("/api") else ("code" in body)


@FEW
@given(body=ANYTHING)
@pytest.mark.parametrize("path", POSTS)
def test_any_json_is_answered(client: FlaskClient, path: str, body: Any) -> None:
    answer = client.post(path, data=json.dumps(body), content_type="application/json", headers=LIVE)
    worded(answer, path)


@FEW
@given(body=SESSION)
def test_any_session_is_answered(client: FlaskClient, body: Any) -> None:
    answer = client.post("/v1/sessions", data=json.dumps(body), content_type="application/json", headers=LIVE)
    worded(answer, "/v1/sessions")
    if answer.status_code == 201:
        assert client.get(f"/v1/sessions/{answer.get_json()['id']}/report", headers=LIVE).status_code == 200


@FEW
@given(person=st.fixed_dictionaries(dict.fromkeys(PERSON, st.text(max_size=120))))
def test_any_text_is_answered(client: FlaskClient, person: dict[str, str]) -> None:
    worded(create(client, person), "/api/profiles/create")


@FEW
@given(number=st.text(min_size=1, max_size=60), name=st.text(min_size=1, max_size=60))
def test_any_name_and_number_that_are_taken_come_back(client: FlaskClient, number: str, name: str) -> None:
    answer = create(client, {**PERSON, "document_number": number, "name": name})
    worded(answer, "/api/profiles/create")
    if answer.status_code == 201:
        data = client.get(f"/api/profiles/{answer.get_json()['id']}").get_json()["data"]
        assert (data["name"], data["document_number"]) == (name, number)


@FEW
@given(data=st.binary(max_size=200))
@pytest.mark.parametrize("path", POSTS)
def test_any_bytes_are_answered(client: FlaskClient, path: str, data: bytes) -> None:
    worded(client.post(path, data=data, content_type="application/json", headers=LIVE), path)


@FEW
@given(query=st.dictionaries(st.sampled_from(["status", "cursor", "limit", "created_gte", "x"]), st.text(max_size=40)))
def test_any_query_is_answered(client: FlaskClient, query: dict[str, str]) -> None:
    worded(client.get("/v1/sessions", query_string=query, headers=LIVE), "/v1/sessions")


@FEW
@given(data=st.binary(max_size=300), boundary=st.sampled_from(["x", "", "é", "a b", "x" * 80]))
def test_any_form_is_answered_and_nothing_stored(
    client: FlaskClient, session: Session, data: bytes, boundary: str
) -> None:
    kind = f"multipart/form-data; boundary={boundary}"
    path = f"/v1/sessions/{opened(client)['id']}/documents"
    answer = client.post(path, data=b"--x\r\n" + data, content_type=kind, headers=LIVE)
    worded(answer, path)
    assert answer.status_code >= 400
    assert stored(session, Document) == 0


def test_a_form_of_very_many_parts_is_413(client: FlaskClient) -> None:
    data = {f"field{n}": "x" for n in range(2000)}
    path = f"/v1/sessions/{opened(client)['id']}/documents"
    answer = client.post(path, data=data, content_type="multipart/form-data", headers=LIVE)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "payload_too_large")


def test_a_form_with_a_huge_field_is_413(client: FlaskClient) -> None:
    path = f"/v1/sessions/{opened(client)['id']}/documents"
    data = {"type": "x" * 1_000_000}
    answer = client.post(path, data=data, content_type="multipart/form-data", headers=LIVE)
    assert answer.status_code == 413


@pytest.mark.parametrize("path", POSTS)
def test_a_chunked_body_without_end_is_413(client: FlaskClient, path: str) -> None:
    endless = {"wsgi.input_terminated": True, "wsgi.input": BytesIO(b'{"name": "' + b"A" * 200_000 + b'"}')}
    answer = client.open(path, method="POST", content_type="application/json", headers=LIVE, environ_overrides=endless)
    assert answer.status_code == 413


def test_deep_json_is_refused_at_once(client: FlaskClient, session: Session) -> None:
    deep = b'{"metadata":' * 2000 + b"1" + b"}" * 2000
    for path in POSTS:
        answer = client.post(path, data=deep, content_type="application/json", headers=LIVE)
        assert answer.status_code == 400
    assert stored(session, Profile) == stored(session, Verification) == 0


@pytest.mark.parametrize("number", ["1" + "0" * 5000, "1e400", "-1e400"])
def test_numbers_without_end_are_answered(client: FlaskClient, number: str) -> None:
    for path in POSTS:
        data = f'{{"name": {number}, "metadata": {{"a": {number}}}}}'
        answer = client.post(path, data=data, content_type="application/json", headers=LIVE)
        assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    "key", ["é", "\x7f", "a" * 70_000, "ekyc_live_0123456789_" + "a" * 32 + "00000000", "' or 1=1"]
)
def test_any_key_is_401(client: FlaskClient, key: str) -> None:
    for path in POSTS:
        assert client.post(path, json=PERSON, headers={"x-api-key": key}).status_code == 401


def test_the_same_field_twice_means_the_last(client: FlaskClient) -> None:
    data = b'{"applicant": {"name": 5}, "applicant": {"name": "Jane"}}'
    assert client.post("/v1/sessions", data=data, content_type="application/json", headers=LIVE).status_code == 201
