"""People of the staff for tests: accounts, their authenticator apps, and the ways they type."""

from __future__ import annotations

import html
import re
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from passlib.hash import argon2
from passlib.totp import TOTP, AppWallet
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import StaffRole, StaffUser, transaction
from kyc.services.accounts import staff_accounts
from kyc.web.staff.entrance.accounts import CodeApp, RecoveryCodes

PASSWORD = "four quiet unrelated words"
RECOVERY = "1a2b-3c4d-5e6f"
# Every sign-in of a test counts a digest again, and one of another cost would be hashed anew at once.
argon2.memory_cost, argon2.default_rounds, argon2.parallelism = 64, 1, 1
AppWallet.encrypt_cost = 4  # for the key of an authenticator app, opened at every sign-in
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass
class Person:
    """Somebody with an account, the password they type and the key in their authenticator app."""

    email: str
    password: str
    key: str = ""

    def code(self, step: int = 0) -> str:
        """The six digits that the app shows, `step` times 30 s from now."""
        app = TOTP(key=self.key)
        return str(app.generate(time=app.normalize_time(None) + 30 * step).token)


@cache
def own_password() -> str:
    """The digest of everybody's password, as little work as the hash allows."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


def newcomer(session: Session, role: str = "reviewer") -> Person:
    """An account as the operator makes it: a one-time password and nothing else."""
    email = f"{role}@example.org"
    with transaction(session):
        return Person(email, staff_accounts.create_account(session, email, role))


def colleague(app: Flask, session: Session, role: str = "reviewer", email: str = "") -> Person:
    """Somebody who has been here before: own password, authenticator app, recovery codes."""
    email = email or f"{role}@example.org"
    security: Any = app.extensions["security"]
    assert isinstance(security.totp_factory, CodeApp)
    assert isinstance(security.mf_recovery_codes_util, RecoveryCodes)
    secret = security.totp_factory.generate_totp_secret()
    user = StaffUser(email=email, password=own_password(), fs_uniquifier=uuid.uuid4().hex)
    user.tf_primary_method, user.tf_totp_secret = "authenticator", secret
    user.mf_recovery_codes = security.mf_recovery_codes_util._encrypt_codes([RECOVERY])
    with transaction(session):
        user.roles = [session.scalar(select(StaffRole).filter_by(name=role)) or StaffRole(name=role)]
        session.add(user)
    return Person(email, PASSWORD, security.totp_factory.get_totp_b32_key(secret))


def signed_in(client: FlaskClient, person: Person) -> FlaskClient:
    """The same client after password and code."""
    hidden = fields(client.get("/staff/login").get_data(as_text=True))
    client.post("/staff/login", data={**hidden, "email": person.email, "password": person.password})
    answer = client.post("/staff/tf-validate", data={**hidden, "code": person.code()})
    assert answer.location == "/staff/"
    return client


def send(client: FlaskClient, path: str, at: str | None = None, **values: Any) -> TestResponse:
    """Post the form of a page (`at`, by default the same address) as a browser does, hidden fields and all."""
    hidden = fields(client.get(at or path).get_data(as_text=True))
    assert "csrf_token" in hidden, f"no form at {at or path}"
    return client.post(path, data=hidden | values)


def fields(page: str) -> dict[str, Any]:
    """The hidden ones of a page's forms."""
    return {name: html.unescape(value) for name, value in HIDDEN.findall(page)}


def anew(session: Session) -> Session:
    """The test's session, looking at what was committed since."""
    session.rollback()
    session.expire_all()
    return session


def text(answer: TestResponse) -> str:
    """What stands in an answer, without marks, in single spaces."""
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", answer.get_data(as_text=True), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
