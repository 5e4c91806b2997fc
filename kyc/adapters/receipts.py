"""Signed receipts: compact JWS (RFC 7515) with Ed25519 (RFC 8032), with the installation's own keys."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from kyc.domain.key_entries import parse_keys

SEED_BYTES = 32
ALGORITHM = "Ed25519"
"""Its name since RFC 9864; RFC 8037 called it EdDSA."""
KIND = "erasure-receipt+jwt"
LONGEST = 256 * 1024


class Unsigned(ValueError):
    """Not signed by any of the keys, or altered since."""


class ReceiptKeys:
    """The keys by id: the first signs, and the public halves of all are published; a new first key rotates them."""

    def __init__(self, seeds: Mapping[str, bytes]) -> None:
        if not seeds or any(len(seed) != SEED_BYTES for seed in seeds.values()):
            raise ValueError(f"RECEIPT_KEYS needs at least one key, each of {SEED_BYTES} bytes")
        self._keys = {name: _key(name, seed) for name, seed in seeds.items()}
        self._current = next(iter(seeds))

    @classmethod
    def parse(cls, text: str) -> ReceiptKeys:
        """Keys from "id:base64,id2:base64"; raises `ValueError` that names the entry, never the key."""
        return cls(parse_keys(text, "RECEIPT_KEYS", SEED_BYTES))

    def sign(self, claims: Mapping[str, Any]) -> str:
        """The claims as a compact JWS that names its key."""
        header = {"alg": ALGORITHM, "kid": self._current, "typ": KIND}
        payload = json.dumps(claims, separators=(",", ":"), ensure_ascii=False)
        return jws.serialize_compact(header, payload, self._keys[self._current], algorithms=[ALGORITHM])

    def public(self) -> dict[str, Any]:
        """The public halves as a JWK Set (RFC 7517)."""
        own = {"use": "sig", "alg": ALGORITHM}
        return {"keys": [{**key.as_dict(private=False), **own} for key in self._keys.values()]}


def opened(receipt: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    """The claims of a receipt with a valid signature by one of the public keys; raises `Unsigned` otherwise."""
    if len(receipt) > LONGEST:
        raise Unsigned("too long for a receipt")
    try:
        found = jws.deserialize_compact(receipt.strip(), KeySet.import_key_set(dict(keys)), algorithms=[ALGORITHM])  # type: ignore[arg-type]  # a plain JWK Set
        claims = json.loads(found.payload)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise Unsigned("not signed by any of these keys, or changed since") from error
    if found.headers().get("typ") != KIND or not isinstance(claims, dict):
        raise Unsigned("signed, but no receipt of an erasure")
    return claims


def _key(name: str, seed: bytes) -> OKPKey:
    made = Ed25519PrivateKey.from_private_bytes(seed)
    public = made.public_key().public_bytes_raw()
    return OKPKey.import_key({"kty": "OKP", "crv": ALGORITHM, "x": _b64(public), "d": _b64(seed), "kid": name})


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
