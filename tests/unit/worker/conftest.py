"""What deliveries need: the database, key ring and verification of the services' tests."""

from __future__ import annotations

from tests.unit.services.conftest import books, engine, keyring, verification

__all__ = ["books", "engine", "keyring", "verification"]
