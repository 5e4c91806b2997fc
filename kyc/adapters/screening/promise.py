"""Which of the listed names that share words with a query are worth a closer look."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Years = NDArray[np.uint16]

# What is said but not listed weighs more than what is listed but not said: people leave names out.
UNMATCHED_QUERY, UNMATCHED_LISTED = 0.7, 0.3
# How far a birth date may lift or lower a score at the most (scorer.py), by how far the years lie apart.
_SAME_YEAR, _UNKNOWN, _SLIP, _OTHER = 0.14, 0.0, -0.08, -0.31
# With less than this no name becomes a match; the slack below the review limit is for what only a closer look sees:
# misspelt beginnings, initials, words that part elsewhere.
_REVIEW, _SLACK = 0.68, 0.17


def promised(agree: Floats, said: float, listed: Floats) -> Floats:
    """The likeness as alignment.py works it out, but for words that would be paired twice.

    `agree` is the weight of the words in common, `said` of all that the query says, `listed` of all in each name.
    """
    missed = UNMATCHED_QUERY * (said - agree) + UNMATCHED_LISTED * np.maximum(0, listed - agree)
    return np.asarray(agree / (agree + missed), np.float32)


def least_share(born: int | None) -> float:
    """The share of what is said that a name has to hold, whatever else it holds, to come to the review limit."""
    least = _REVIEW - _SLACK - (_UNKNOWN if born is None else _SAME_YEAR)
    return UNMATCHED_QUERY * least / (1 - (1 - UNMATCHED_QUERY) * least)


def born_apart(born: int | None, years: Years) -> Floats:
    """The most that the birth date can do for each name, whose owners were born between two years (0: not known)."""
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
    """The places of the names that may come to the review limit, the likeliest first."""
    hope = promise + effect
    worth = np.flatnonzero(hope >= _REVIEW - _SLACK)
    if len(worth) > limit:
        worth = worth[np.argpartition(-hope[worth], limit)[:limit]]
    return worth[np.argsort(-hope[worth], kind="stable")]


def _slips(born: int) -> NDArray[np.bool_]:
    """For every year whether it differs from another in one digit."""
    apart = np.zeros(1 << 16, np.bool_)
    for place in (1, 10, 100, 1000):
        digit = born // place % 10
        apart[[max(0, born + (other - digit) * place) for other in range(10)]] = True
    return apart
