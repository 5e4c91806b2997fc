"""A person's name as the index knows it: for each word how much it tells, and which listed words are like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kyc.adapters.screening.likeness import ALIKE, word_likeness
from kyc.adapters.screening.rarity import LIGHT, share, telling

# Two words written as one are as good as the same.
_JOINED = 0.97


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of a query: its places in the name (two where it is two words as one), how much it tells, the listed
    words that are like it (1 = the same), and how much an agreement with each of these tells.

    A word tells 1 when one listed name holds it, and nothing when all do; an agreement with a word that is only like
    it tells less, because others are as like.
    """

    text: str
    places: tuple[int, ...]
    weight: float
    alike: Mapping[str, float]
    telling: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Query:
    """The words of a name, pairs of neighbours as one word after them; `unvocalised` where its script has no vowels."""

    words: tuple[QueryWord, ...]
    joined: tuple[QueryWord, ...]
    unvocalised: bool


def query_word(place: int, word: str, near: Mapping[str, float], names: int, *, unvocalised: bool) -> QueryWord:
    """A word among the listed words that sound like it, given with their weights, of an index of so many names."""
    values = word_likeness(word, list(near), unvocalised=unvocalised)
    found = sorted(((value, text) for value, text in zip(values, near, strict=True) if value >= ALIKE), reverse=True)
    alike = {text: value for value, text in found}
    # A word that the list does not know at all tells as much as its rarest one, but for an initial.
    weight = near[found[0][1]] if found else LIGHT if len(word) == 1 else 1.0
    return QueryWord(word, (place,), weight, alike, _telling(alike, near, names))


def joined_word(first: QueryWord, second: QueryWord, near: Mapping[str, float]) -> QueryWord:
    """Two neighbours as the one word that the list makes of them."""
    alike = dict.fromkeys(near, _JOINED)
    weight = first.weight + second.weight
    return QueryWord(first.text + second.text, (*first.places, *second.places), weight, alike, near)


def _telling(alike: Mapping[str, float], near: Mapping[str, float], names: int) -> dict[str, float]:
    """How much each agreement tells: by the share of names that hold a word at least as like."""
    found: dict[str, float] = {}
    shared = 0.0
    for text in alike:
        shared += share(near[text], names)
        found[text] = min(near[text], telling(shared, names))
    return found


def adjacent(words: Sequence[str]) -> list[tuple[int, str]]:
    """Each word with the next one, as one, and its place."""
    return [(place, words[place] + words[place + 1]) for place in range(len(words) - 1)]
