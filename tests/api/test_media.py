"""GET /v1/sessions/{id}/documents/{id}/image and …/selfies/{id}/image."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import AuditEntry, ViewLog
from tests.api.calls import LIVE, TEST, ready, refused
from tests.api.webhooks.calling import key

pytestmark = pytest.mark.one_database


@pytest.fixture
def photos(client: FlaskClient) -> dict[str, str]:
    """The addresses of a session's two photos."""
    made = ready(client)["id"]
    evidence = client.get(f"/v1/sessions/{made}/report", headers=LIVE).get_json()["evidence"]
    root = f"/v1/sessions/{made}"
    return {
        "document": f"{root}/documents/{evidence['documents'][0]['id']}/image",
        "selfie": f"{root}/selfies/{evidence['selfies'][0]['id']}/image",
    }


@pytest.mark.parametrize("which", ["document", "selfie"])
def test_a_photo_leaves_as_a_file_and_is_written_down(
    client: FlaskClient, session: Session, photos: dict[str, str], which: str
) -> None:
    answer = client.get(photos[which], headers=LIVE)
    image_id = photos[which].split("/")[-2]
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "image/jpeg", "no-store")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{image_id}.jpg"'
    assert Image.open(io.BytesIO(answer.data)).size[0] > 100
    session.rollback()
    views = session.execute(select(ViewLog.image_id, ViewLog.purpose)).all()
    assert [tuple(one) for one in views] == [(image_id, "partner")]
    assert "image.opened" in session.scalars(select(AuditEntry.act)).all()


def test_a_key_without_the_scope_gets_none(
    app: Flask, client: FlaskClient, session: Session, photos: dict[str, str]
) -> None:
    narrow = key(app, session, "sessions:read", "reports:read")
    for address in photos.values():
        refused(client.get(address, headers=narrow), 403, "forbidden")


def test_strangers_and_the_other_mode_find_nothing(
    app: Flask, client: FlaskClient, session: Session, photos: dict[str, str]
) -> None:
    for who in (TEST, key(app, session, partner="ptn_other")):
        for address in photos.values():
            refused(client.get(address, headers=who), 404, "not_found")
    session.rollback()
    assert session.scalars(select(ViewLog)).all() == []


def test_a_selfie_is_no_document_and_an_unknown_id_is_not_found(client: FlaskClient, photos: dict[str, str]) -> None:
    selfie_id = photos["selfie"].split("/")[-2]
    root = photos["selfie"].split("/selfies/")[0]
    refused(client.get(f"{root}/documents/{selfie_id}/image", headers=LIVE), 404, "not_found")
    refused(client.get(f"{root}/selfies/self_{'a' * 31}/image", headers=LIVE), 404, "not_found")
