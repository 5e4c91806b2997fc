"""An index the other way round: many applicants in memory, asked which of them one listed entity may resemble.

It proposes and never judges: its likeness is an upper bound, by the words, the sounds and the scores of the screening
itself, so that whoever the watchlist would match is among those it names (docs/decisions/0032).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from kyc.adapters.screening import scorer
from kyc.adapters.screening.alignment import NameMatch
from kyc.adapters.screening.builder import sound_keys
from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.likeness import ALIKE, whole_likeness, word_likeness
from kyc.adapters.screening.normalise import is_unvocalised, tokens
from kyc.domain.applicant import number_key
from kyc.domain.ports import Person

# What a word that stands in one name alone takes away at the least: the lightest word, said and listed.
_SAID_ALONE, _LISTED_ALONE = 0.14, 0.06
# Words weigh differently, which can lift the likeness of several above their plain mean.
_SLACK = 0.05
# The same letters parted into other words.
_WHOLE = 0.85
_CUT_LENGTH = 5
_OTHER_DAYS = (None, 0.9, 0.6, 0.4, 0.0)

Places = NDArray[np.intp]
Shares = NDArray[np.float32]


class ApplicantIndex:
    """A few thousand applicants; nothing of them is written anywhere."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = people
        self._words = [tokens(person.name) for person in people]
        self._joined = ["".join(words) for words in self._words]
        self._bare = [is_unvocalised(person.name) for person in people]
        self._lengths = np.array([len(words) for words in self._words], np.float32)
        self._initials = np.array([sum(len(word) == 1 for word in words) for words in self._words], np.float32)
        self._born = np.array([str(person.birth_date or "") for person in people])
        self._numbers = _grouped((number_key(one.document_number or ""), i) for i, one in enumerate(people))
        self._rows = _grouped((word, i) for i, words in enumerate(self._words) for word in words)
        self._last = _grouped((words[-1], i) for i, words in enumerate(self._words) if words)
        self._bare_words = {word for bare, words in zip(self._bare, self._words, strict=True) if bare for word in words}
        self._sounds: dict[str, set[str]] = defaultdict(set)
        for word in self._rows:
            for key in sound_keys(word):
                self._sounds[key].add(word)
        self._known: dict[str, list[tuple[float, Places]]] = {}

    def resembling(self, entity: Entity) -> set[int]:
        """The places of the applicants whom a screening might match with the entity."""
        found = {place for one in entity.documents for place in self._numbers.get(number_key(one.number), ())}
        days = [one.value for one in entity.birth_dates]
        for name in {tokens(name) for name in (entity.name, *entity.aliases, *entity.weak_aliases)}:
            for place, match in self._candidates(name, days):
                if place not in found and self._may_score(match, int(place), entity):
                    found.add(int(place))
        return found

    def _candidates(self, words: tuple[str, ...], days: Sequence[str]) -> Iterator[tuple[int, NameMatch]]:
        """Who shares enough with a name, whatever else is compared; of one word in common only who is born alike."""
        likeness, pairs = self._bounds(words)
        needed = np.array([_needed(count, same_day=False) for count in range(3)])[np.minimum(pairs, 2).astype(int)]
        same = np.array([_needed(count, same_day=True) for count in range(3)])[np.minimum(pairs, 2).astype(int)]
        chosen = (likeness >= needed) | ((likeness >= same) & np.isin(self._born, days))
        for place in np.flatnonzero(chosen & (pairs > 0)):
            yield int(place), NameMatch(float(likeness[place]), float(pairs[place]))

    def _may_score(self, match: NameMatch, place: int, entity: Entity) -> bool:
        return scorer.score(scorer.features(match, self._people[place], entity)) >= scorer.REVIEW_AT

    def _bounds(self, words: Sequence[str]) -> tuple[Shares, Shares]:
        """For every applicant the highest likeness that the name can have, and how many words may agree."""
        agree, pairs = np.zeros(len(self._people), np.float32), np.zeros(len(self._people), np.float32)
        for word in dict.fromkeys(words):
            share = np.zeros(len(self._people), np.float32)
            for likeness, rows in self._alike(word):
                share[rows] = np.maximum(share[rows], likeness)
            agree += share
            pairs += share > 0
        alone = _SAID_ALONE * np.maximum(0, self._lengths - pairs) + _LISTED_ALONE * np.maximum(0, len(words) - pairs)
        likeness = agree / np.maximum(pairs + alone, 1) + _SLACK * (pairs > 1)
        initials = (self._initials + sum(len(word) == 1 for word in words)) * (pairs > 0)
        self._lift_whole(words, likeness, pairs)
        return np.minimum(likeness, 1), pairs + initials

    def _lift_whole(self, words: Sequence[str], likeness: Shares, pairs: Shares) -> None:
        """The same letters parted otherwise are alike as a whole, of those who share a word."""
        sharing = np.flatnonzero(pairs)
        if not len(sharing):
            return
        joined = [self._joined[place] for place in sharing]
        whole = process.cdist(["".join(words)], joined, scorer=fuzz.ratio, score_cutoff=100 * _WHOLE)[0] / 100
        for at in [at for at, place in enumerate(sharing) if self._bare[place]]:
            whole[at] = whole_likeness(self._words[sharing[at]], words, unvocalised=True)
        likeness[sharing] = np.maximum(likeness[sharing], whole)
        pairs[sharing[whole >= _WHOLE]] = np.maximum(pairs[sharing[whole >= _WHOLE]], 2)

    def _alike(self, word: str) -> list[tuple[float, Places]]:
        """The applicants' words that are like a listed one, with the places of who bears them."""
        if word not in self._known:
            near = list({other for key in sound_keys(word) for other in self._sounds.get(key, ())})
            spelled = word_likeness(word, near, unvocalised=False)
            bones = word_likeness(word, near, unvocalised=True) if self._bare_words.intersection(near) else spelled
            found = [
                (max(plain, bone) if other in self._bare_words else plain, np.array(self._rows[other]))
                for other, plain, bone in zip(near, spelled, bones, strict=True)
            ]
            # A machine-readable zone cuts a long name off: the last word may be only a beginning.
            cut = [self._last[word[:end]] for end in range(_CUT_LENGTH, len(word)) if word[:end] in self._last]
            self._known[word] = [one for one in found if one[0] >= ALIKE] + [(1.0, np.array(rows)) for rows in cut]
        return self._known[word]


@lru_cache(maxsize=16)
def _needed(pairs: int, *, same_day: bool) -> float:
    """The lowest likeness of a name with which anything else can lift a match to a review; 2 where nothing can."""
    for percent in range(101):
        named = {"name": percent / 100, "name_weight": float(pairs), "country": 1.0}
        dated = [named | ({} if one is None else {"birth_date": one}) for one in ((1.0,) if same_day else _OTHER_DAYS)]
        if any(scorer.score(found) >= scorer.REVIEW_AT for found in dated):
            return (percent - 1) / 100
    return 2.0


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """The places by word; what is empty stands for nobody."""
    found: dict[str, list[int]] = defaultdict(list)
    for word, place in pairs:
        if word:
            found[word].append(place)
    return dict(found)
