"""How far two names are the same name: their words paired one to one, each counting as much as it tells."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from kyc.adapters.screening.index import ALIKE, ListedName, QueryWord

# An initial agrees with any word that begins with it, and tells little.
_INITIAL, _INITIAL_WEIGHT = 0.85, 0.35
# What is said but not listed weighs more than what is listed but not said: people leave names out.
_UNMATCHED_QUERY, _UNMATCHED_LISTED = 0.7, 0.3
# One word in common, of names that have more, is no more than half a sign.
_ONE_WORD = 0.8
_WEAK_ALIAS = 0.85
# The same letters parted into other words ("Abd al Rahman", "Abdalrahman").
_SAME_LETTERS = 0.93


def name_likeness(query: Sequence[QueryWord], listed: ListedName) -> float:
    """From 0 to 1; 1 is the same words in any order."""
    aligned = max(_aligned(query, listed), _same_letters(query, listed))
    return aligned * (_WEAK_ALIAS if listed.weak else 1.0)


def _aligned(query: Sequence[QueryWord], listed: ListedName) -> float:
    said, heard = set(range(len(query))), set(range(len(listed.words)))
    gained = weighed = 0.0
    for likeness, i, j in _pairs(query, listed.words):
        if i in said and j in heard:
            said.discard(i)
            heard.discard(j)
            weight = _pair_weight(query[i], listed, i=i, j=j)
            gained += weight * likeness
            weighed += weight
    pairs = len(query) - len(said)
    weighed += _UNMATCHED_QUERY * sum(query[i].weight for i in said)
    weighed += _UNMATCHED_LISTED * sum(listed.weights[j] for j in heard)
    whole = gained / weighed if weighed else 0.0
    return whole * _ONE_WORD if pairs < 2 <= max(len(query), len(listed.words)) else whole


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


def _pair_weight(said: QueryWord, listed: ListedName, *, i: int, j: int) -> float:
    if 1 in (len(said.text), len(listed.words[j])):
        return _INITIAL_WEIGHT
    return (said.weight + listed.weights[j]) / 2


def _same_letters(query: Sequence[QueryWord], listed: ListedName) -> float:
    if len(query) == len(listed.words):
        return 0.0
    likeness = fuzz.ratio("".join(word.text for word in query), "".join(listed.words)) / 100
    return likeness if likeness >= _SAME_LETTERS else 0.0
