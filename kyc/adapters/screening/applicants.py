"""An index the other way round: many applicants in memory, asked which of them one listed entity may resemble.

It proposes and never judges: its likeness is an upper bound, by the words, the sounds and the scores of the screening
itself, so that whoever the watchlist would match is among those it names (docs/decisions/0032).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from kyc.adapters.screening import scorer
from kyc.adapters.screening.alignment import NameMatch
from kyc.adapters.screening.builder import sound_keys
from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.likeness import ALIKE, word_likeness
from kyc.adapters.screening.normalise import is_unvocalised, tokens
from kyc.domain.applicant import number_key
from kyc.domain.countries import country
from kyc.domain.ports import Person

# What a word that stands in one name alone takes away at the least: the lightest word, said and listed.
_SAID_ALONE, _LISTED_ALONE = 0.14, 0.06
# Words weigh differently, which can lift the likeness of several above their plain mean.
_SLACK = 0.05
# The same letters parted into other words.
_WHOLE = 0.85
_CUT_LENGTH = 5
_MOST_TELLING = 4
# The larger a list, the less do two words that agree happen to agree by chance.
_LARGEST_LIST = 10**9
_OTHER_DAYS = (None, 0.9, 0.6, 0.4, 0.0)

Places = NDArray[np.intp]
Floats = NDArray[np.float32]


class ApplicantIndex:
    """A few thousand applicants; nothing of them is written anywhere.

    A name in a script without vowels can be read in many ways: whoever has one is always named.
    """

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = [_comparable(person) for person in people]
        self._words = [tokens(person.name) for person in people]
        self._joined = ["".join(words) for words in self._words]
        self._lengths = np.array([len(words) for words in self._words], np.float32)
        self._initials = np.array([sum(len(word) == 1 for word in words) for words in self._words], np.float32)
        self._born = np.array([str(person.birth_date or "") for person in people])
        self._many_readings = {i for i, person in enumerate(people) if is_unvocalised(person.name)}
        self._numbers = _grouped((number_key(one.document_number or ""), i) for i, one in enumerate(people))
        self._rows = _grouped((word, i) for i, words in enumerate(self._words) for word in words)
        self._last = _grouped((words[-1], i) for i, words in enumerate(self._words) if words)
        self._parted = _grouped((a + b, i) for i, words in enumerate(self._words) for a, b in pairwise(words))
        self._vocabulary = list(self._rows)
        self._sounds: dict[str, set[str]] = defaultdict(set)
        for word in self._rows:
            for key in sound_keys(word):
                self._sounds[key].add(word)
        self._known: dict[str, tuple[list[tuple[float, Places]], list[tuple[float, Places]]]] = {}

    def resembling(self, entity: Entity) -> set[int]:
        """The places of the applicants whom a screening might match with the entity."""
        found = {place for one in entity.documents for place in self._numbers.get(number_key(one.number), ())}
        found |= self._many_readings
        days = [one.value for one in entity.birth_dates]
        for name in {tokens(name) for name in (entity.name, *entity.aliases, *entity.weak_aliases)}:
            for place, match in self._candidates(name, days):
                if place not in found and self._may_score(match, place, entity):
                    found.add(place)
        return found

    def _candidates(self, words: tuple[str, ...], days: Sequence[str]) -> Iterator[tuple[int, NameMatch]]:
        """Who shares enough with a name, whatever else is compared; of little in common only who is born alike."""
        likeness, pairs = self._bounds(words)
        telling = np.minimum(pairs, _MOST_TELLING).astype(np.intp)
        needed, same_day = _needed(same_day=False)[telling], _needed(same_day=True)[telling]
        chosen = (likeness >= needed) | ((likeness >= same_day) & np.isin(self._born, days))
        for place in np.flatnonzero(chosen & (pairs > 0)):
            yield int(place), NameMatch(float(likeness[place]), float(pairs[place]))

    def _may_score(self, match: NameMatch, place: int, entity: Entity) -> bool:
        known = scorer.features(match, self._people[place], entity, _LARGEST_LIST)
        return scorer.score(known) >= scorer.REVIEW_AT

    def _bounds(self, words: Sequence[str]) -> tuple[Floats, Floats]:
        """For every applicant the highest likeness that the name can have, and how many words may agree."""
        agree, pairs = self._shared(words)
        # An initial may stand for whatever word is left on the other side.
        met = pairs + self._initials + sum(len(word) == 1 for word in words)
        alone = _SAID_ALONE * np.maximum(0, self._lengths - met) + _LISTED_ALONE * np.maximum(0, len(words) - met)
        likeness = agree / np.maximum(pairs + alone, 1) + _SLACK * (pairs > 1)
        self._lift_whole(words, likeness, pairs)
        return np.minimum(likeness, 1), np.where(pairs > 0, np.maximum(pairs, met), 0)

    def _shared(self, words: Sequence[str]) -> tuple[Floats, Floats]:
        """How alike the words are together, and how many; who shares the sound of one may share letters of others."""
        heard, seen = self._nothing(), self._nothing()
        pairs, more = self._nothing(), self._nothing()
        for word in dict.fromkeys(words):
            sounding, spelled = self._alike(word)
            share = self._share(sounding)
            other = np.maximum(share, self._share(spelled))
            heard, pairs = heard + share, pairs + (share > 0)
            seen, more = seen + other, more + (other > 0)
        for text in [*(a + b for a, b in pairwise(words)), *words]:
            for rows in (self._rows.get(text) if text not in words else None, self._parted.get(text)):
                if rows:
                    seen[rows], more[rows], pairs[rows] = seen[rows] + 2, more[rows] + 2, pairs[rows] + 2
        return np.where(pairs > 0, seen, 0), np.where(pairs > 0, more, 0)

    def _lift_whole(self, words: Sequence[str], likeness: Floats, pairs: Floats) -> None:
        """The same letters parted otherwise are alike as a whole, of those who share a word."""
        sharing = np.flatnonzero(pairs)
        if len(sharing):
            joined = [self._joined[place] for place in sharing]
            whole = process.cdist(["".join(words)], joined, scorer=fuzz.ratio, score_cutoff=100 * _WHOLE)[0] / 100
            likeness[sharing] = np.maximum(likeness[sharing], whole)
            alike = sharing[whole >= _WHOLE]
            pairs[alike] = np.maximum(pairs[alike], _MOST_TELLING)

    def _alike(self, word: str) -> tuple[list[tuple[float, Places]], list[tuple[float, Places]]]:
        """Who bears words that sound like a listed one, and who bears words that are spelled like it."""
        if word not in self._known:
            near = list({other for key in sound_keys(word) for other in self._sounds.get(key, ())})
            heard = zip(near, word_likeness(word, near, unvocalised=False), strict=True)
            letters = process.cdist([word], self._vocabulary, scorer=JaroWinkler.similarity, score_cutoff=ALIKE)[0]
            seen = [(self._vocabulary[at], float(letters[at])) for at in np.flatnonzero(letters)]
            # A machine-readable zone cuts a long name off: the last word may be only a beginning.
            cut = [self._last[word[:end]] for end in range(_CUT_LENGTH, len(word)) if word[:end] in self._last]
            self._known[word] = (
                [*self._placed(heard), *((1.0, np.array(rows)) for rows in cut)],
                self._placed(seen),
            )
        return self._known[word]

    def _placed(self, alike: Iterable[tuple[str, float]]) -> list[tuple[float, Places]]:
        return [(likeness, np.array(self._rows[text])) for text, likeness in alike if likeness >= ALIKE]

    def _share(self, alike: Iterable[tuple[float, Places]]) -> Floats:
        share = self._nothing()
        for likeness, rows in alike:
            share[rows] = np.maximum(share[rows], likeness)
        return share

    def _nothing(self) -> Floats:
        return np.zeros(len(self._people), np.float32)


def _comparable(person: Person) -> Person:
    """Countries in the letters that the lists use, whatever the caller writes."""
    return replace(person, countries=tuple(code for name in person.countries if (code := country(name))))


@lru_cache(maxsize=2)
def _needed(*, same_day: bool) -> Floats:
    """By how much may tell: the lowest likeness with which anything else can lift a match to a review, 2 for none."""
    return np.array([_lowest(telling, same_day=same_day) for telling in range(_MOST_TELLING + 1)], np.float32)


def _lowest(telling: int, *, same_day: bool) -> float:
    for percent in range(101):
        named = {"name": percent / 100, "name_weight": float(telling), "country": 1.0}
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
