"""Rate limits: who is counted together, how long a refusal lasts, and a store that is away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from kyc.app import create_app
from kyc.config import Settings
from kyc.models import db
from kyc.web import limits
from tests.make import LIVE_KEY, TEST_KEY, person

STATUS = "/api/profiles/abcdefghijklmno"
CREATE = "/api/profiles/create"


@pytest.fixture
def strict(settings: Settings) -> Iterator[Flask]:
    """Two reads and one write an hour."""
    few = {"status_limit": "2/hour", "create_limit": "1/hour", "read_limit": "2/hour"}
    app = create_app(settings.model_copy(update=few))
    limits.limiter.reset()
    yield app
    limits.limiter.reset()
    with app.app_context():
        db.engine.dispose()


def statuses(client: FlaskClient, times: int, **more: object) -> list[int]:
    return [client.get(STATUS, **more).status_code for _ in range(times)]  # type: ignore[arg-type]


def test_reads_are_counted_by_address(strict: Flask) -> None:
    client = strict.test_client()
    assert statuses(client, 3) == [404, 404, 429]
    assert statuses(client, 1, environ_base={"REMOTE_ADDR": "203.0.113.7"}) == [404]


def test_writes_are_counted_by_key_and_not_by_address(strict: Flask) -> None:
    client = strict.test_client()

    def create(key: str) -> int:
        return client.post(CREATE, json=person(), headers={"x-api-key": key}).status_code

    assert [create(LIVE_KEY), create(LIVE_KEY), create(TEST_KEY)] == [201, 429, 201]


def test_a_refusal_says_when_to_come_again_in_the_words_of_its_door(strict: Flask) -> None:
    client = strict.test_client()
    statuses(client, 2)
    refused = client.get(STATUS)
    assert (refused.status_code, refused.get_json()) == (429, {"error": "Too many requests"})
    assert 1 <= int(refused.headers["Retry-After"]) <= 3601
    client.post("/v1/sessions", json={}, headers={"x-api-key": LIVE_KEY})
    refused = client.post("/v1/sessions", json={}, headers={"x-api-key": LIVE_KEY})
    assert (refused.status_code, refused.get_json()["code"]) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 3601


def test_behind_a_proxy_that_is_trusted_the_visitors_address_counts(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"status_limit": "1/hour", "trusted_proxies": 1}))
    limits.limiter.reset()
    client = app.test_client()
    seen = [statuses(client, 2, headers={"X-Forwarded-For": visitor}) for visitor in ("198.51.100.1", "198.51.100.2")]
    assert seen == [[404, 429], [404, 429]]
    limits.limiter.reset()


def test_without_a_trusted_proxy_nobody_chooses_an_address(strict: Flask) -> None:
    client = strict.test_client()
    seen = [client.get(STATUS, headers={"X-Forwarded-For": f"198.51.100.{number}"}).status_code for number in range(3)]
    assert seen == [404, 404, 429]


def test_a_store_that_is_away_locks_nobody_out_and_counting_goes_on_in_memory(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.limiter, "_storage_dead", False)  # as it is put back for the tests that follow
    away = {"rate_limit_url": "redis://127.0.0.1:1/0", "status_limit": "2/hour"}
    app = create_app(settings.model_copy(update=away))
    try:
        client = app.test_client()
        assert statuses(client, 3) == [404, 404, 429]
        assert client.get(STATUS).headers["RateLimit"].startswith('"status";r=0;t=')
    finally:
        create_app(settings)  # the limiter counts in memory again


def test_a_good_key_is_counted_by_its_id_and_never_by_itself(app: Flask) -> None:
    with app.test_request_context(headers={"x-api-key": LIVE_KEY}):
        by_header = limits.caller()
    with app.test_request_context(headers={"Authorization": f"Bearer {LIVE_KEY}"}):
        by_bearer = limits.caller()
    assert by_header == by_bearer
    assert by_header.startswith("key:env_")
    assert LIVE_KEY not in by_header


@pytest.mark.parametrize("made_up", ["ekyc_live_nobody", "st_" + "a" * 30, "x" * 501, ""])
def test_what_is_no_good_key_is_counted_by_address(app: Flask, made_up: str) -> None:
    given = {"Authorization": f"Bearer {made_up}"}
    with app.test_request_context(headers=given, environ_base={"REMOTE_ADDR": "203.0.113.9"}):
        assert limits.caller() == "203.0.113.9"


def test_made_up_keys_win_nobody_a_fresh_count(strict: Flask) -> None:
    client = strict.test_client()

    def create(number: int) -> int:
        return client.post(CREATE, json=person(), headers={"x-api-key": f"ekyc_live_guess{number}"}).status_code

    assert [create(number) for number in range(3)] == [401, 429, 429]
    assert client.post(CREATE, json=person(), headers={"x-api-key": LIVE_KEY}).status_code == 201


def test_both_apis_and_every_address_of_them_share_a_keys_writes(strict: Flask) -> None:
    client, key = strict.test_client(), {"x-api-key": LIVE_KEY}
    assert client.post(CREATE, json=person(), headers=key).status_code == 201
    assert client.post("/v1/sessions", json={}, headers=key).status_code == 429
    assert client.delete("/v1/webhook_endpoints/we_none", headers=key).status_code == 429


def test_reads_of_a_key_have_a_count_of_their_own(strict: Flask) -> None:
    client, key = strict.test_client(), {"x-api-key": LIVE_KEY}
    assert client.post("/v1/sessions", json={}, headers=key).status_code == 201
    asked = [client.get(path, headers=key).status_code for path in ("/v1/sessions", "/v1/reasons", "/v1/events")]
    assert asked == [200, 200, 429]
    assert client.get("/v1/sessions", headers={"x-api-key": TEST_KEY}).status_code == 200


def test_a_database_that_is_away_is_told_by_the_view_and_not_by_the_limit(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr("kyc.services.accounts.keys.authenticate", away)
    with app.test_request_context(headers={"x-api-key": LIVE_KEY}, environ_base={"REMOTE_ADDR": "203.0.113.9"}):
        assert limits.caller() == "203.0.113.9"
    assert app.test_client().get("/v1/sessions", headers={"x-api-key": LIVE_KEY}).status_code == 503


@pytest.mark.parametrize(("left", "waits"), [(12.2, 13), (0.4, 1), (-3.0, 1)])
def test_a_wait_is_rounded_up_and_never_nothing(monkeypatch: pytest.MonkeyPatch, left: float, waits: int) -> None:
    now = 1_000_000.0
    monkeypatch.setattr(time, "time", lambda: now)
    monkeypatch.setattr(limits, "limiter", SimpleNamespace(current_limit=SimpleNamespace(reset_at=now + left)))
    assert limits.wait_s() == waits


def test_a_refusal_of_another_kind_asks_for_a_second(app: Flask) -> None:
    with app.test_request_context("/"):
        assert limits.wait_s() == 1
