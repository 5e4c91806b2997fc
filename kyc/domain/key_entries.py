"""Keys as settings hold them, "id:base64,id2:base64": the first is in use, and a new first one rotates them."""

from __future__ import annotations

import base64
import binascii
import re

_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


def parse_keys(text: str, ring: str, size: int) -> dict[str, bytes]:
    """The keys by id, each of `size` bytes; raises `ValueError` that names the entry of the `ring`, never the key."""
    keys: dict[str, bytes] = {}
    for place, entry in enumerate(filter(None, (part.strip() for part in text.split(","))), 1):
        key_id, _, encoded = entry.partition(":")
        if not _KEY_ID.fullmatch(key_id) or key_id in keys:
            raise ValueError(f"key {place} of {ring} needs an id of its own: letters, digits, - and _")
        keys[key_id] = _decoded(encoded)
        if len(keys[key_id]) != size:
            raise ValueError(f"key {place} of {ring} needs {size} bytes in base64")
    return keys


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return b""
