"""What answers of the APIs tell of their limits: `RateLimit-Policy` and `RateLimit`."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits.errors import StorageError
from werkzeug.test import TestResponse

from kyc.web.counts import Counts
from tests.make import LIVE_KEY, person

KEY = {"x-api-key": LIVE_KEY}
LEFT = re.compile(r'"(\w+)";r=(\d+);t=(\d+)')


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    few = {"create_limit": "2/2 hours", "read_limit": "5/hour", "status_limit": "1/hour"}
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update=few)
    return app.test_client()


def left(answer: TestResponse) -> tuple[str, int]:
    """Which limit it was, and how many more it lets through; it names its seconds."""
    found = LEFT.fullmatch(answer.headers["RateLimit"])
    assert found
    assert int(found[3]) >= 1
    return found[1], int(found[2])


def test_every_answer_of_a_write_counts_down_and_the_refusal_too(client: FlaskClient) -> None:
    answers = [client.post("/v1/sessions", json={}, headers=KEY) for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert [left(one) for one in answers] == [("writes", 1), ("writes", 0), ("writes", 0)]
    assert {one.headers["RateLimit-Policy"] for one in answers} == {'"writes";q=2;w=7200'}
    assert answers[2].headers["Retry-After"] == LEFT.fullmatch(answers[2].headers["RateLimit"])[3]  # type: ignore[index]


def test_each_limit_has_its_name_and_its_window(client: FlaskClient) -> None:
    read = client.get("/v1/sessions", headers=KEY)
    looked = client.get("/api/profiles/abcdefghijklmno")
    greeted = client.get("/")
    assert [one.headers["RateLimit-Policy"] for one in (read, looked, greeted)] == [
        '"reads";q=5;w=3600',
        '"status";q=1;w=3600',
        '"greeting";q=1;w=3600',
    ]
    assert [left(one) for one in (read, looked, greeted)] == [("reads", 4), ("status", 0), ("greeting", 0)]


def test_the_first_generation_tells_it_as_well(client: FlaskClient) -> None:
    assert left(client.post("/api/profiles/create", json=person(), headers=KEY)) == ("writes", 1)


@pytest.mark.parametrize("path", ["/healthz", "/docs", "/abcdefghijklmno", "/staff/login"])
def test_pages_and_what_has_no_limit_tell_nothing(client: FlaskClient, path: str) -> None:
    assert "RateLimit" not in client.get(path).headers


def test_a_store_that_goes_away_after_counting_costs_the_headers_alone(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> float:
        raise StorageError(Exception("away"))

    monkeypatch.setattr(Counts, "base_exceptions", StorageError)
    monkeypatch.setattr(Counts, "get_expiry", away)
    answers = [client.post("/v1/sessions", json={}, headers=KEY) for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert not [one for one in answers if "RateLimit" in one.headers]
    assert answers[2].headers["Retry-After"] == "1"
