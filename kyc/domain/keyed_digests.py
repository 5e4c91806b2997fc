"""Keyed digests, for what has too few possible values to be safe behind a plain one (document numbers, birth dates)."""

from __future__ import annotations

import hashlib
import hmac


def scoped_digest(pepper: bytes, scope: str, text: str) -> str:
    """HMAC-SHA-256 (RFC 2104) in hex, with a key derived from the pepper for this scope.

    Digests of different scopes never match, so a scope names the partner and the mode that the records belong to.
    """
    key = hmac.digest(pepper, scope.encode(), hashlib.sha256)
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()
