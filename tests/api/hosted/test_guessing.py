"""Whoever tries addresses of applicants' pages is stopped; whoever has one is not counted."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.calls import opened

NOWHERE = [f"{'a' * 14}{digit}" for digit in range(4)]


@pytest.fixture
def guarded(app: Flask) -> FlaskClient:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"guess_limit": "2/hour"})
    return app.test_client()


def test_after_a_few_addresses_that_lead_nowhere_nothing_more_is_told(guarded: FlaskClient) -> None:
    record = opened(guarded)["record_id"]
    tried = [guarded.get(f"/{guess}") for guess in NOWHERE]
    assert [one.status_code for one in tried] == [404, 404, 429, 429]
    assert "Please wait a moment" in tried[2].text
    assert 1 <= int(tried[2].headers["Retry-After"]) <= 3601
    assert guarded.get(f"/{record}").status_code == 429, "else a guess that is right would stand out"


def test_other_addresses_are_not_held_back(guarded: FlaskClient) -> None:
    record = opened(guarded)["record_id"]
    for guess in NOWHERE:
        guarded.get(f"/{guess}")
    assert guarded.get(f"/{record}", environ_base={"REMOTE_ADDR": "203.0.113.7"}).status_code == 303


def test_an_applicants_own_page_may_be_opened_again_and_again(guarded: FlaskClient) -> None:
    record = opened(guarded)["record_id"]
    assert {guarded.get(f"/{record}").status_code for _ in range(5)} == {303}


@pytest.mark.parametrize("page", ["document", "progress", "my-data", "join/x", "here"])
def test_every_page_counts_for_the_same(guarded: FlaskClient, page: str) -> None:
    for guess in NOWHERE[:2]:
        guarded.get(f"/{guess}")
    assert guarded.get(f"/{NOWHERE[3]}/{page}").status_code == 429


def test_the_refusal_is_in_the_visitors_language(guarded: FlaskClient) -> None:
    words = [guarded.get(f"/{guess}", headers={"Accept-Language": "es"}) for guess in NOWHERE[:3]][2].text
    assert 'lang="es"' in words


def test_the_public_status_is_held_back_by_address(app: Flask) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"status_limit": "2/hour"})
    client = app.test_client()
    assert [client.get(f"/api/profiles/{guess}").status_code for guess in NOWHERE] == [404, 404, 429, 429]
