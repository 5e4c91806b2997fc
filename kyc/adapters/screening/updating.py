"""Updates lists from the operator's sources, one by one: where an update fails, the old version stays in use."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, cast

from kyc.adapters.screening import ledger
from kyc.adapters.screening.fetch import FetchFailed, Limits, Stamp, fetch, file_name
from kyc.adapters.screening.ledger import Record
from kyc.adapters.screening.lists import ListRefused
from kyc.adapters.screening.loading import ListShrunken, Progress, load, loaded_at, silent
from kyc.adapters.screening.versions import Versions
from kyc.domain.evidence import ListVersion
from kyc.domain.watchlists import Kind, Source

_FOLDER = "download-"


class UpdateRunning(Exception):
    """Another update of the same folder has not ended yet."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome for one source; `problem` is worded for the operator, `shrunken` means the list lost too much."""

    source: str
    result: Literal["loaded", "unchanged", "failed"]
    lists: tuple[tuple[Kind, ListVersion], ...] = ()
    problem: str = ""
    shrunken: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """An update of lists: `again` also fetches what did not change, `allow_shrunken` accepts smaller lists."""

    directory: Path
    limits: Limits
    again: bool = False
    allow_shrunken: bool = False
    progress: Progress = silent

    def run(self, sources: Sequence[Source]) -> Iterator[Outcome]:
        """Yield each source's outcome as soon as it is known; raises `UpdateRunning` before the first one."""
        with _alone(self.directory):
            for source in sources:
                records = ledger.read(self.directory)
                outcome, record = self._one(source, records.get(source.name, Record()))
                ledger.write(self.directory, records | {source.name: record})
                yield outcome

    def _one(self, source: Source, record: Record) -> tuple[Outcome, Record]:
        now = datetime.now(UTC)
        with tempfile.TemporaryDirectory(prefix=_FOLDER, dir=self.directory) as folder:
            try:
                return self._taken(source, record, Path(folder), now)
            except Exception as problem:  # noqa: BLE001  (whatever happens with one list, the others are updated)
                said, shrunken = _worded(problem), isinstance(problem, ListShrunken)
        failed = Outcome(source.name, "failed", problem=said, shrunken=shrunken)
        return failed, replace(record, problem=said, problem_at=now)

    def _taken(self, source: Source, record: Record, folder: Path, now: datetime) -> tuple[Outcome, Record]:
        known = record if self._still_holds(source, record) else Record()
        stamps, files = self._fetched(source, known, folder)
        if known.stamps and all(known.stamps[url].sha256 == stamps[url].sha256 for url in source.urls):
            unchanged = replace(record, stamps=stamps, confirmed_at=now, problem="", problem_at=None)
            return Outcome(source.name, "unchanged"), unchanged
        kind = cast("Kind | None", source.kind)
        loaded = load(
            self.directory,
            files,
            kind=kind,
            name=source.name,
            allow_shrunken=self.allow_shrunken,
            progress=self.progress,
        )
        taken = tuple((one, version.name, version.version) for one, version in loaded)
        return Outcome(source.name, "loaded", tuple(loaded)), Record(kind, stamps, taken, confirmed_at=now)

    def _fetched(self, source: Source, known: Record, folder: Path) -> tuple[dict[str, Stamp], list[Path]]:
        """The files of a source: none if nothing changed, all of them if any did."""
        files = {url: folder / str(place) / file_name(url) for place, url in enumerate(source.urls)}
        for path in files.values():
            path.parent.mkdir()
        stamps = {url: fetch(url, path, known.stamps.get(url), self.limits) for url, path in files.items()}
        if any(stamps[url] is not known.stamps.get(url) for url in files):
            left = [url for url, path in files.items() if not path.exists()]
            stamps |= {url: fetch(url, files[url], None, self.limits) for url in left}
        return stamps, list(files.values())

    def _still_holds(self, source: Source, record: Record) -> bool:
        """Whether what was loaded from the source is still in use, so that an unchanged source has nothing new.

        A list that the operator rolled back counts as in use: the same file does not undo that.
        """
        if self.again or not record.lists or record.kind != source.kind or set(record.stamps) != set(source.urls):
            return False
        return all(_in_use(Versions(self.directory / kind), name) for kind, name, _ in record.lists)


def _in_use(versions: Versions, name: str) -> bool:
    return name in loaded_at(versions) or versions.rolled_back


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Allow one update at a time, and clear away what a killed one left behind."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o750)
    with (directory / "update.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UpdateRunning from None
        for rest in directory.glob(f"{_FOLDER}*"):
            shutil.rmtree(rest, ignore_errors=True)
        yield


def _worded(problem: Exception) -> str:
    """Errors worded for the operator as they are; of any other only its type and the system's error text."""
    if isinstance(problem, (FetchFailed, ListRefused, ListShrunken)):
        return str(problem)
    told = problem.strerror if isinstance(problem, OSError) else str(problem) if _of_disk(problem) else ""
    return f"{type(problem).__name__}: {told}" if told else type(problem).__name__


def _of_disk(problem: Exception) -> bool:
    return isinstance(problem, sqlite3.OperationalError)
