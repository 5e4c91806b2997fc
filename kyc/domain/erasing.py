"""Erasures: why something was erased, and the tombstone that says what was, by ids alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields

REASONS = {
    "applicant_request": "The applicant asked for it",
    "partner_request": "The partner asked for it",
    "no_longer_needed": "It is needed no more",
    "unlawful": "It should never have been collected",
    "wrong_person": "It is another person's data",
}
"""Codes and their wording for staff; the words of the request itself are not stored."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What was erased: enough to erase it again after an old backup is restored, and nothing about the person.

    `at` is ISO 8601 in UTC with milliseconds, `whole` says that the record itself was erased, `actor` is as on the
    audit chain, `reason` one of `REASONS`.
    """

    id: str
    at: str
    partner_id: str
    mode: str
    record_id: str
    whole: bool
    sessions: tuple[str, ...]
    reason: str
    actor: str


def digest_of(stone: Tombstone) -> str:
    """SHA-256 in hex of the tombstone as JSON with sorted keys, no spaces and UTF-8."""
    plain = json.dumps(asdict(stone), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def to_line(stone: Tombstone) -> str:
    """A tombstone as one line of a file (JSON Lines), without the line's end."""
    return json.dumps(asdict(stone), ensure_ascii=False)


def from_members(found: object) -> Tombstone:
    """A tombstone from parsed JSON; raises `ValueError` for anything else."""
    names = {field.name: field.type for field in fields(Tombstone)}
    if not isinstance(found, dict) or set(found) != set(names):
        raise ValueError("not a tombstone")
    kinds = {"str": str, "bool": bool, "tuple[str, ...]": list}
    if not all(isinstance(found[name], kinds[str(kind)]) for name, kind in names.items()):
        raise ValueError("not a tombstone")
    if not all(isinstance(one, str) for one in found["sessions"]):
        raise ValueError("not a tombstone")
    return Tombstone(**{**found, "sessions": tuple(found["sessions"])})


def from_lines(lines: Iterable[str]) -> Iterator[Tombstone]:
    """The tombstones of a file; raises `ValueError` naming the first invalid line.

    A last line without a newline was truncated by a crash and is skipped: whoever was writing it writes it again.
    """
    for number, line in enumerate(lines, 1):
        try:
            yield from_members(json.loads(line))
        except ValueError:
            if not line.endswith("\n"):
                return
            raise ValueError(f"line {number} is no tombstone") from None
