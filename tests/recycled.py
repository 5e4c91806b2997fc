"""A PostgreSQL database that is reused by one test after the other: a new one costs ten times what clearing does."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

OURS = "('public', 'dbos')"
SHAPE = f"select oid, relnatts, relkind from pg_class where relnamespace::regnamespace::text in {OURS} order by oid"
OTHERS = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
COUNTED = f"select schemaname || '.' || sequencename, last_value from pg_sequences where schemaname in {OURS}"
TABLES = f"select schemaname || '.' || tablename from pg_tables where schemaname in {OURS}"


class Recycled:
    """Remembers its first rows and sequences, over a connection that stays open."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self.connection = self.engine.connect()
        self._do("set session_replication_role = replica")  # neither triggers nor foreign keys get in the way
        self._all_rows = " union all ".join(
            f"select '{name}', (select md5(string_agg(one::text, ' ')) from {name} one)"
            for (name,) in self._ask(TABLES)
        )
        self.shape, self.rows, self.numbers = self._ask(SHAPE), self._rows(), dict(self._ask(COUNTED))
        for name in self._filled():
            self._do(f'create temporary table "{name}" as table {name}')

    def is_as_new(self) -> bool:
        """Restore it and return True, unless somebody is still connected or has changed the tables themselves."""
        if self._ask(OTHERS) != [(0,)] or self._ask(SHAPE) != self.shape:
            return False
        for name, rows in self._rows().items():
            if rows != self.rows[name]:
                self._do(f"delete from {name}")
                if self.rows[name]:
                    self._do(f'insert into {name} table "{name}"')
        for name, number in self._ask(COUNTED):
            if number != self.numbers[name]:
                first = self.numbers[name]
                self._do(f"select setval('{name}', {first or 1}, {first is not None})")
        return True

    def close(self) -> None:
        self.connection.close()

    def _rows(self) -> dict[str, str | None]:
        """A digest of each table's rows; empty tables are left out."""
        return dict(self._ask(self._all_rows))

    def _filled(self) -> list[str]:
        return [name for name, rows in self.rows.items() if rows]

    def _ask(self, question: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.connection.exec_driver_sql(question)]

    def _do(self, statement: str) -> None:
        self.connection.exec_driver_sql(statement)
