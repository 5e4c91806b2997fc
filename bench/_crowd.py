"""Made-up people to fill a watchlist with, so that its size can be measured beyond what is published."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from kyc.adapters.screening.entity import BirthDate, Entity
from kyc.adapters.screening.lists import ListSource

_COUNTRIES = ("USA", "RUS", "IRN", "CHN", "MEX", "GBR", "FRA", "DEU", "IND", "PAK")


def crowd(names: Sequence[str], size: int) -> ListSource:
    """`size` persons whose first and last names are drawn from `names`, so that common names stay common.

    Six in ten have a middle name as an alias, four in ten an initial, eight in ten a birth date.
    """
    return ListSource("Crowd (made up)", "sanctions", "2026-01-01", f"crowd-{size}", _people(names, size))


def _people(names: Sequence[str], size: int) -> Iterator[Entity]:
    chance = random.Random(3)
    parted = [words for name in names if len(words := name.split()) > 1]
    first, last = [words[0] for words in parted], [words[-1] for words in parted]
    for number in range(size):
        given, surname = chance.choice(first), chance.choice(last)
        aliases = []
        if chance.random() < 0.6:
            aliases.append(f"{given} {chance.choice(first)} {surname}")
        if chance.random() < 0.4:
            aliases.append(f"{surname} {given[0]}")
        day = f"{chance.randint(1930, 2004)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        born = (BirthDate(day),) if chance.random() < 0.8 else ()
        country = (chance.choice(_COUNTRIES),)
        yield Entity(f"crowd-{number}", "person", f"{given} {surname}", tuple(aliases), (), born, country)
