"""API calls that many tests share."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import Base, Verification
from tests.make import LIVE_KEY, TEST_KEY
from tests.unit.adapters.images.pictures import printed_page, saved

LIVE = {"x-api-key": LIVE_KEY}
TEST = {"x-api-key": TEST_KEY}
PROBLEM = "application/problem+json"


@cache
def photo(light: float = 1.0) -> bytes:
    """An image of acceptable quality; another brightness gives other bytes."""
    return saved(printed_page(light=light), "JPEG")


@cache
def blurred(light: float = 1.0) -> bytes:
    """An image of unacceptable quality."""
    return saved(printed_page(blur=8, light=light), "JPEG")


def create(client: FlaskClient, body: Any, headers: dict[str, str] | None = None) -> TestResponse:
    return client.post("/api/profiles/create", json=body, headers=LIVE if headers is None else headers)


def opened(client: FlaskClient, headers: dict[str, str] = LIVE, **body: Any) -> dict[str, Any]:
    """The 201 body of a fresh session."""
    answer = client.post("/v1/sessions", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.get_json())


def upload(client: FlaskClient, path: str, image: bytes, headers: dict[str, str] = LIVE, **fields: str) -> TestResponse:
    """A multipart POST to `/v1/sessions/{path}`."""
    data = {**fields, "file": (io.BytesIO(image), "photo.jpg")}
    return client.post(f"/v1/sessions/{path}", data=data, headers=headers)


def add_document(client: FlaskClient, session_id: str, image: bytes | None = None, **fields: Any) -> TestResponse:
    headers = fields.pop("headers", LIVE)
    given = {"type": "passport", "side": "data_page", **fields}
    return upload(client, f"{session_id}/documents", photo() if image is None else image, headers, **given)


def add_selfie(
    client: FlaskClient, session_id: str, image: bytes | None = None, headers: dict[str, str] = LIVE
) -> TestResponse:
    return upload(client, f"{session_id}/selfie", photo(0.9) if image is None else image, headers)


def ready(client: FlaskClient, headers: dict[str, str] = LIVE, **body: Any) -> dict[str, Any]:
    """A session that only needs to be submitted."""
    session = opened(client, headers, **body)
    assert add_document(client, session["id"], headers=headers).status_code == 201
    assert add_selfie(client, session["id"], headers=headers).status_code == 201
    return session


def submit(client: FlaskClient, session_id: str, headers: dict[str, str] = LIVE) -> TestResponse:
    return client.post(f"/v1/sessions/{session_id}/submit", headers=headers)


def read(client: FlaskClient, session_id: str, headers: dict[str, str] = LIVE) -> dict[str, Any]:
    answer = client.get(f"/v1/sessions/{session_id}", headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def refused(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    """The problem details of an answer that must be one."""
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM), answer.text
    body = dict(answer.get_json())
    assert {"type", "title", "status", "detail", "instance", "code"} <= set(body)
    assert (body["status"], body["code"]) == (status, code)
    return body


def stored(session: Session, table: type[Base]) -> int:
    """How many rows a table has now."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def row(session: Session, session_id: str) -> Verification:
    """The stored verification as it is now."""
    session.rollback()
    return session.get_one(Verification, session_id)
