"""Keyed digests, for what has too few possible values to be safe behind a plain one (document numbers, birth dates)."""

from __future__ import annotations

import hashlib
import hmac


def scoped_digest(pepper: bytes, scope: str, text: str) -> str:
    """HMAC-SHA-256 (RFC 2104) in hex, under a key that is derived from the pepper for one scope in the same way.

    Digests of two scopes never compare, so that a scope names the partner and the mode whose records it is for.
    """
    key = hmac.digest(pepper, scope.encode(), hashlib.sha256)
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()
