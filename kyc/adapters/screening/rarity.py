"""How rare a word of a list is, and how many of the list's names would agree by chance."""

from __future__ import annotations

import math

# Allows for names on no list: in a short list a word of one name is not as common as its share suggests.
_UNSEEN = 20_000
# A particle or an initial means little, however rare it is on the list.
LIGHT = 0.2


def rarity(holders: int, names: int) -> float:
    """1 for a word in a single one of `names` listed names, less the more names contain it."""
    return math.log((names + _UNSEEN / holders) / holders) / math.log(names + _UNSEEN)


def share(telling: float, names: int) -> float:
    """The share of people whose names agree in words of this total distinctiveness."""
    return float((names + _UNSEEN) ** -telling)


def telling(shared: float, names: int) -> float:
    """The distinctiveness of an agreement that this share of all names reaches: the inverse of `share`."""
    return -math.log(min(1.0, shared)) / math.log(names + _UNSEEN)
