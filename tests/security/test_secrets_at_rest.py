"""No secret stands readable in the database, its journal or the store of images, however it came to be."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.models import DEFAULT_PARTNER, StaffUser, db, transaction
from kyc.services.accounts import keys, partners
from kyc.services.liveness import challenges
from tests import make
from tests.api.calls import LIVE
from tests.api.staff.people import PASSWORD, RECOVERY, colleague, newcomer, signed_in
from tests.outside import Outside
from tests.unit.adapters.images.pictures import corners, saved

pytestmark = pytest.mark.one_database


@pytest.fixture
def everything(app: Flask, client: FlaskClient, session: Session) -> list[str]:
    """Every kind of secret there is, each made the way it is made in use."""
    settings: Settings = app.config["SETTINGS"]
    pepper = settings.api_key_pepper.get_secret_value()
    with transaction(session):
        partners.ensure_default(session, settings, app.config["TOOLS"].keyring)
        key = keys.issue(session, pepper, DEFAULT_PARTNER, "live", "shop")
    opened = client.post("/v1/sessions", json={}, headers=LIVE | {"Idempotency-Key": "once"}).get_json()
    hook = client.post("/v1/webhook_endpoints", json={"url": "https://partner.example/h"}, headers=LIVE).get_json()
    with transaction(session):
        _, nonce = challenges.open_new(session, make.with_evidence(session, liveness_type="active"))
    person, new = colleague(app, session, "admin"), newcomer(session)
    browser_of_staff = signed_in(Outside(app), person)
    with browser_of_staff.session_transaction() as kept:
        token = kept["staff_session"]
    ring = settings.blob_keys.get_secret_value().split(":")[1]
    own = [settings.secret_key, settings.api_key_pepper, settings.webhook_secret]
    return [
        *(key, key.split("_")[3], opened["session_token"], hook["secret"], nonce, token),
        *(PASSWORD, new.password, person.key, RECOVERY, RECOVERY.replace("-", ""), ring),
        *(one.get_secret_value() for one in own),
    ]


def stored(app: Flask) -> bytes:
    """The database's file with its journal, byte by byte."""
    url = sa.engine.make_url(app.config["SETTINGS"].database_url)
    return b"".join(
        path.read_bytes() for path in sorted(Path(url.database or "").parent.glob(f"{Path(url.database or '').name}*"))
    )


def test_the_database_holds_digests_and_sealed_bytes_alone(app: Flask, session: Session, everything: list[str]) -> None:
    assert session.scalar(sa.select(sa.func.count()).select_from(StaffUser)) == 2
    db.session.remove()
    found = stored(app)
    assert found.startswith(b"SQLite format 3")
    assert b"ekyc_live_" not in found
    for place, secret in enumerate(everything):
        raw = base64.b64decode(secret.removeprefix("whsec_") + "==") if secret.startswith("whsec_") else b""
        assert len(secret) >= 10
        assert secret.encode() not in found, place
        assert not raw or raw not in found, place


def test_no_image_lies_readable_in_the_store(app: Flask) -> None:
    picture = saved(corners(), "JPEG")
    app.config["TOOLS"].blobs.put("document/img_rest", picture)
    folder = Path(app.config["SETTINGS"].blob_url.removeprefix("file://"))
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert len(kept) > len(picture)
    assert picture[:64] not in kept
    assert b"JFIF" not in kept
