"""Selects which of the listed names that share words with a query are worth comparing closely."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Years = NDArray[np.uint16]

# Words of the query that are not listed weigh more than listed ones that it lacks: people omit names.
UNMATCHED_QUERY, UNMATCHED_LISTED = 0.7, 0.3
# By how much a birth date can raise or lower a score at most (scorer.py), by the distance of the years.
_SAME_YEAR, _UNKNOWN, _SLIP, _OTHER = 0.14, 0.0, -0.08, -0.31
# With less than this no name becomes a match; the slack below the review limit is for what only the close comparison
# detects: misspelt beginnings, initials, words divided differently.
_REVIEW, _SLACK = 0.68, 0.17


def promised(agree: Floats, said: float, listed: Floats) -> Floats:
    """The likeness as alignment.py computes it, except that words may be paired twice.

    `agree` is the weight of the words in common, `said` that of the whole query, `listed` that of each whole name.
    """
    missed = UNMATCHED_QUERY * (said - agree) + UNMATCHED_LISTED * np.maximum(0, listed - agree)
    return np.asarray(agree / (agree + missed), np.float32)


def least_share(born: int | None) -> float:
    """The share of the query that a name must contain, whatever else it contains, to reach the review limit."""
    least = _REVIEW - _SLACK - (_UNKNOWN if born is None else _SAME_YEAR)
    return UNMATCHED_QUERY * least / (1 - (1 - UNMATCHED_QUERY) * least)


def born_apart(born: int | None, years: Years) -> Floats:
    """The most that the birth date can add for each name, whose bearers were born between two years (0: unknown)."""
    effect = np.full(len(years), _UNKNOWN, np.float32)
    if born is None:
        return effect
    first, last = years[:, 0], years[:, 1]
    slip = (first <= born + 1) & (born - 1 <= last) | _slips(born)[first] | _slips(born)[last]
    effect[first > 0] = _OTHER
    effect[(first > 0) & slip] = _SLIP
    effect[(first <= born) & (born <= last) & (first > 0)] = _SAME_YEAR
    return effect


def hopeful(promise: Floats, effect: Floats, limit: int) -> NDArray[np.intp]:
    """The indices of the names that may reach the review limit, the most likely first."""
    hope = promise + effect
    worth = np.flatnonzero(hope >= _REVIEW - _SLACK)
    if len(worth) > limit:
        worth = worth[np.argpartition(-hope[worth], limit)[:limit]]
    return worth[np.argsort(-hope[worth], kind="stable")]


def _slips(born: int) -> NDArray[np.bool_]:
    """For every year, whether it differs from this one in one digit."""
    apart = np.zeros(1 << 16, np.bool_)
    for place in (1, 10, 100, 1000):
        digit = born // place % 10
        apart[[max(0, born + (other - digit) * place) for other in range(10)]] = True
    return apart
