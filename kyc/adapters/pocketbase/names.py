"""The names of collections and fields in a PocketBase, and the record from a row with these names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from kyc.domain.moving import ITEMS, Item, MovingStopped, OldEntry, OldFile, OldRecord

Row = Mapping[str, Any]
PROFILE = ("name", "document_type", "document_number", "nationality", "verification_status", "created", "updated")
HISTORY = ("profile", "status", "at")
SKIP = "skip"
_HINTS: tuple[tuple[str, Item], ...] = (
    ("selfie", "selfie"),
    ("face", "selfie"),
    ("back", "back"),
    ("front", "front"),
    ("document", "front"),
    ("passport", "front"),
)


@dataclass(frozen=True, slots=True)
class Names:
    """The collections, the fields whose names differ from ours, and in `files` which picture a file field holds."""

    profiles: str = "kyc_profiles"
    history: str = "status_history"
    fields: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def of(self, ours: str) -> str:
        """The name there of a field of ours; fields of the history are named `history.…`."""
        return self.fields.get(ours) or _DEFAULTS.get(ours, ours)

    def item(self, file_field: str) -> Item | None:
        """The picture that a file field holds, None for one to leave behind; raises `MovingStopped` if unclear."""
        chosen = self.files.get(file_field) or _guessed(file_field)
        if chosen is None:
            raise MovingStopped(f"what is in the file field {file_field}? --file {file_field}=front|back|selfie|skip")
        return None if chosen == SKIP else cast(Item, chosen)

    def pictures(self, schema: Iterable[Row]) -> Mapping[str, Item]:
        """The file fields of a collection that are to be moved; raises `MovingStopped` if a needed field is missing."""
        fields = {str(one["name"]): str(one["type"]) for one in schema}
        if absent := [self.of(ours) for ours in PROFILE if self.of(ours) not in fields]:
            raise MovingStopped(f"{self.profiles} has no field {', '.join(absent)}: name it with --field OURS=THEIRS")
        found = {name: self.item(name) for name, kind in fields.items() if kind == "file"}
        return {name: item for name, item in found.items() if item}

    def check_history(self, schema: Iterable[Row]) -> None:
        """Raise `MovingStopped` if the history lacks a needed field."""
        fields = {str(one["name"]) for one in schema}
        asked = [self.of(f"history.{ours}") for ours in HISTORY]
        if absent := [one for one in asked if one not in fields]:
            raise MovingStopped(f"{self.history} has no field {', '.join(absent)}: --field history.OURS=THEIRS")


_DEFAULTS = {f"history.{ours}": ours for ours in HISTORY} | {"history.at": "created"}


def names(
    profiles: str, history: str, fields: Sequence[tuple[str, str]] = (), files: Sequence[tuple[str, str]] = ()
) -> Names:
    """Names as given by an operator; raises `MovingStopped` for a field or a picture that we do not have."""
    known = {*PROFILE, *(f"history.{ours}" for ours in HISTORY)}
    if unknown := {ours for ours, _ in fields} - known:
        raise MovingStopped(f"no field of ours: {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    if unknown := {item for _, item in files} - {*ITEMS, SKIP}:
        raise MovingStopped(f"no picture of ours: {', '.join(sorted(unknown))}; there are front, back, selfie, skip")
    return Names(profiles, history, dict(fields), dict(files))


def record(names: Names, row: Row, history: Iterable[Row], pictures: Mapping[str, Item]) -> OldRecord:
    """One row of the collection, with the rows of its history in any order."""
    entries = sorted((_entry(names, one) for one in history), key=lambda one: (one.at or _NEVER, one.id))

    def said(ours: str) -> str:
        return str(row.get(names.of(ours)) or "")

    return OldRecord(
        id=str(row["id"]),
        name=said("name"),
        document_type=said("document_type"),
        document_number=said("document_number"),
        nationality=said("nationality"),
        verification_status=said("verification_status"),
        created=moment(said("created")),
        updated=moment(said("updated")),
        history=tuple(entries),
        files=tuple(
            OldFile(field, item, name) for field, item in pictures.items() for name in file_names(row.get(field))[:1]
        ),
    )


def moment(text: object) -> datetime | None:
    """A timestamp as PocketBase writes it ("2025-10-23 12:34:56.789Z"), or None for anything else."""
    try:
        found = datetime.fromisoformat(str(text).replace(" ", "T", 1))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def file_names(value: object) -> list[str]:
    """The file names in a file field, which holds one name or a list of several (in the database as JSON)."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    found = value if isinstance(value, list) else [value]
    return [str(one) for one in found if one]


def quoted(name: str) -> str:
    """The name of a table or a field, quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


_NEVER = datetime.min.replace(tzinfo=UTC)


def _entry(names: Names, row: Row) -> OldEntry:
    at = moment(row.get(names.of("history.at")))
    return OldEntry(str(row["id"]), str(row.get(names.of("history.status")) or ""), at)


def _guessed(file_field: str) -> Item | None:
    return next((item for hint, item in _HINTS if hint in file_field.lower()), None)
