"""What a database keeps of deleted values is gone after a sweep."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from kyc.domain.errors import Unavailable
from kyc.models import leftovers
from kyc.models.base import prepare_sqlite

WORDS = [f"zq{number:04d}qz" for number in range(400)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "one.db"


@pytest.fixture
def engine(file: Path) -> Engine:
    """A database whose rows grew and shrank, so that their places moved between pages, and then lost their words."""
    made = sa.create_engine(f"sqlite:///{file}", connect_args={"timeout": 1})
    prepare_sqlite(made, "NORMAL")
    with made.begin() as connection:
        connection.exec_driver_sql("create table note (id integer primary key, word text)")
        connection.exec_driver_sql("create index by_word on note (word)")
        for number, word in enumerate(WORDS):
            connection.exec_driver_sql("insert into note values (?, ?)", (number * 7919 % 100_003, word))
        for times in (40, 1, 90):
            for number, word in enumerate(WORDS):
                connection.exec_driver_sql(
                    "update note set word = ? where id = ?", (word * times, number * 7919 % 100_003)
                )
        connection.exec_driver_sql("update note set word = ''")
    return made


def left(file: Path) -> set[str]:
    content = b"".join(path.read_bytes() for path in file.parent.glob("one.db*"))
    return {word for word in WORDS if word.encode() in content}


def test_without_a_sweep_the_log_still_has_them(engine: Engine, file: Path) -> None:
    assert left(file)


def test_after_a_sweep_nothing_does(engine: Engine, file: Path) -> None:
    leftovers.sweep(engine, ())
    assert left(file) == set()
    assert file.with_name("one.db-wal").stat().st_size == 0


def test_a_file_that_is_too_large_is_not_written_anew_by_itself(
    engine: Engine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "REWRITTEN_BYTES", 0)
    leftovers.sweep(engine, ())
    before = file.stat().st_size
    leftovers.rewrite(engine, ())
    assert file.stat().st_size < before
    assert left(file) == set()


def test_a_reader_that_does_not_end_is_told_of(engine: Engine, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with engine.connect() as reader:
        reader.exec_driver_sql("select * from note").fetchall()
        with engine.begin() as writer:
            writer.exec_driver_sql("insert into note values (1000000, 'x')")
        monkeypatch.setattr(leftovers, "REWRITTEN_BYTES", 0)
        engine.pool.dispose()
        _impatient(engine)
        with pytest.raises(Unavailable):
            leftovers.sweep(engine, ())


def _impatient(engine: Engine) -> None:
    @sa.event.listens_for(engine, "connect")
    def _connect(connection: object, record: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")  # type: ignore[attr-defined]  # sqlite3's
