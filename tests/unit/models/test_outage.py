"""Errors that pass by themselves are told apart from those that never will."""

from __future__ import annotations

import sqlite3

import psycopg
import psycopg.errors
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from kyc.models.outage import passes

PASSING = (
    sqlite3.OperationalError("database is locked"),
    sqlite3.OperationalError("database or disk is full"),
    sqlite3.OperationalError("disk I/O error"),
    psycopg.errors.DiskFull("could not extend file"),
    psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"),
    psycopg.errors.TooManyConnections("sorry, too many clients already"),
    psycopg.errors.CannotConnectNow("the database system is starting up"),
    psycopg.errors.AdminShutdown("terminating connection"),
    psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT in a read-only transaction"),
    psycopg.errors.SerializationFailure("could not serialize access"),
    psycopg.OperationalError("server closed the connection unexpectedly"),
    psycopg.InterfaceError("the connection is closed"),
)
LASTING = (
    sqlite3.OperationalError("no such table: verification"),
    sqlite3.IntegrityError("UNIQUE constraint failed"),
    sqlite3.DatabaseError("database disk image is malformed"),
    psycopg.errors.UndefinedTable("relation does not exist"),
    psycopg.errors.ProgramLimitExceeded("too many columns"),
    psycopg.errors.UniqueViolation("duplicate key"),
)


def wrapped(error: Exception) -> DBAPIError:
    return OperationalError("insert into profile values (?)", {}, error)


@pytest.mark.parametrize("error", PASSING, ids=str)
def test_what_passes_by_itself_is_known(error: Exception) -> None:
    assert passes(wrapped(error))


@pytest.mark.parametrize("error", LASTING, ids=str)
def test_what_never_passes_is_not_waited_for(error: Exception) -> None:
    assert not passes(wrapped(error))


def test_a_pool_without_a_free_connection_has_one_later() -> None:
    assert passes(NoConnectionFree())


def test_a_connection_that_broke_off_is_made_anew() -> None:
    assert passes(DBAPIError("select 1", {}, Exception("gone"), connection_invalidated=True))


def test_a_fault_of_ours_stays_one() -> None:
    assert not passes(KeyError("name"))
