"""The reverse index: many applicants in memory, searched for those whom one listed entity may resemble.

It proposes candidates and never decides: its likeness is an upper bound, using the words, sounds and scores of the
screening itself, so everybody whom the watchlist would match is among its candidates (docs/decisions/0032).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from kyc.adapters.screening import scorer
from kyc.adapters.screening.alignment import NameMatch
from kyc.adapters.screening.builder import sound_keys
from kyc.adapters.screening.entity import BirthDate, Entity
from kyc.adapters.screening.likeness import ALIKE, word_likeness
from kyc.adapters.screening.normalise import is_unvocalised, tokens
from kyc.adapters.screening.promise import UNMATCHED_LISTED, UNMATCHED_QUERY
from kyc.adapters.screening.rarity import LIGHT as _LIGHT
from kyc.domain.applicant import number_key
from kyc.domain.countries import country
from kyc.domain.screening import Person

# Words have different weights, which can lift the likeness of several above their mean.
_SLACK = 0.03
# The same letters divided into different words.
_WHOLE = 0.85
_CUT_LENGTH = 5
# The weight of a word that is not on the list: as high as its rarest word's, or as low as that of a similar common one.
_MOST, _LEAST = 1.0, 0.3
# The step in which the distinctiveness of words is tabulated, and the number of steps.
_STEP, _STEPS = 0.1, 80

Places = NDArray[np.intp]
Floats = NDArray[np.float32]
Weights = Callable[[Iterable[str]], Mapping[str, float]]
Alike = list[tuple[float, float, Places]]


class ApplicantIndex:
    """A few thousand applicants; nothing about them is written anywhere.

    A name in a script without vowels can be read in many ways, so its bearer is always a candidate.
    """

    def __init__(self, people: Sequence[Person], weights: Weights, names: int) -> None:
        """`weights` returns how distinctive the words known to the list are; `names` is the number of its names."""
        self._weights, self._names = weights, names
        self._people = [_comparable(person) for person in people]
        self._words = [tokens(person.name) for person in people]
        self._joined = ["".join(words) for words in self._words]
        known = weights({word for words in self._words for word in words})
        self._light = {
            word: known.get(word, _LIGHT if len(word) == 1 else _LEAST) for words in self._words for word in words
        }
        self._said = np.array([sum(self._light[word] for word in words) for words in self._words], np.float32)
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
        self._known: dict[str, tuple[Alike, Alike]] = {}

    def resembling(self, entity: Entity) -> set[int]:
        """The indices of the applicants whom a screening might match with the entity."""
        found = {place for one in entity.documents for place in self._numbers.get(number_key(one.number), ())}
        found |= self._many_readings
        days = [one.value for one in entity.birth_dates]
        for name in {tokens(name) for name in (entity.name, *entity.aliases, *entity.weak_aliases)}:
            for place, match in self._candidates(name, days):
                if place not in found and self._may_score(match, place, entity):
                    found.add(place)
        return found

    def _candidates(self, words: tuple[str, ...], days: Sequence[str]) -> Iterator[tuple[int, NameMatch]]:
        """Those who share enough with a name whatever else is compared, or less if they were born on the same day."""
        likeness, telling = self._bounds(words)
        step = np.minimum(np.ceil(telling / _STEP), _STEPS).astype(np.intp)
        needed, same_day = _needed(self._names, same_day=False)[step], _needed(self._names, same_day=True)[step]
        chosen = (likeness >= needed) | ((likeness >= same_day) & np.isin(self._born, days))
        for place in np.flatnonzero(chosen & (telling > 0)):
            yield int(place), NameMatch(float(likeness[place]), float(telling[place]))

    def _may_score(self, match: NameMatch, place: int, entity: Entity) -> bool:
        known = scorer.features(match, self._people[place], entity, self._names)
        return scorer.score(known) >= scorer.REVIEW_AT

    def _bounds(self, words: Sequence[str]) -> tuple[Floats, Floats]:
        """For every applicant the highest likeness that the name can have, and the highest distinctiveness."""
        weights = self._listed_weights(words)
        shared = self._shared(words, weights)
        # An initial may stand for any remaining word on the other side.
        free = (self._initials + sum(len(word) == 1 for word in words)) > 0
        missed = UNMATCHED_QUERY * np.maximum(0, self._said - shared.said)
        missed += UNMATCHED_LISTED * np.maximum(0, sum(weights) - shared.listed)
        weighed = np.maximum(shared.weighed, 1e-6)
        likeness = shared.gained / (weighed + np.where(free, 0, missed)) + _SLACK
        telling = shared.listed + 0.2 * free
        self._lift_whole(words, likeness, telling, sum(weights), shared.weighed > 0)
        heard = shared.weighed > 0
        return np.where(heard, np.minimum(likeness, 1), 0), np.where(heard, telling, 0)

    def _listed_weights(self, words: Sequence[str]) -> list[float]:
        known = self._weights(words)
        return [known.get(word, _MOST) for word in words]

    def _shared(self, words: Sequence[str], weights: Sequence[float]) -> _Shared:
        """What agrees; those who share the sound of one word may share the letters of others."""
        heard, seen = _Shared(len(self._people)), _Shared(len(self._people))
        for word, weight in dict(zip(words, weights, strict=True)).items():
            sounding, spelled = self._alike(word)
            heard.add(weight, self._share(sounding))
            seen.add(weight, self._share([*sounding, *spelled]))
        for (one, two), weight in zip(pairwise(words), map(sum, pairwise(weights)), strict=True):
            # Two listed words that the applicant writes as one.
            self._add_whole([heard, seen], weight, self._rows.get(one + two))
        for word, weight in zip(words, weights, strict=True):
            # One listed word that the applicant writes as two.
            self._add_whole([heard, seen], weight, self._parted.get(word))
        seen.only(heard.weighed > 0)
        return seen

    def _add_whole(self, both: Sequence[_Shared], weight: float, rows: list[int] | None) -> None:
        if rows:
            share, light = self._nothing(), self._nothing()
            share[rows], light[rows] = 1.0, 2 * _MOST
            for one in both:
                one.add(weight, (share, light))

    def _lift_whole(
        self, words: Sequence[str], likeness: Floats, telling: Floats, most: float, heard: NDArray[np.bool_]
    ) -> None:
        """Raise the likeness of those who share a word and have the same letters divided into other words."""
        sharing = np.flatnonzero(heard)
        if len(sharing):
            joined = [self._joined[place] for place in sharing]
            whole = process.cdist(["".join(words)], joined, scorer=fuzz.ratio, score_cutoff=100 * _WHOLE)[0] / 100
            likeness[sharing] = np.maximum(likeness[sharing], whole)
            telling[sharing[whole >= _WHOLE]] = most

    def _alike(self, word: str) -> tuple[Alike, Alike]:
        """Applicants with words that sound like a listed one, and those with words that are spelled like it."""
        if word not in self._known:
            near = list({other for key in sound_keys(word) for other in self._sounds.get(key, ())})
            heard = zip(near, word_likeness(word, near, unvocalised=False), strict=True)
            letters = process.cdist([word], self._vocabulary, scorer=JaroWinkler.similarity, score_cutoff=ALIKE)[0]
            seen = [(self._vocabulary[at], float(letters[at])) for at in np.flatnonzero(letters)]
            # A machine-readable zone truncates a long name, so the last word may be incomplete.
            cut = [word[:end] for end in range(_CUT_LENGTH, len(word)) if word[:end] in self._last]
            beginning = [(1.0, self._light[one], np.array(self._last[one])) for one in cut]
            self._known[word] = ([*self._placed(heard), *beginning], self._placed(seen))
        return self._known[word]

    def _placed(self, alike: Iterable[tuple[str, float]]) -> Alike:
        return [(value, self._light[text], np.array(self._rows[text])) for text, value in alike if value >= ALIKE]

    def _share(self, alike: Iterable[tuple[float, float, Places]]) -> tuple[Floats, Floats]:
        """For every applicant the likeness of their most similar word, and its weight."""
        share, light = self._nothing(), self._nothing()
        for likeness, weight, rows in alike:
            share[rows] = np.maximum(share[rows], likeness)
            light[rows] = np.maximum(light[rows], weight)
        return share, light

    def _nothing(self) -> Floats:
        return np.zeros(len(self._people), np.float32)


class _Shared:
    """For every applicant what a name and theirs have in common: its weight on either side, and its likeness."""

    def __init__(self, people: int) -> None:
        self.gained, self.weighed, self.said, self.listed = np.zeros((4, people), np.float32)

    def add(self, weight: float, found: tuple[Floats, Floats]) -> None:
        """Add one listed word, with the likeness and the weight of each applicant's most similar word."""
        share, light = found
        there = share > 0
        most = (weight + _MOST) / 2 * there
        self.gained, self.weighed = self.gained + most * share, self.weighed + most
        self.said, self.listed = self.said + light, self.listed + weight * there

    def only(self, chosen: NDArray[np.bool_]) -> None:
        """Drop everything of the other applicants."""
        for values in (self.gained, self.weighed, self.said, self.listed):
            values[~chosen] = 0


