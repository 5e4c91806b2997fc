"""A person's name in terms of the index: for each word its distinctiveness and the listed words similar to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kyc.adapters.screening.likeness import ALIKE, word_likeness
from kyc.adapters.screening.rarity import LIGHT, share, telling

# Two words written as one count almost as the same.
_JOINED = 0.97


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of a query, or two neighbouring words written as one.

    It has its positions in the name, its distinctiveness, the similar listed words (1 = the same), and how distinctive
    an agreement with each of these is. A word counts 1 if one listed name contains it, and 0 if all do; an agreement
    with a word that is only similar is less distinctive, because other words are as similar.
    """

    text: str
    places: tuple[int, ...]
    weight: float
    alike: Mapping[str, float]
    telling: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Query:
    """The words of a name, then pairs of neighbours as one word; `unvocalised` if its script has no vowels."""

    words: tuple[QueryWord, ...]
    joined: tuple[QueryWord, ...]
    unvocalised: bool


def query_word(place: int, word: str, near: Mapping[str, float], names: int, *, unvocalised: bool) -> QueryWord:
    """A query word, from the listed words that sound like it with their weights, in an index of `names` names."""
    values = word_likeness(word, list(near), unvocalised=unvocalised)
    found = sorted(((value, text) for value, text in zip(values, near, strict=True) if value >= ALIKE), reverse=True)
    alike = {text: value for value, text in found}
    # A word that is not on the list at all is as distinctive as its rarest one, except an initial.
    weight = near[found[0][1]] if found else LIGHT if len(word) == 1 else 1.0
    return QueryWord(word, (place,), weight, alike, _telling(alike, near, names))


def joined_word(first: QueryWord, second: QueryWord, near: Mapping[str, float]) -> QueryWord:
    """Two neighbouring words as one, which the list writes that way."""
    alike = dict.fromkeys(near, _JOINED)
    weight = first.weight + second.weight
    return QueryWord(first.text + second.text, (*first.places, *second.places), weight, alike, near)


def _telling(alike: Mapping[str, float], near: Mapping[str, float], names: int) -> dict[str, float]:
    """How distinctive each agreement is, by the share of names with a word at least as similar."""
    found: dict[str, float] = {}
    shared = 0.0
    for text in alike:
        shared += share(near[text], names)
        found[text] = min(near[text], telling(shared, names))
    return found


def adjacent(words: Sequence[str]) -> list[tuple[int, str]]:
    """Each word joined with the next one, and its position."""
    return [(place, words[place] + words[place + 1]) for place in range(len(words) - 1)]
