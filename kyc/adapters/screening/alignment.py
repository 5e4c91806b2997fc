"""How similar two names are: their words are paired one to one and weighted by how distinctive they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from kyc.adapters.screening.index import ListedName
from kyc.adapters.screening.likeness import ALIKE, whole_likeness, word_likeness
from kyc.adapters.screening.promise import UNMATCHED_LISTED, UNMATCHED_QUERY
from kyc.adapters.screening.query import Query, QueryWord

# An initial agrees with any word that begins with it, so it says little: one name in eight has such a word.
_INITIAL, _INITIAL_WEIGHT, _INITIAL_TELLING = 0.85, 0.35, 0.13
# One word in common, where both names have more, counts only half.
_ONE_WORD = 0.8
_WEAK_ALIAS = 0.85
# The same letters divided into different words ("Abd al Rahman", "Abdalrahman").
_SAME_LETTERS, _SAME_BONES = 0.93, 0.88
# How distinctive one letter of a name without vowels is.
_BONE_TELLING = 0.14
# Remaining words are compared with each other only if there are at most this many.
_FEW = 3
_Pair = tuple[float, QueryWord, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class NameMatch:
    """`likeness` is 0 to 1 (the same words in any order); `telling` is how distinctive the agreeing words are.

    A word that occurs in a single listed name counts 1; rarity.py gives how many names agree as well by chance.
    """

    likeness: float
    telling: float


class Alignment:
    """One query, to be compared with many listed names."""

    def __init__(self, query: Query) -> None:
        self._query, self._said = query, query.words
        self._alike: dict[str, list[tuple[float, QueryWord]]] = defaultdict(list)
        for word in (*query.words, *query.joined):
            for text, likeness in word.alike.items():
                self._alike[text].append((likeness, word))
        self._texts = [word.text for word in query.words]
        self._initials = {word.text[0] for word in query.words if len(word.text) == 1}

    def match(self, listed: ListedName) -> NameMatch:
        """Compare with one listed name."""
        best = self._aligned(listed)
        whole = self._whole(listed)
        if whole > best.likeness:
            best = NameMatch(whole, self._whole_telling(listed))
        return NameMatch(best.likeness * (_WEAK_ALIAS if listed.weak else 1.0), best.telling)

    def _aligned(self, listed: ListedName) -> NameMatch:
        said, heard = set(range(len(self._said))), set(range(len(listed.words)))
        pairs = _taken(self._pairs(listed.words), said, heard)
        pairs += _taken(self._left(listed.words, said, heard), said, heard)
        if not pairs:
            return NameMatch(0.0, 0.0)
        weights = [_weighed(word, listed, places) for _, word, places in pairs]
        weighed = sum(weight for weight, _ in weights)
        gained = sum(weight * pair[0] for pair, (weight, _) in zip(pairs, weights, strict=True))
        missed = UNMATCHED_QUERY * sum(self._said[i].weight for i in said)
        missed += UNMATCHED_LISTED * sum(listed.weights[j] for j in heard)
        one_word = len(self._said) - len(said) < 2 <= max(len(self._said), len(listed.words))
        likeness = gained / (weighed + missed) * (_ONE_WORD if one_word else 1.0)
        return NameMatch(likeness, sum(told for _, told in weights))

    def _pairs(self, words: tuple[str, ...]) -> list[_Pair]:
        """Every pair of alike words."""
        found: list[_Pair] = [
            (likeness, word, (place,))
            for place, text in enumerate(words)
            for likeness, word in self._alike.get(text, ())
        ]
        if self._initials or any(len(text) == 1 for text in words):
            found += self._initial_pairs(words)
        return found

    def _initial_pairs(self, words: tuple[str, ...]) -> Iterable[_Pair]:
        for place, text in enumerate(words):
            for word in self._said:
                if text[0] == word.text[0] and 1 in (len(text), len(word.text)) and text != word.text:
                    yield _INITIAL, word, (place,)

    def _left(self, words: tuple[str, ...], said: set[int], heard: set[int]) -> Iterable[_Pair]:
        """Pairs among the remaining words of names that agree in part: a misspelling can change how a word sounds."""
        if not said or not heard or len(said) == len(self._said) or max(len(said), len(heard)) > _FEW:
            return []
        places = sorted(heard)
        left = [words[place] for place in places]
        found: list[_Pair] = []
        for i in said:
            values = word_likeness(self._texts[i], left, unvocalised=self._query.unvocalised)
            near = [(value, self._said[i], (place,)) for value, place in zip(values, places, strict=True)]
            found += [pair for pair in near if pair[0] >= ALIKE]
            parted = [(j, k) for j, k in pairwise(places) if words[j] + words[k] == self._texts[i]]
            found += [(1.0, self._said[i], pair) for pair in parted]
        return found

    def _whole(self, listed: ListedName) -> float:
        unvocalised = self._query.unvocalised
        if not unvocalised and len(self._said) == len(listed.words):
            return 0.0
        likeness = whole_likeness(self._texts, listed.words, unvocalised=unvocalised)
        return likeness if likeness >= (_SAME_BONES if unvocalised else _SAME_LETTERS) else 0.0

    def _whole_telling(self, listed: ListedName) -> float:
        told = sum(listed.weights)
        return min(told, _BONE_TELLING * sum(map(len, self._texts))) if self._query.unvocalised else told


def _taken(pairs: Iterable[_Pair], said: set[int], heard: set[int]) -> list[_Pair]:
    """The pairs, most similar first, whose words are not taken yet; marks these words as taken."""
    found = []
    for pair in sorted(pairs, key=lambda one: one[0], reverse=True):
        if said.issuperset(pair[1].places) and heard.issuperset(pair[2]):
            said.difference_update(pair[1].places)
            heard.difference_update(pair[2])
            found.append(pair)
    return found


def _weighed(word: QueryWord, listed: ListedName, places: tuple[int, ...]) -> tuple[float, float]:
    """The weight of a pair, and how distinctive it is."""
    text = listed.words[places[0]]
    if 1 in (len(word.text), len(text)):
        return _INITIAL_WEIGHT, _INITIAL_TELLING
    weight = sum(listed.weights[place] for place in places)
    return (word.weight + weight) / 2, word.telling.get(text, min(word.weight, weight) / 2)
