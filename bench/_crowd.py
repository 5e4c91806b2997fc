"""Invented people to fill a watchlist with, so that larger sizes than the published lists can be measured."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kyc.adapters.screening.entity import BirthDate, Entity
from kyc.adapters.screening.lists import ListSource

# From countries with fewer people names would repeat too often: such countries share one pool.
_SMALLEST_POOL = 300
_SEED = 3


@dataclass(slots=True)
class _Pool:
    """The given names and surnames of one part of the world, each as often as people have it."""

    given: list[str] = field(default_factory=list)
    surnames: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)


def crowd(people: Iterable[tuple[str, str | None]], size: int) -> ListSource:
    """`size` persons made of the names of `people` (name and country), a given name and a surname of one country each.

    So common names stay common, and Ivan stays with Ivanov; every name of `people` comes back many times, so that no
    name stays rare: harder than a real list of that size. Six in ten have a middle name as an alias, four in ten an
    initial, eight in ten a birth date, as in the published measurements that this continues.
    """
    return ListSource("Crowd (made up)", "sanctions", "2026-01-01", f"crowd-{size}", _people(_pools(people), size))


def parted(name: str) -> tuple[str, str] | None:
    """The given name and the surname: the part in capitals if only part is, else the last word."""
    words = name.split()
    if len(words) < 2:
        return None
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    others = [word for word in words if not word.isupper()]
    return (others[0], capitals[-1]) if capitals and others else (words[0], words[-1])


def _pools(people: Iterable[tuple[str, str | None]]) -> list[_Pool]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, country in people:
        if names := parted(name):
            found[country or ""].append(names)
    pools, elsewhere = [], _Pool()
    for country, several in found.items():
        pool = elsewhere if len(several) < _SMALLEST_POOL else _Pool()
        pools += [pool] if pool is not elsewhere else []
        pool.given += [given for given, _ in several]
        pool.surnames += [surname for _, surname in several]
        pool.countries += [country] * len(several)
    return [*pools, elsewhere] if elsewhere.given else pools


def _people(pools: list[_Pool], size: int) -> Iterator[Entity]:
    chance = random.Random(_SEED)
    for number, pool in enumerate(chance.choices(pools, [len(pool.given) for pool in pools], k=size)):
        given, surname = chance.choice(pool.given), chance.choice(pool.surnames)
        aliases = []
        if chance.random() < 0.6:
            aliases.append(f"{given} {chance.choice(pool.given)} {surname}")
        if chance.random() < 0.4:
            aliases.append(f"{surname} {given[0]}")
        day = f"{chance.randint(1930, 2004)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        born = (BirthDate(day),) if chance.random() < 0.8 else ()
        country = chance.choice(pool.countries)
        countries = (country,) if country else ()
        yield Entity(f"crowd-{number}", "person", f"{given} {surname}", tuple(aliases), (), born, countries)
