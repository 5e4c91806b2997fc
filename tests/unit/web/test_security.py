"""The headers of every answer: strict everywhere, errors included, and nothing of a person in any cache."""

from __future__ import annotations

import re

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from kyc.app import create_app
from kyc.config import Settings
from kyc.web import security
from kyc.web.assets import asset_url
from tests import make

YEAR = "max-age=31536000; includeSubDomains"
EVERYWHERE = ["/", "/docs", "/openapi.json", "/healthz", "/nothing", "/v1/nothing", "/api/nothing", "/staff/login"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_has_every_header_and_stays_out_of_caches(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in security.HEADERS} == security.HEADERS
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_status_with_personal_data_is_never_stored(client: FlaskClient) -> None:
    made = client.post("/api/profiles/create", json=make.person(), headers={"x-api-key": make.LIVE_KEY})
    answer = client.get(f"/api/profiles/{made.get_json()['id']}")
    assert answer.get_json()["data"]["name"] == "Jane Doe"
    assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_is_allowed_that_the_pages_do_not_need() -> None:
    rules = dict(part.split(" ", 1) for part in security.POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert not re.search(r"unsafe|https?:|data:|\*", security.POLICY)


@pytest.mark.parametrize("page", ["selfie", "liveness"])
def test_only_where_the_camera_looks_for_a_face_one_script_may_become_a_worker(client: FlaskClient, page: str) -> None:
    guided = client.get(f"/{'a' * 15}/{page}").headers["Content-Security-Policy"]
    assert guided == security.POLICY.replace("trusted-types 'none'", "trusted-types face-worker")
    assert client.get(f"/{'a' * 15}/check").headers["Content-Security-Policy"] == security.POLICY


def test_a_view_may_say_more_but_not_less(app: Flask) -> None:
    with app.test_request_context("/"):
        answer = security.add_headers(Response("", headers={"Content-Security-Policy": "sandbox"}))
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_asset_is_kept_for_ever_because_its_address_changes(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        address = asset_url("base.css")
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert {one.headers["Cache-Control"] for one in (first, again)} == {security.IMMUTABLE}


@pytest.mark.parametrize(("scheme", "strict"), [("https", YEAR), ("http", None)])
def test_browsers_are_held_to_https_where_they_came_by_it(client: FlaskClient, scheme: str, strict: str | None) -> None:
    answer = client.get("/healthz", base_url=f"{scheme}://kyc.example")
    assert answer.headers.get("Strict-Transport-Security") == strict


@pytest.mark.parametrize(("hops", "strict"), [(0, None), (1, YEAR)])
def test_the_scheme_that_a_proxy_tells_counts_only_where_it_is_trusted(
    settings: Settings, hops: int, strict: str | None
) -> None:
    client = create_app(settings.model_copy(update={"trusted_proxies": hops})).test_client()
    answer = client.get("/healthz", headers={"X-Forwarded-Proto": "https"})
    assert answer.headers.get("Strict-Transport-Security") == strict
