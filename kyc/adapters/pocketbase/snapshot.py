"""Old records from PocketBase's `data.db` and its storage folder, or from a backup of both.

What is read is a copy of the database, made by SQLite's own backup including the write-ahead log, so that the server
may go on running; the copy gets the indexes that reading in pages needs, and is deleted when the block ends.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from kyc.adapters.pocketbase.names import Names, Row, quoted, record
from kyc.adapters.pocketbase.server import Server
from kyc.domain.errors import NotFound, Refused
from kyc.domain.moving import MovingStopped, OldRecord

DATABASE = "data.db"
PREFIX = "moving-"
Opener = Callable[[str], BinaryIO]
Fetch = Callable[[str, int], bytes]
"""Returns a file by its path in the storage, up to this many bytes; raises `NotFound` or `Refused`."""


class Snapshot:
    """Fills `kyc.domain.moving.OldRecords`."""

    def __init__(self, database: sqlite3.Connection, names: Names, fetch: Fetch) -> None:
        self._database, self._names, self._fetch = database, names, fetch
        self._profiles, self._history = quoted(names.profiles), quoted(names.history)
        self._owner = names.of("history.profile")
        self._collection, fields = self._found(names.profiles)
        self._pictures = names.pictures(fields)
        names.check_history(self._found(names.history)[1])
        self._index()

    def count(self) -> int:
        return int(self._rows(f"select count(*) as n from {self._profiles}")[0]["n"])  # noqa: S608  (quoted)

    def pages(self, size: int) -> Iterator[Sequence[OldRecord]]:
        created, last = quoted(self._names.of("created")), ("", "")
        page = f"select * from {self._profiles} where ({created}, id) > (?, ?) order by {created}, id limit {size:d}"  # noqa: S608
        while rows := self._rows(page, *last):
            history = self._histories([str(row["id"]) for row in rows])
            yield [record(self._names, row, history.get(row["id"], ()), self._pictures) for row in rows]
            last = (rows[-1][self._names.of("created")], rows[-1]["id"])

    def file(self, record_id: str, name: str, limit: int) -> bytes:
        return self._fetch(f"{self._collection}/{record_id}/{name}", limit)

    def _histories(self, ids: Sequence[str]) -> Mapping[str, list[Row]]:
        marks = ",".join("?" * len(ids))
        grouped: dict[str, list[Row]] = {}
        asked = f"select * from {self._history} where {quoted(self._owner)} in ({marks})"  # noqa: S608  (quoted)
        for row in self._rows(asked, *ids):
            grouped.setdefault(str(row[self._owner]), []).append(row)
        return grouped

    def _found(self, collection: str) -> tuple[str, list[Row]]:
        """A collection's id, under which its files are stored, and its fields."""
        rows = self._rows("select id, fields from _collections where name = ?", collection)
        if not rows:
            raise MovingStopped(f"there is no collection {collection}: name it with --profiles or --history")
        return str(rows[0]["id"]), json.loads(rows[0]["fields"])

    def _index(self) -> None:
        created = quoted(self._names.of("created"))
        self._rows(f"create index moving_profiles on {self._profiles} ({created}, id)")
        self._rows(f"create index moving_history on {self._history} ({quoted(self._owner)})")

    def _rows(self, statement: str, *values: str) -> list[Row]:
        try:
            return [dict(row) for row in self._database.execute(statement, values)]
        except sqlite3.Error as problem:
            raise _unreadable(problem) from None


@contextmanager
def of_server(server: Server, names: Names, scratch: Path) -> Iterator[Snapshot]:
    """A snapshot of a running server, for the duration of the block."""
    with _scratch(scratch) as target, closing(sqlite3.connect(target)) as database:
        database.row_factory = sqlite3.Row
        server.copy_to(database)
        yield Snapshot(database, names, server.fetch)


@contextmanager
def snapshot(path: Path, names: Names, scratch: Path, storage: Path | None = None) -> Iterator[Snapshot]:
    """The records now in a `pb_data` folder, in a database file (with `storage` for its files) or in a backup zip.

    The copy is kept under `scratch` for the duration of the block. Raises `MovingStopped` for anything else.
    """
    with _scratch(scratch) as target:
        try:
            opener = _unpacked(path, target) if path.suffix == ".zip" else _copied(path, target, storage)
            with closing(sqlite3.connect(target)) as database:
                database.row_factory = sqlite3.Row
                yield Snapshot(database, names, partial(_read, opener))
        except (sqlite3.Error, BadZipFile) as problem:
            raise _unreadable(problem) from None
        except (FileNotFoundError, PermissionError):
            raise MovingStopped(f"{path.name} cannot be opened, or has no {DATABASE}") from None


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=folder, prefix=PREFIX) as kept:
        yield Path(kept) / DATABASE


def clear(scratch: Path) -> None:
    """Remove the copies of a run that was killed; the caller makes sure that no other run is in progress."""
    for left in scratch.glob(f"{PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)


def _copied(path: Path, target: Path, storage: Path | None) -> Opener:
    found = path / DATABASE if path.is_dir() else path
    address = f"{found.resolve(strict=True).as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=15)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("pragma journal_mode = off")
    root = (storage or found.parent / "storage").resolve()

    def opener(place: str) -> BinaryIO:
        file = (root / place).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            raise FileNotFoundError
        return file.open("rb")

    return opener


def _unpacked(path: Path, target: Path) -> Opener:
    backup = ZipFile(path)
    if DATABASE not in backup.namelist():
        raise FileNotFoundError
    backup.extract(DATABASE, target.parent)
    return lambda place: backup.open(f"storage/{place}")  # type: ignore[return-value]  # reads as a file does


def _read(opener: Opener, place: str, limit: int) -> bytes:
    """A file's content; of a file over the limit hardly more than the limit is read."""
    try:
        with opener(place) as opened:
            found = opened.read(limit + 1)
    except (OSError, KeyError, ValueError, BadZipFile):
        raise NotFound from None
    if len(found) > limit:
        raise Refused("file_too_large")
    return found


def _unreadable(problem: Exception) -> MovingStopped:
    return MovingStopped(f"the database cannot be read ({type(problem).__name__})")
