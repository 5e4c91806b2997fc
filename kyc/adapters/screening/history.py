"""Fills `ListHistory` from the kept versions of the embedded index: what changed, and whom that may concern."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import cast

import structlog

from kyc.adapters.screening.applicants import ApplicantIndex
from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.index import Index
from kyc.adapters.screening.loading import changes
from kyc.adapters.screening.versions import NoSuchVersion, Versions
from kyc.domain.errors import Unavailable
from kyc.domain.monitoring import Changes
from kyc.domain.ports import Watchlist
from kyc.domain.screening import Person
from kyc.domain.watchlists import Kind

log = structlog.get_logger(__name__)
HOLDER = "monitoring"
# So many changes are a new list; they would cost more to turn round, and to keep in memory, than to screen everybody.
MOST = 50_000
# Asking the applicants' index about one entity costs about as much as screening one applicant for so many.
_DEARER = 1


class ChangedEntities:
    """The added and changed entities of one update, and the index that holds them now."""

    def __init__(self, entities: Sequence[Entity], index: Index) -> None:
        self._entities, self._index = entities, index

    @cached_property
    def fingerprints(self) -> frozenset[str]:
        return frozenset(entity.fingerprint for entity in self._entities)

    def resembling(self, people: Sequence[Person]) -> Sequence[int]:
        """Everybody whom one of the entities may match; all of them where asking would cost more than screening."""
        if len(self._entities) > _DEARER * len(people):
            return range(len(people))
        applicants = ApplicantIndex(people, self._index.weights, self._index.size)
        return sorted({place for entity in self._entities for place in applicants.resembling(entity)})


class IndexHistory:
    """The versions under one directory, the current one by its pointer."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def version(self, kind: str) -> str | None:
        path = self._versions(kind).current()
        return path.stem if path else None

    def changes(self, kind: str, since: str) -> Changes | None:
        """None where the older version is gone or of another format, and where too much changed."""
        streamed = changes(self._directory, cast(Kind, kind), since)
        try:
            found = list(islice(streamed, MOST + 1))
        except NoSuchVersion:
            log.warning("monitoring_compares_all", kind=kind, reason="version_not_kept")
            return None
        path = self._versions(kind).current()
        return ChangedEntities(found, Index(path)) if path and len(found) <= MOST else None

    def hold(self, kind: str, version: str) -> None:
        self._versions(kind).hold(HOLDER, version)

    def _versions(self, kind: str) -> Versions:
        return Versions(self._directory / kind)


class WholeHistory:
    """For a watchlist that knows no kept versions: it tells that its lists are others, and never what changed."""

    def __init__(self, watchlists: Callable[[str], Watchlist]) -> None:
        self._watchlists = watchlists

    def version(self, kind: str) -> str | None:
        """None also while the service is away: nothing can be compared then."""
        try:
            lists = self._watchlists(kind).lists()
        except Unavailable:
            return None
        told = sorted(f"{one.name}\t{one.version}" for one in lists)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12] if told else None

    def changes(self, kind: str, since: str) -> Changes | None:
        return None

    def hold(self, kind: str, version: str) -> None:
        """There is nothing to keep."""
