"""A database with its queue, a key ring and a partner, without any web application."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc.adapters.blobs import Keyring
from kyc.domain import ids
from kyc.models import DEFAULT_PARTNER, Partner, Profile, Verification, transaction, utcnow
from kyc.models.base import prepare_sqlite
from tests.databases import Database

SIGNING_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    with database.lent() as url:
        made = sa.create_engine(url)
        if url.startswith("sqlite"):
            prepare_sqlite(made, "OFF")
        yield made
        made.dispose()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring({"k1": secrets.token_bytes(32)})


@pytest.fixture
def books(engine: Engine, keyring: Keyring) -> Iterator[Session]:
    """A session on a database that holds the default partner alone."""
    with Session(engine, expire_on_commit=False) as session:
        with transaction(session):
            sealed = keyring.seal(f"partner:{DEFAULT_PARTNER}:webhook", SIGNING_SECRET.encode())
            session.merge(Partner(id=DEFAULT_PARTNER, name="Default partner", sealed_webhook_secret=sealed))
        yield session


@pytest.fixture
def verification(books: Session) -> Verification:
    """A verification that was just opened."""
    profile = Profile(id=ids.record_id(), partner_id=DEFAULT_PARTNER, mode="live", name="John Doe")
    made = Verification(
        id="sess_abc123", profile_id=profile.id, partner_id=DEFAULT_PARTNER, mode="live", expires_at=utcnow()
    )
    with transaction(books):
        books.add(profile)
        books.flush()
        books.add(made)
    return made
