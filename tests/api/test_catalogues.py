"""GET /v1/document_types and GET /v1/reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kyc.domain.document_rules import DocumentRules
from kyc.domain.reasons import CATALOGUE
from tests.api.calls import LIVE, refused

pytestmark = pytest.mark.one_database


def read(client: FlaskClient, path: str, **query: str) -> dict[str, Any]:
    answer = client.get(path, query_string=query, headers=LIVE)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def test_each_type_names_the_sides_that_have_to_be_sent(client: FlaskClient) -> None:
    body = read(client, "/v1/document_types")
    sides = {one["type"]: one["sides"] for one in body["data"]}
    assert (body["country"], body["accepted"]) == (None, True)
    assert (sides["passport"], sides["id_card"]) == (["data_page"], ["front", "back"])
    assert "visa" not in sides


@pytest.mark.parametrize("word", ["SG", "SGP", "Singapore"])
def test_a_country_is_known_however_it_is_written(client: FlaskClient, word: str) -> None:
    assert read(client, "/v1/document_types", country=word)["country"] == "SGP"


def test_of_a_country_that_the_policy_refuses_nothing_is_taken(app: Flask, client: FlaskClient) -> None:
    tools = app.config["TOOLS"]
    refusing = DocumentRules(refused_countries=frozenset({"SGP"}))
    tools.__dict__["policy"] = replace(tools.policy, document=refusing)
    assert read(client, "/v1/document_types", country="SG")["data"] == []
    assert read(client, "/v1/document_types", country="FR")["accepted"]


def test_an_unknown_country_is_refused(client: FlaskClient) -> None:
    answer = client.get("/v1/document_types", query_string={"country": "Atlantis"}, headers=LIVE)
    refused(answer, 422, "invalid_request")


def test_every_reason_has_words(client: FlaskClient) -> None:
    data = read(client, "/v1/reasons")["data"]
    assert [one["code"] for one in data] == list(CATALOGUE)
    assert all(one["applicant"] and one["partner"] for one in data)
    assert {one["code"]: one["applicant"] for one in data}["image_blurry"] == CATALOGUE["image_blurry"].applicant


@pytest.mark.parametrize(("asked", "given"), [("es", "es"), ("es-MX", "es"), ("ar", "ar"), ("xx", "en")])
def test_the_applicants_words_come_in_the_nearest_language(client: FlaskClient, asked: str, given: str) -> None:
    body = read(client, "/v1/reasons", locale=asked)
    blurry = next(one for one in body["data"] if one["code"] == "image_blurry")
    assert body["locale"] == given
    assert (blurry["applicant"] == CATALOGUE["image_blurry"].applicant) is (given == "en")
    assert blurry["partner"] == CATALOGUE["image_blurry"].partner


def test_what_is_no_tag_is_refused(client: FlaskClient) -> None:
    refused(client.get("/v1/reasons", query_string={"locale": "<b>"}, headers=LIVE), 422, "invalid_request")
