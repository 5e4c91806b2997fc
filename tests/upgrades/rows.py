"""Rows for every table of an existing database, made from its own schema: one family of rows for each state."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kyc.domain.audit import GENESIS, Entry, digest_of
from kyc.domain.lifecycle import State
from kyc.models import DEFAULT_PARTNER, Base

AT = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
FAMILIES = tuple(State)
CLOSED = State.CREATED
"""The family whose verification expired."""
LISTS = "accepted_documents person_wanted warnings reasons events scopes frames moves seen_ms pages lists results notes"
LISTS += " verification_ids objects"
KNOWN: dict[str, Any] = {
    "mode": "live",
    "locale": "en",
    "document_type": "passport",
    "issuing_country": "GBR",
    "nationality": "GB",
    "capture_method": "camera",
    "confidence": 0.9,
    "expires_at": AT + timedelta(days=36_500),
    "until": AT,
    "type": "passport",
    "side": "data_page",
    "liveness_type": "passive",
    "extracted": {"full_name": "JANE DOE"},
    "reading": None,
    "pending_action": None,
    "rejection_type": None,
    "previous_id": None,
    "rule": "default",
    "policy": "1",
    "erasure_id": None,
    "redacted_at": None,
    "replaced_at": None,
    "method": "face_comparison",
}
"""Columns whose values a page or an answer could not show if they were arbitrary words."""


class Schema:
    """The tables of one database, without those of the job queue."""

    def __init__(self, connection: Connection) -> None:
        found = sa.MetaData()
        mine = set(sa.inspect(connection).get_table_names()) & set(Base.metadata.tables)
        found.reflect(connection, only=sorted(mine))
        self.tables = found.sorted_tables
        self.choices = {one.name: _choices(connection, one.name) for one in self.tables}

    def dump(self, connection: Connection) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, in plain values, ordered."""
        return {
            one.name: sorted(map(_plain, connection.execute(sa.select(one)).mappings()), key=repr)
            for one in self.tables
        }

    def fill(self, connection: Connection, start: int, states: Sequence[State]) -> None:
        """Insert a family of rows for each state, numbered from `start`; one row where a second would be equal."""
        families = dict(enumerate(states, start))
        for table in self.tables:
            if table.name == "audit_head":
                continue
            taken = _keys_there(connection, table)
            rows = (self._row(table, number, state) for number, state in families.items())
            if fresh := [row for row in rows if taken.fits(row)]:
                connection.execute(sa.insert(table), fresh)
            _count_on(connection, table)
        if "audit_head" in self.choices:
            _chain(connection, {one.name: one for one in self.tables})

    def _row(self, table: sa.Table, number: int, state: State) -> dict[str, Any]:
        row = {column.name: self._value(table, column, number) for column in table.columns}
        if table.name == "verification":
            closed = state is CLOSED
            row |= {"state": state.value, "closed_reason": "expired" if closed else None}
            row |= {
                "decided_at": AT if state in ("approved", "rejected") else None,
                "closed_at": AT if closed else None,
            }
        return row

    def _value(self, table: sa.Table, column: sa.Column[Any], number: int) -> Any:
        for key in column.foreign_keys:
            return None if key.column.table is table else name_of(key.column.table.name, key.column, number)
        if column.name in self.choices[table.name]:
            return self.choices[table.name][column.name]
        if column.primary_key and column.name == "id":
            return name_of(table.name, column, number)
        if column.name in KNOWN:
            return _fitting(KNOWN[column.name], column)
        return _by_type(column, number)


def name_of(table: str, column: sa.Column[Any], number: int) -> Any:
    """The id of a row in a family: as long as ids of its kind are."""
    if table == "partner":
        return DEFAULT_PARTNER
    if isinstance(column.type, sa.Integer):
        return number + 1
    if table == "profile":
        return f"record{number:09}"
    prefix = {"verification": "sess", "document": "doc", "selfie": "self"}.get(table, table)
    return f"{prefix}_{number:0{min(31, (column.type.length or 40) - len(prefix) - 1)}}"  # type: ignore[attr-defined]


def _by_type(column: sa.Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, sa.JSON):
        return [] if column.name in LISTS.split() else {}
    if isinstance(kind, sa.Boolean):
        return True
    if isinstance(kind, sa.Integer):
        return number + 1
    if isinstance(kind, sa.Float):
        return 0.5
    if isinstance(kind, sa.DateTime):
        return AT
    if isinstance(kind, sa.Date):
        return AT.date()
    if isinstance(kind, sa.LargeBinary):
        return b'{"n": %d}' % number
    text = f"https://example.org/{number}" if column.name.endswith("url") else f"{number} {column.name}"
    return _fitting(text, column)


def _fitting(value: Any, column: sa.Column[Any]) -> Any:
    """Words that fill the column."""
    length = getattr(column.type, "length", None)
    return value[:length] if isinstance(value, str) and length else value


def _choices(connection: Connection, table: str) -> dict[str, str]:
    """The first word that each check constraint of a table allows."""
    found = {}
    for one in sa.inspect(connection).get_check_constraints(table):
        text = one["sqltext"].replace("::character varying", "").replace("::text", "")
        if named := re.search(r"\(?(\w+)\)?\s*(?:IN|in|= ANY)\s*\(+(?:ARRAY\[)?\(?'(\w+)'", text):
            found[named[1]] = named[2]
    return found


class _Taken:
    """The values of unique keys, and which of them are taken: families share partner and staff."""

    def __init__(self, keys: list[list[str]], rows: Iterable[Any]) -> None:
        self.keys = keys
        self.taken = {(name, tuple(row[one] for one in key)) for row in rows for name, key in enumerate(keys)}

    def fits(self, row: dict[str, Any]) -> bool:
        mine = {(name, tuple(row[one] for one in key)) for name, key in enumerate(self.keys)}
        free = self.taken.isdisjoint(mine)
        self.taken |= mine
        return free


def _keys_there(connection: Connection, table: sa.Table) -> _Taken:
    keys = [[one.name for one in table.primary_key.columns]]
    keys += [one["column_names"] for one in sa.inspect(connection).get_unique_constraints(table.name)]
    return _Taken(keys, connection.execute(sa.select(table)).mappings())


def _count_on(connection: Connection, table: sa.Table) -> None:
    """Let the numbers of rows that the application adds follow ours."""
    first = next(iter(table.primary_key.columns), None)
    if connection.dialect.name == "postgresql" and first is not None and isinstance(first.type, sa.Integer):
        sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, first.name)))
        if sequence:
            highest = sa.select(sa.func.coalesce(sa.func.max(first), 1)).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, highest)))


def _chain(connection: Connection, tables: dict[str, sa.Table]) -> None:
    """Make the entries an intact chain, however long it has become."""
    entries, head = tables["audit_entry"], tables["audit_head"]
    subjects = connection.scalars(sa.select(entries.c.subject).order_by(entries.c.position)).all()
    connection.execute(sa.delete(entries))
    before, chain = GENESIS, []
    for position, subject in enumerate(subjects, 1):
        at = AT.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        entry = Entry(position, at, "case.decided", "system", subject, {"outcome": "approved"}, before)
        before = digest_of(entry)
        chain.append(asdict(entry) | {"digest": before, "at": AT})
    connection.execute(sa.insert(entries), chain)
    connection.execute(sa.update(head).values(position=len(chain), digest=before))


def _plain(row: Any) -> dict[str, Any]:
    """Values that are equal before and after a migration, whatever type reads them."""
    return {name: _same(value) for name, value in row.items()}


def _same(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return bytes(value) if isinstance(value, memoryview) else value
