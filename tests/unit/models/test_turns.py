"""Who writes to SQLite waits for others before its lock, in a process and among processes, and never for ever."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from kyc.models import db, transaction, turns
from kyc.models.turns import turn

HOLDER = """
import sys
from kyc.models.turns import turn
with turn(sys.argv[1]):
    print("mine", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(database: str) -> Iterator[subprocess.Popen[str]]:
    """A process that keeps its turn until told to end, or killed."""
    command = [sys.executable, "-c", HOLDER, database]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout
        assert held.stdout.readline() == "mine\n"
        yield held
        held.kill()


def free(database: str) -> bool:
    """Whether nobody has a turn now."""
    path = Path(f"{database}-turn")
    with path.open("r+") as file:
        return turns._taken(file.fileno())


def test_threads_take_turns_and_none_waits_for_ever(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_S", 0.01)
    order: list[str] = []
    inside, leave, engine = threading.Event(), threading.Event(), db.engine

    def first() -> None:
        with Session(engine) as session, transaction(session):
            inside.set()
            leave.wait(30)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(30)
    threading.Timer(0.05, leave.set).start()
    with Session(engine) as session, transaction(session):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_a_turn_is_seen_by_other_processes_and_ends_with_its_block(tmp_path: Path) -> None:
    database = str(tmp_path / "ekyc.db")
    with turn(database):
        assert not free(database)
    assert free(database)


def test_processes_take_turns_and_a_dead_one_keeps_nobody(tmp_path: Path) -> None:
    database, order = str(tmp_path / "ekyc.db"), list[str]()
    with another_process(database) as other:

        def end() -> None:
            order.append("other")
            other.kill()

        threading.Timer(0.05, end).start()
        with turn(database):
            order.append("mine")
    assert order == ["other", "mine"]


def test_a_process_that_hangs_keeps_nobody_for_longer_than_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_S", 0.01)
    database = str(tmp_path / "ekyc.db")
    with another_process(database), turn(database):
        assert not free(database)


def test_where_no_file_can_be_made_the_database_is_asked_without(tmp_path: Path) -> None:
    with turn(str(tmp_path / "missing" / "ekyc.db")):
        assert not (tmp_path / "missing").exists()


def test_within_its_own_turn_a_thread_waits_for_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = str(tmp_path / "ekyc.db")
    with turn(database):
        monkeypatch.setattr(turns, "_wait", mock.Mock(side_effect=AssertionError))
        with turn(database):
            assert not free(database)
        assert not free(database)
    assert free(database)
