"""How far two names are the same name: their words paired one to one, each counting as much as it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kyc.adapters.screening.index import UNMATCHED_LISTED, UNMATCHED_QUERY, ListedName, QueryWord
from kyc.adapters.screening.likeness import ALIKE, whole_likeness

# An initial agrees with any word that begins with it, and tells little.
_INITIAL, _INITIAL_WEIGHT = 0.85, 0.35
# One word in common, of names that have more, is no more than half a sign.
_ONE_WORD = 0.8
_WEAK_ALIAS = 0.85
# The same letters parted into other words ("Abd al Rahman", "Abdalrahman").
_SAME_LETTERS, _SAME_BONES = 0.93, 0.88


@dataclass(frozen=True, slots=True)
class NameMatch:
    """`likeness` from 0 to 1 (the same words in any order); `telling` is the weight of the words that agree."""

    likeness: float
    telling: float


def name_match(query: Sequence[QueryWord], listed: ListedName, *, unvocalised: bool) -> NameMatch:
    """Compare a query with one listed name."""
    aligned = _aligned(query, listed)
    whole = _whole(query, listed, unvocalised)
    best = aligned if aligned.likeness >= whole else NameMatch(whole, sum(listed.weights))
    return NameMatch(best.likeness * (_WEAK_ALIAS if listed.weak else 1.0), best.telling)


def _aligned(query: Sequence[QueryWord], listed: ListedName) -> NameMatch:
    said, heard = set(range(len(query))), set(range(len(listed.words)))
    gained = telling = 0.0
    for likeness, i, j in _pairs(query, listed.words):
        if i in said and j in heard:
            said.discard(i)
            heard.discard(j)
            weight = _pair_weight(query[i], listed, j)
            gained += weight * likeness
            telling += weight
    missed = UNMATCHED_QUERY * sum(query[i].weight for i in said)
    missed += UNMATCHED_LISTED * sum(listed.weights[j] for j in heard)
    likeness = gained / (telling + missed) if telling else 0.0
    one_word = len(query) - len(said) < 2 <= max(len(query), len(listed.words))
    return NameMatch(likeness * _ONE_WORD if one_word else likeness, telling)


def _pairs(query: Sequence[QueryWord], words: Sequence[str]) -> list[tuple[float, int, int]]:
    """Every pair of alike words, the most alike first."""
    found = [
        (likeness, i, j)
        for i, said in enumerate(query)
        for j, word in enumerate(words)
        if (likeness := said.alike.get(word) or _initial(said.text, word)) >= ALIKE
    ]
    return sorted(found, reverse=True)


def _initial(one: str, other: str) -> float:
    return _INITIAL if one[0] == other[0] and 1 in (len(one), len(other)) else 0.0


def _pair_weight(said: QueryWord, listed: ListedName, place: int) -> float:
    if 1 in (len(said.text), len(listed.words[place])):
        return _INITIAL_WEIGHT
    return (said.weight + listed.weights[place]) / 2


def _whole(query: Sequence[QueryWord], listed: ListedName, unvocalised: bool) -> float:
    if not unvocalised and len(query) == len(listed.words):
        return 0.0
    likeness = whole_likeness([word.text for word in query], listed.words, unvocalised=unvocalised)
    return likeness if likeness >= (_SAME_BONES if unvocalised else _SAME_LETTERS) else 0.0
