"""The audit chain: what was done, by whom and to what, each entry sealed with the digest of the one before it.

This file needs nothing but Python, so that an outsider can check an export: `python audit.py EXPORT.jsonl [HEAD]`,
with `--gaps` for the entries of one case, which are not all of the chain.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

GENESIS = "0" * 64
"""The first entry's link, in place of a digest before it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the chain; ids and codes only, never a value of a person.

    `position` counts from 1 without gaps. `at` is ISO 8601 in UTC with milliseconds. `actor` is `staff:<number>`,
    `system`, `applicant`, `operator` or a key's public id; `subject` the id of what it was done to. `digest` is the
    SHA-256 in hex of all the other members as JSON with sorted keys, no spaces and UTF-8.
    """

    position: int
    at: str
    act: str
    actor: str
    subject: str
    detail: dict[str, Any]
    previous: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where a chain is broken, and how."""

    position: int
    what: str


def digest_of(entry: Entry) -> str:
    """The digest that an entry with these members has to carry."""
    sealed = {name: value for name, value in asdict(entry).items() if name != "digest"}
    plain = json.dumps(sealed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def first_fault(entries: Iterable[Entry], head: str = "", *, gaps: bool = False) -> Fault | None:
    """The first broken link, None for an intact chain.

    An excerpt may start anywhere, but position 1 must link to `GENESIS`. `head` is a `POSITION:DIGEST` that somebody
    noted earlier (every report carries one): a chain without it was truncated or rewritten. With `gaps` entries may be
    missing: each one present must be as it was written, and neighbours must be linked.
    """
    before: Entry | None = None
    wanted = parse_head(head) if head else None
    for entry in entries:
        if what := _wrong(entry, None if gaps and before and entry.position > before.position + 1 else before):
            return Fault(entry.position, what)
        if wanted and entry.position == wanted[0]:
            if entry.digest != wanted[1]:
                return Fault(entry.position, "another entry stood here when the head was noted")
            wanted = None
        before = entry
    if wanted:
        return Fault(wanted[0], "the chain does not reach the head that was noted")
    return None


def _wrong(entry: Entry, before: Entry | None) -> str:
    if before and entry.position != before.position + 1:
        return f"entry {before.position + 1} is missing"
    if entry.previous != _expected(entry, before):
        return "it does not follow the entry before it"
    return "" if entry.digest == digest_of(entry) else "it was changed"


def _expected(entry: Entry, before: Entry | None) -> str:
    if before:
        return before.digest
    return GENESIS if entry.position == 1 else entry.previous


def parse_head(head: str) -> tuple[int, str]:
    """Split `POSITION:DIGEST`; raises `ValueError` for anything else."""
    position, _, digest = head.partition(":")
    if not (position.isascii() and position.isdigit() and len(digest) == len(GENESIS)):
        raise ValueError("a head is POSITION:DIGEST")
    return int(position), digest


def to_line(entry: Entry) -> str:
    """An entry as one line of an export (JSON Lines)."""
    return json.dumps(asdict(entry), ensure_ascii=False)


def from_lines(lines: Iterable[str]) -> Iterator[Entry]:
    """The entries of an export; raises `ValueError` naming the first invalid line."""
    names = {field.name for field in fields(Entry)}
    for number, line in enumerate(lines, 1):
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict) or set(found) != names or not isinstance(found["position"], int):
            raise ValueError(f"line {number} is no entry")
        yield Entry(**found)


def main(arguments: list[str]) -> int:
    """Check the export in the first argument, against the head in the second; 0 for intact, 1 broken, 2 unreadable."""
    gaps = arguments[:1] == ["--gaps"]
    arguments = arguments[gaps:]
    if len(arguments) not in (1, 2):
        print("usage: audit.py [--gaps] EXPORT.jsonl [POSITION:DIGEST]")
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:  # noqa: PTH123
            entries = list(from_lines(file))
        fault = first_fault(entries, *arguments[1:], gaps=gaps)
    except (OSError, ValueError) as error:
        print(f"cannot be read: {error}")
        return 2
    print(_verdict(entries, fault, gaps=gaps))
    return 1 if fault else 0


def _verdict(entries: list[Entry], fault: Fault | None, *, gaps: bool) -> str:
    if fault:
        return f"broken at entry {fault.position}: {fault.what}"
    if not entries:
        return "no entries"
    span = f"entries {entries[0].position} to {entries[-1].position}"
    return f"unchanged: {len(entries)} of {span}" if gaps else f"whole: {span}, head {head_of(entries[-1])}"


def head_of(entry: Entry) -> str:
    """`POSITION:DIGEST`, to be noted where nobody who can change the database can change it too."""
    return f"{entry.position}:{entry.digest}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
