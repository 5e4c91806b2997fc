"""LIVENESS_TYPE: what holds where nobody names a kind of liveness, in both generations."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import db
from kyc.services.verification import verifications
from tests.api.calls import add_document, create, opened, read, row
from tests.make import person


def setting(app: Flask, kind: str) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"liveness_type": kind})


@pytest.mark.parametrize("kind", ["passive", "active"])
def test_a_session_that_names_none_follows_the_setting(
    app: Flask, client: FlaskClient, session: Session, kind: str
) -> None:
    setting(app, kind)
    assert row(session, opened(client)["id"]).liveness_type == kind


@pytest.mark.parametrize("kind", ["passive", "active"])
def test_a_session_that_names_one_has_it(app: Flask, client: FlaskClient, session: Session, kind: str) -> None:
    setting(app, "active" if kind == "passive" else "passive")
    assert row(session, opened(client, config={"liveness_type": kind})["id"]).liveness_type == kind


@pytest.mark.parametrize("kind", ["passive", "active"])
def test_profiles_of_the_first_generation_follow_it_too(
    app: Flask, client: FlaskClient, session: Session, kind: str
) -> None:
    setting(app, kind)
    record = create(client, person()).get_json()["id"]
    found = verifications.newest(db.session(), record)
    assert found
    assert found.liveness_type == kind


def test_nothing_changes_for_who_configures_nothing(client: FlaskClient) -> None:
    made = opened(client)["id"]
    assert add_document(client, made).status_code == 201
    assert read(client, made)["requirements"]["missing"] == ["selfie"]


def test_a_session_with_moves_says_that_they_are_missing(app: Flask, client: FlaskClient) -> None:
    setting(app, "active")
    made = opened(client)
    assert made["requirements"]["missing"] == ["document.front", "selfie", "liveness"]
    listed = client.get("/v1/sessions", headers={"x-api-key": "partner-live-key-for-tests"}).get_json()["data"]
    assert listed[0]["requirements"]["missing"] == ["document.front", "selfie", "liveness"]
