"""Fills `ListHistory` from the kept versions of the embedded index: what changed, and whom it may concern."""

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
# This many changes amount to a new list; searching by them would cost more time and memory than screening everybody.
MOST = 50_000
# Searching the applicants for one entity costs about as much as screening this many of them.
_DEARER = 1


class ChangedEntities:
    """The added and changed entities of one update, and the index that now contains them."""

    def __init__(self, entities: Sequence[Entity], index: Index) -> None:
        self._entities, self._index = entities, index

    @cached_property
    def fingerprints(self) -> frozenset[str]:
        return frozenset(entity.fingerprint for entity in self._entities)

    def resembling(self, people: Sequence[Person]) -> Sequence[int]:
        """The people whom an entity may match; everybody if searching would cost more than screening."""
        if len(self._entities) > _DEARER * len(people):
            return range(len(people))
        applicants = ApplicantIndex(people, self._index.weights, self._index.size)
        return sorted({place for entity in self._entities for place in applicants.resembling(entity)})


class IndexHistory:
    """The versions under one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def version(self, kind: str) -> str | None:
        path = self._versions(kind).current()
        return path.stem if path else None

    def changes(self, kind: str, since: str) -> Changes | None:
        """The changes since a version; None if that is gone or of another format, or if too much changed."""
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
    """For a watchlist without kept versions: it tells that its lists are different, but never what changed."""

    def __init__(self, watchlists: Callable[[str], Watchlist]) -> None:
        self._watchlists = watchlists

    def version(self, kind: str) -> str | None:
        """The version of the lists; None also while the service is unavailable, as nothing can be compared then."""
        try:
            lists = self._watchlists(kind).lists()
        except Unavailable:
            return None
        told = sorted(f"{one.name}\t{one.version}" for one in lists)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12] if told else None

    def changes(self, kind: str, since: str) -> Changes | None:
        return None

    def hold(self, kind: str, version: str) -> None:
        """Does nothing, as there is nothing to keep."""
