"""Fills the port `Watchlist` with our own index under one directory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kyc.adapters.screening import scorer
from kyc.adapters.screening.alignment import Alignment, NameMatch
from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.index import Index
from kyc.adapters.screening.normalise import is_unvocalised, tokens
from kyc.adapters.screening.versions import Versions
from kyc.domain.applicant import number_key
from kyc.domain.countries import country
from kyc.domain.errors import Unavailable
from kyc.domain.evidence import Engine, ListVersion, Match, Screening
from kyc.domain.screening import Person
from kyc.domain.watchlists import Kind

ENGINE = Engine("kyc-watchlist", "2")
# The number of names compared closely. Measured with 29,000 sanctions entries: with 250 recall falls by 0.3 %, with
# 1,000 it rises by 0.1 % and a query costs a third more.
_NAMES: dict[Kind, int] = {"sanctions": 500, "pep": 200}
# Shorter document numbers are shared by too many people to mean anything.
_SHORTEST_NUMBER = 5


@dataclass(frozen=True, slots=True)
class _Open:
    path: Path
    index: Index


class IndexedWatchlist:
    """Reads the current version, and reopens when a new one is published."""

    def __init__(self, directory: Path, kind: Kind) -> None:
        self._versions, self._kind = Versions(directory / kind), kind
        self._open: _Open | None = None

    def lists(self) -> Sequence[ListVersion]:
        """The lists loaded now, including the sample; empty if there are none."""
        index = self._current()
        return index.lists if index else ()

    def screen(self, person: Person, *, samples: bool) -> Screening:
        """Every listed entity at or above the review limit, the best match first.

        Raises `Unavailable` with `watchlist_not_loaded` if no applicable list is loaded, and with `name_unreadable` if
        no letter of the name can be compared.
        """
        index = self._current()
        counted = tuple(one for one in index.lists if samples or not one.sample) if index else ()
        if not index or not counted:
            raise Unavailable("watchlist_not_loaded")
        words = tokens(person.name)
        if not words:
            raise Unavailable("name_unreadable")
        matches = _matches(index, _comparable(person), words, _NAMES[self._kind])
        chosen = [match for origin, match in matches if samples or not origin.sample]
        chosen.sort(key=lambda match: (-match.score, match.entity_id))
        return Screening(tuple(chosen), counted, scorer.HIT_AT, scorer.REVIEW_AT, ENGINE)

    def _current(self) -> Index | None:
        path = self._versions.current()
        if path is None:
            return None
        opened = self._open
        if opened is None or opened.path != path:
            opened = self._open = _Open(path, Index(path))
        return opened.index


def _comparable(person: Person) -> Person:
    """The person with countries as the codes that the index uses, whatever the caller writes."""
    codes = (country(name) for name in person.countries)
    return replace(person, countries=tuple(code for code in codes if code))


def _matches(index: Index, person: Person, words: Sequence[str], limit: int) -> Iterable[tuple[ListVersion, Match]]:
    number = number_key(person.document_number or "")
    holders = index.with_document(number) if len(number) >= _SHORTEST_NUMBER else set()
    for place, name in _best_names(index, person, words, holders, limit).items():
        if name.likeness >= scorer.NAME_NEEDED or place in holders:
            origin, entity = index.entity(place)
            match = _match(origin, entity, scorer.features(name, person, entity, index.size))
            if match.score >= scorer.REVIEW_AT:
                yield origin, match


def _best_names(
    index: Index, person: Person, words: Sequence[str], holders: set[int], limit: int
) -> dict[int, NameMatch]:
    """For each entity worth comparing, the one of its names that is most similar to the person's."""
    query = index.query(words, unvocalised=is_unvocalised(person.name))
    alignment = Alignment(query)
    born = person.birth_date.year if person.birth_date else None
    best: dict[int, NameMatch] = {}
    for listed in index.names(query, limit, born) + index.names_of(holders):
        match = alignment.match(listed)
        if listed.entity not in best or match.likeness > best[listed.entity].likeness:
            best[listed.entity] = match
    return best


def _match(origin: ListVersion, entity: Entity, features: dict[str, float]) -> Match:
    return Match(
        entity_id=entity.id,
        list_name=origin.name,
        name=entity.name,
        score=scorer.score(features),
        features=features,
        programmes=entity.programmes,
        aliases=entity.aliases + entity.weak_aliases,
        birth_dates=tuple(str(one) for one in entity.birth_dates),
        countries=entity.countries,
        source_url=entity.source_url,
        fingerprint=entity.fingerprint,
    )
