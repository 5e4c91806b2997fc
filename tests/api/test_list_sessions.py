"""GET /v1/sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.calls import LIVE, TEST, add_document, opened, read, refused
from tests.make import PERSON


def listed(client: FlaskClient, headers: dict[str, str] = LIVE, **query: Any) -> dict[str, Any]:
    answer = client.get("/v1/sessions", query_string=query, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def ids(body: dict[str, Any]) -> list[str]:
    return [one["id"] for one in body["data"]]


def test_nothing_is_an_empty_page(client: FlaskClient) -> None:
    assert listed(client) == {"data": [], "next_cursor": None}


def test_the_newest_comes_first_and_reads_as_the_session_itself(client: FlaskClient) -> None:
    made = [opened(client)["id"] for _ in range(3)]
    add_document(client, made[0])
    body = listed(client)
    assert sorted(ids(body)) == sorted(made)
    created = [one["created_at"] for one in body["data"]]
    assert created == sorted(created, reverse=True)
    assert body["data"] == [read(client, session_id) for session_id in ids(body)]


def test_pages_have_everything_once(client: FlaskClient) -> None:
    made = {opened(client)["id"] for _ in range(7)}
    seen: list[str] = []
    body = listed(client, limit=3)
    while True:
        seen += ids(body)
        if not body["next_cursor"]:
            break
        body = listed(client, limit=3, cursor=body["next_cursor"])
    assert (len(seen), set(seen)) == (7, made)


def test_a_page_stays_where_it_was_while_new_ones_arrive(client: FlaskClient) -> None:
    first = [opened(client)["id"] for _ in range(4)]
    body = listed(client, limit=2)
    later = opened(client)["id"]
    rest = ids(listed(client, limit=10, cursor=body["next_cursor"]))
    assert set(ids(body) + rest) == set(first)
    assert later not in rest


def test_a_full_last_page_has_no_cursor(client: FlaskClient) -> None:
    for _ in range(2):
        opened(client)
    assert listed(client, limit=2)["next_cursor"] is None


def test_filters_by_status(client: FlaskClient) -> None:
    opened(client)
    uploaded = opened(client)["id"]
    add_document(client, uploaded)
    assert ids(listed(client, status="documents_uploaded")) == [uploaded]
    assert ids(listed(client, status="approved")) == []


def test_filters_by_the_partners_own_reference(client: FlaskClient) -> None:
    opened(client, client_reference_id="cust_1")
    wanted = opened(client, client_reference_id="cust_2")["id"]
    assert ids(listed(client, client_reference_id="cust_2")) == [wanted]


def test_filters_by_record(client: FlaskClient) -> None:
    opened(client)
    mine = [opened(client, applicant=PERSON) for _ in range(2)]
    found = ids(listed(client, record_id=mine[0]["record_id"]))
    assert sorted(found) == sorted(one["id"] for one in mine)


def test_filters_by_the_moment_of_creation(client: FlaskClient) -> None:
    made = opened(client)
    assert ids(listed(client, created_gte=made["created_at"])) == [made["id"]]
    assert ids(listed(client, created_gte=(datetime.now(UTC) + timedelta(hours=1)).isoformat())) == []
    assert ids(listed(client, created_gte="2020-01-01")) == [made["id"]]


def test_live_and_test_are_apart(client: FlaskClient) -> None:
    live, test = opened(client, LIVE)["id"], opened(client, TEST)["id"]
    assert (ids(listed(client, LIVE)), ids(listed(client, TEST))) == ([live], [test])


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"status": "nonsense"}, "/status"),
        ({"created_gte": "yesterday"}, "/created_gte"),
        ({"created_gte": "123"}, "/created_gte"),
        ({"created_gte": "0001-01-01T00:00:00+14:00"}, "/created_gte"),
        ({"created_gte": "2026-02-30"}, "/created_gte"),
        ({"record_id": "UPPER"}, "/record_id"),
        ({"limit": "0"}, "/limit"),
        ({"limit": "101"}, "/limit"),
        ({"limit": "many"}, "/limit"),
        ({"client_reference_id": "a\0b"}, "/client_reference_id"),
        ({"client_reference_id": ""}, "/client_reference_id"),
        ({"cursor": "nonsense"}, "/cursor"),
        ({"cursor": "é"}, "/cursor"),
        ({"cursor": "MjAyNi0xMS0yMVQyMTozMDowMC4wMDBa"}, "/cursor"),
        ({"surprise": "1"}, "/surprise"),
    ],
)
def test_a_filter_that_cannot_be_is_pointed_at(client: FlaskClient, query: dict[str, str], pointer: str) -> None:
    answer = client.get("/v1/sessions", query_string=query, headers=LIVE)
    errors = refused(answer, 422, "invalid_request")["errors"]
    assert [error["pointer"] for error in errors] == [pointer]
    assert "nonsense" not in answer.text


def test_a_session_token_lists_nothing(client: FlaskClient) -> None:
    token = opened(client)["session_token"]
    refused(client.get("/v1/sessions", headers={"x-session-token": token}), 401, "unauthorized")
