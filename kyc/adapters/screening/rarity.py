"""How rare a word of a list is, and how many of its names would agree by chance."""

from __future__ import annotations

import math

# Of names that no list has: in a short list a word that one name holds is not as common as its share says.
_UNSEEN = 20_000
# A particle or an initial says little, however rare it is in the list.
LIGHT = 0.2


def rarity(holders: int, names: int) -> float:
    """1 for a word that a single one of so many listed names holds, less the more hold it."""
    return math.log((names + _UNSEEN / holders) / holders) / math.log(names + _UNSEEN)


def share(telling: float, names: int) -> float:
    """The share of people whose names agree in words that tell so much together."""
    return float((names + _UNSEEN) ** -telling)


def telling(shared: float, names: int) -> float:
    """How much an agreement tells that a share of all names reaches: the inverse of `share`."""
    return -math.log(min(1.0, shared)) / math.log(names + _UNSEEN)
