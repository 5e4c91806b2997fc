"""What tests of the endpoints' doors say again and again."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import DEFAULT_PARTNER, Partner, transaction
from kyc.services.accounts import keys
from tests.api.calls import LIVE

ROOT = "/v1/webhook_endpoints"
URL = "https://partner.example/hooks"


def made(client: FlaskClient, headers: dict[str, str] = LIVE, **body: Any) -> dict[str, Any]:
    """A new endpoint's 201 body, with its secret."""
    answer = client.post(ROOT, json={"url": URL, **body}, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.get_json())


def key(app: Flask, session: Session, *scopes: str, partner: str = DEFAULT_PARTNER) -> dict[str, str]:
    """The header of a new live key."""
    pepper = app.config["SETTINGS"].api_key_pepper.get_secret_value()
    with transaction(session):
        if session.get(Partner, partner) is None:
            session.add(Partner(id=partner, name="Other", sealed_webhook_secret=b""))
            session.flush()
        return {"x-api-key": keys.issue(session, pepper, partner, "live", "t", scopes or keys.SCOPES)}
