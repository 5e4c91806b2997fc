"""Keys for one purpose each, derived from the installation's secret keys."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kyc.config import Settings


def derived(settings: Settings, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, derived from the secret key that signs (HKDF, RFC 5869)."""
    return derived_ring(settings, purpose)[0]


def derived_ring(settings: Settings, purpose: str) -> list[bytes]:
    """The same from every accepted secret key, the one that signs first."""
    return [HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(key) for key in settings.secret_ring]