def _comparable(person: Person) -> Person:
    """The person with countries as the codes that the lists use, whatever the caller writes."""
    return replace(person, countries=tuple(code for name in person.countries if (code := country(name))))


# Somebody, and listed namesakes who agree in all but the birth date: the same day; unknown, the same year, other dates.
_SOMEBODY = Person("-", date(1970, 5, 5), ("CZE",))
_BORN_THAT_DAY = (("1970-05-05",),)
_BORN_OTHERWISE = ((), ("1970",), ("1970-05-06",), ("1971",), ("1980",))


@lru_cache(maxsize=4)
def _needed(names: int, *, same_day: bool) -> Floats:
    """By distinctiveness, in steps: the lowest likeness with which a match can reach a review, 2 for none."""
    born = _BORN_THAT_DAY if same_day else _BORN_OTHERWISE
    namesakes = [Entity("-", "person", "-", (), (), tuple(map(BirthDate, dates)), ("CZE",)) for dates in born]
    return np.array([_lowest(step * _STEP, names, namesakes) for step in range(_STEPS + 1)], np.float32)


def _lowest(telling: float, names: int, namesakes: Sequence[Entity]) -> float:
    """The lowest likeness, in hundredths, by bisection: a score never falls while the likeness grows."""

    def enough(percent: int) -> bool:
        match = NameMatch(percent / 100, telling)
        found = (scorer.features(match, _SOMEBODY, entity, names) for entity in namesakes)
        return any(scorer.score(one) >= scorer.REVIEW_AT for one in found)

    lowest = bisect_left(range(101), x=True, key=enough)
    return (lowest - 1) / 100 if lowest <= 100 else 2.0


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """The indices by word; empty words are left out."""
    found: dict[str, list[int]] = defaultdict(list)
    for word, place in pairs:
        if word:
            found[word].append(place)
    return dict(found)
