"""The bench of both APIs measures real requests, and never a failure."""

from __future__ import annotations

import json

import pytest

from bench import api


def test_each_kind_of_request_is_measured_inside_the_application() -> None:
    found = api.application(3)
    assert list(found) == ["create", "reuse", "status", "session"]
    assert all(milliseconds > 0 for milliseconds in found.values())


def test_every_create_is_of_another_person_and_every_reuse_of_the_same() -> None:
    asked = api.calls({"id": "a" * 15}, "sess_1")
    numbers = {json.loads(asked["create"]()[2])["document_number"] for _ in range(50)}
    assert len(numbers) == 50
    assert len({asked["reuse"]() for _ in range(3)}) == 1
    assert asked["status"]()[:2] == ("GET", "/api/profiles/aaaaaaaaaaaaaaa")
    assert asked["session"]()[:2] == ("GET", "/v1/sessions/sess_1")


@pytest.mark.parametrize("status", ["400 BAD REQUEST", "401 UNAUTHORIZED", "429 TOO MANY REQUESTS", "500 X"])
def test_a_request_that_fails_is_not_measured(status: str) -> None:
    with pytest.raises(RuntimeError, match=status):
        api._start(status, [])


def test_a_request_that_goes_well_may_write() -> None:
    assert api._start("201 CREATED", [])(b"body") is None


def test_a_body_says_how_long_it_is() -> None:
    environ = api.environ("POST", "/api/profiles/create", b'{"name": "x"}')
    assert environ["CONTENT_LENGTH"] == "13"
    assert environ["wsgi.input"].read() == b'{"name": "x"}'
    assert environ["HTTP_X_API_KEY"] == api.KEY
