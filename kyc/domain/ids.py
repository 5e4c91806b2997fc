"""Identifiers: all from a CSPRNG, with a prefix that says what they name."""

from __future__ import annotations

import secrets
import threading
import time

_LOWER = "abcdefghijklmnopqrstuvwxyz0123456789"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECORD_ID_LENGTH = 15
_one_at_a_time = threading.Lock()
_last = 0


def record_id() -> str:
    """A profile's id: 15 × [a-z0-9], about 77 random bits."""
    return _random(RECORD_ID_LENGTH)


def is_record_id(text: str) -> bool:
    """Whether `text` has the shape of a profile's id."""
    return len(text) == RECORD_ID_LENGTH and all(char in _LOWER for char in text)


def token(prefix: str) -> str:
    """`prefix_` and 160 random bits (sess_, doc_, self_, st_ …)."""
    return f"{prefix}_{_random(31)}"


def _random(length: int) -> str:
    """A random string over 36 characters, from a single draw: a draw for each character takes 13 times as long.

    64 bits more than needed are drawn, so that no character is likelier than another by more than 2⁻⁶⁴.
    """
    value, found = secrets.randbits(6 * length + 64), []
    for _ in range(length):
        value, digit = divmod(value, len(_LOWER))
        found.append(_LOWER[digit])
    return "".join(found)


def event_id() -> str:
    """`evt_` and a ULID, so that events sort by time; those of one process also within a millisecond."""
    global _last  # noqa: PLW0603  (ULID's own rule within a millisecond: the previous one, plus one)
    with _one_at_a_time:
        value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
        value = _last = max(value, _last + 1)
    return "evt_" + "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -1, -5))
