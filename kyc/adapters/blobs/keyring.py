"""Envelope encryption: every object has a key of its own, which is encrypted with a key of the operator's ring.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce, all from the `cryptography` package. The object's name is
associated data of both layers, so what was sealed under one name does not open under another. Format:

    magic "EKB1" · length of the key id (1 byte) · key id
    nonce (12) · wrapped data key (48) · nonce (12) · ciphertext with its tag (16)
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kyc.domain.key_entries import parse_keys
from kyc.domain.ports import SealBroken

MAGIC = b"EKB1"
KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16
_WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class _Envelope:
    """Sealed bytes, taken apart; `wrapped` and `body` begin with their nonces."""

    key_id: str
    wrapped: bytes
    body: bytes

    def joined(self) -> bytes:
        key_id = self.key_id.encode()
        return MAGIC + bytes([len(key_id)]) + key_id + self.wrapped + self.body


class Keyring:
    """The operator's keys by id: the first seals, all open, so a key is rotated by adding a new first one."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError(f"a key ring needs at least one key, each of {KEY_BYTES} bytes")
        self._keys = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self.current = next(iter(keys))

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """A ring from "id:base64,id2:base64"; raises `ValueError` that names the entry, never the key."""
        return cls(parse_keys(text, "the key ring", KEY_BYTES))

    def seal(self, name: str, data: bytes) -> bytes:
        """`data` under a fresh key, to be opened under the same `name` only; 93 bytes longer, plus the key's id."""
        data_key = secrets.token_bytes(KEY_BYTES)
        return _Envelope(self.current, self._wrap(name, data_key), _locked(AESGCM(data_key), name, data)).joined()

    def open(self, name: str, sealed: bytes) -> bytes:
        """What was sealed under `name`; raises `SealBroken`."""
        envelope = _parsed(sealed)
        return _unlocked(AESGCM(self._data_key(name, envelope)), name, envelope.body)

    def rewrap(self, name: str, sealed: bytes) -> bytes:
        """The same object with its data key under the current key; its content is neither decrypted nor rewritten."""
        envelope = _parsed(sealed)
        if envelope.key_id == self.current:
            return sealed
        wrapped = self._wrap(name, self._data_key(name, envelope))
        return _Envelope(self.current, wrapped, envelope.body).joined()

    def _wrap(self, name: str, data_key: bytes) -> bytes:
        return _locked(self._keys[self.current], f"{self.current}:{name}", data_key)

    def _data_key(self, name: str, envelope: _Envelope) -> bytes:
        key = self._keys.get(envelope.key_id)
        if key is None:
            raise SealBroken("sealed with a key that is not in the key ring")
        return _unlocked(key, f"{envelope.key_id}:{name}", envelope.wrapped)


def _locked(key: AESGCM, name: str, data: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + key.encrypt(nonce, data, name.encode())


def _unlocked(key: AESGCM, name: str, data: bytes) -> bytes:
    try:
        return key.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], name.encode())
    except InvalidTag:
        raise SealBroken("altered, or sealed under another name") from None


def _parsed(sealed: bytes) -> _Envelope:
    start = len(MAGIC) + 1 + (sealed[len(MAGIC)] if len(sealed) > len(MAGIC) else 0)
    middle = start + _WRAPPED_BYTES
    if not sealed.startswith(MAGIC) or len(sealed) < middle + NONCE_BYTES + TAG_BYTES:
        raise SealBroken("not a sealed object, or cut off")
    key_id = sealed[len(MAGIC) + 1 : start].decode("ascii", "replace")
    return _Envelope(key_id, sealed[start:middle], sealed[middle:])
