"""Peers of our screening, on the same lists and queries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rapidfuzz import fuzz, process

from bench import _logic
from bench._tally import Find
from kyc.adapters.screening.alignment import Alignment
from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.index import Index
from kyc.adapters.screening.lists import ListSource
from kyc.adapters.screening.normalise import is_unvocalised, tokens
from kyc.adapters.screening.versions import Versions
from kyc.domain.screening import Person
from kyc.domain.watchlists import KINDS

_PLAIN_LIMIT, _LOGIC_LIMIT = 85.0, 0.70
# This many of the likeliest entities are given to a scorer that is too slow for all candidates.
_CANDIDATES = 60
_NAMES = 500


def plain(sources: Iterable[ListSource]) -> Find:
    """rapidfuzz `token_sort_ratio` over all names: the simplest peer, nothing but names."""
    rows = [
        (" ".join(tokens(name)), entity.id)
        for source in sources
        for entity in source.entities
        if entity.may_be_person
        for name in (entity.name, *entity.aliases, *entity.weak_aliases)
    ]
    names = [name for name, _ in rows]

    def find(person: Person) -> set[str]:
        said = " ".join(tokens(person.name))
        near = process.extract(said, names, scorer=fuzz.token_sort_ratio, limit=20, score_cutoff=_PLAIN_LIMIT)
        return {rows[place][1] for _, _, place in near}

    return find


def logic(directory: Path) -> Find | None:
    """nomenklatura's logic-v2 on the candidates of our own index; None where it is not installed."""
    if _logic.scores(Person("Anna Example"), []) is None:
        return None
    indexes = [Index(path) for kind in KINDS if (path := Versions(directory / kind).current())]

    def find(person: Person) -> set[str]:
        candidates = [entity for index in indexes for entity in likeliest(index, person)]
        scores = _logic.scores(person, candidates) or []
        return {one.id for one, score in zip(candidates, scores, strict=True) if score >= _LOGIC_LIMIT}

    return find


def likeliest(index: Index, person: Person) -> list[Entity]:
    """The entities of an index whose names are most similar to the person's."""
    words = tokens(person.name)
    query = index.query(words, unvocalised=is_unvocalised(person.name))
    alignment, best = Alignment(query), dict[int, float]()
    for listed in index.names(query, _NAMES, person.birth_date.year if person.birth_date else None):
        best[listed.entity] = max(best.get(listed.entity, 0.0), alignment.match(listed).likeness)
    return [index.entity(number)[1] for number in sorted(best, key=best.__getitem__, reverse=True)[:_CANDIDATES]]
