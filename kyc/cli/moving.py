"""One run of an import: page after page, each in its own transaction, counted as it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from kyc.cli.progress import Counting
from kyc.domain.moving import OldRecord, OldRecords, Words
from kyc.domain.ports import Blobs
from kyc.models import transaction
from kyc.services.moving.importing import Owner, Page, sort_out, write
from kyc.services.moving.pictures import Album, Taken
from kyc.services.moving.planning import Finding
from kyc.tools import Tools

PAGE = 200
Told = Callable[[Iterable[Finding]], None]


@dataclass(slots=True)
class Tally:
    """What became of the records; `codes` counts the findings by code and by whether the record was imported."""

    fresh: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    pictures: int = 0
    codes: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def add(self, page: Page, pictures: int, changed: int) -> None:
        self.changed += changed
        self.fresh += len(page.fresh) - changed
        self.same += page.same
        self.pictures += pictures
        self.refused += sum(not one.moved for one in page.findings)
        self.codes.update((one.code, one.moved) for one in page.findings)


@dataclass(frozen=True, slots=True)
class Run:
    """What to import and for whom; a dry run reads and judges everything and keeps nothing."""

    records: OldRecords
    owner: Owner
    words: Words
    tools: Tools
    dry_run: bool = False
    without_files: bool = False

    def all(self, session: Session, told: Told) -> Tally:
        """Import every page; a committed page stays, whatever becomes of the next."""
        tally = Tally()
        with Counting("records", self.records.count()) as counting:
            for records in self.records.pages(PAGE):
                self._page(session, records, tally, told)
                counting.add(len(records))
        return tally

    def _page(self, session: Session, records: Sequence[OldRecord], tally: Tally, told: Told) -> None:
        page = sort_out(session, records, self.owner, self.words)
        session.rollback()  # photos are slow: no transaction stays open meanwhile
        pictures = {} if self.without_files else self._pictures(page)
        dropped: list[str] = []
        before = len(page.fresh)
        with suppress(_Undone), transaction(session):
            dropped = write(session, page, self.owner, pictures)
            if self.dry_run:
                raise _Undone
        for blob in () if self.dry_run else dropped:
            self.tools.blobs.delete(blob)
        tally.add(page, sum(map(len, pictures.values())), len(page.fresh) - before)
        told(page.findings)

    def _pictures(self, page: Page) -> dict[str, list[Taken]]:
        """The photos of the records to be written, stored before any row is."""
        settings = self.tools.settings
        blobs: Blobs = _Nowhere() if self.dry_run else self.tools.blobs
        album = Album(self.records, self.tools.intake, blobs, settings.max_upload_bytes)
        found: dict[str, list[Taken]] = {}
        for one in (*page.fresh, *page.changed):
            if one.old.files:
                found[one.old.id], findings = album.take(one)
                page.findings += findings
        return found


class _Undone(Exception):
    """Rolls back the transaction of a dry run."""


class _Nowhere:
    """A store that keeps nothing."""

    def put(self, name: str, data: bytes) -> None:
        """Discard it."""

    def get(self, name: str) -> bytes:
        raise LookupError(name)

    def delete(self, name: str) -> None:
        """Do nothing."""
