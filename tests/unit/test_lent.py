"""A database that one test had is as new for the next."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.databases import Database

NOTED = "insert into case_tag (name, colour, at) values ('one', 'red', current_timestamp)"
TEMPLATE = "select position, name from audit_head, partner"


def opened(url: str) -> Engine:
    return sa.create_engine(url, poolclass=sa.NullPool)


def asked(database: Database, question: str, *first: str) -> tuple[Any, ...]:
    with database.lent() as url, opened(url).begin() as connection:
        for statement in first:
            connection.exec_driver_sql(statement)
        return tuple(connection.exec_driver_sql(question).one())


def test_its_rows_are_gone_and_its_numbers_begin_anew(database: Database) -> None:
    assert [asked(database, "select max(id), count(*) from case_tag", NOTED) for _ in range(3)] == [(1, 1)] * 3


def test_what_the_template_holds_is_there_again(database: Database) -> None:
    fresh = asked(database, TEMPLATE)
    changed = asked(database, TEMPLATE, "update audit_head set position = 7", "update partner set name = 'Another'")
    assert changed == (7, "Another")
    assert asked(database, TEMPLATE) == fresh


def test_one_whose_tables_were_changed_or_that_is_in_use_is_lent_to_nobody(database: Database) -> None:
    with database.lent() as first, opened(first).begin() as connection:
        connection.exec_driver_sql("create table more (id integer)")
    with database.lent() as second, database.lent() as third:
        still = opened(third).connect()
    with still, database.lent() as fourth:
        assert fourth not in (first, third)
    assert first not in (second, third)
