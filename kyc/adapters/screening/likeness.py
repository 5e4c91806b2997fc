"""The similarity of two words: by their letters, by their sound, and across scripts that omit vowels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, product

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from kyc.adapters.screening.arabic import readings
from kyc.adapters.screening.skeleton import skeleton

# Below this, two words are not misspellings of the same word.
ALIKE = 0.78
_SAME_SOUND_NEAR, _SAME_SOUND = 0.92, 0.80
_NEAR = 0.70
# A single consonant is shared by too many words to indicate the same sound.
_TELLING_BONES = 2
# Similar skeletons are never as good a match as similar letters.
_BONES_ONLY = 0.9
# The most readings of a name that are compared as a whole.
_MOST = 8
# From this number on it pays to compare many words at once.
_MANY = 8


def word_likeness(word: str, others: Sequence[str], *, unvocalised: bool) -> list[float]:
    """The similarity to each of the others, 0 to 1."""
    if not others:
        return []
    if unvocalised:
        said = dict.fromkeys(bare_bones(reading) for reading in readings(word))
        heard = [bare_bones(other) for other in others]
        near = process.cdist(list(said), heard, scorer=JaroWinkler.similarity).max(axis=0)
        return [_by_bones(bones, bones in said, float(value)) for bones, value in zip(heard, near, strict=True)]
    spelled = _spelled(word, others)
    bones = skeleton(word)
    return [_with_sound(value, bones, skeleton(other)) for value, other in zip(spelled, others, strict=True)]


def _spelled(word: str, others: Sequence[str]) -> Sequence[float]:
    if len(others) < _MANY:
        return [JaroWinkler.similarity(word, other) for other in others]
    return [float(value) for value in process.cdist([word], others, scorer=JaroWinkler.similarity)[0]]


@lru_cache(maxsize=65536)
def bare_bones(word: str) -> str:
    """The skeleton without w and v, with which such scripts also write vowels, except at the start of the word."""
    first = "v" if word[:1] in {"w", "v"} else ""
    return first + skeleton(word).replace("v", "")


def whole_likeness(said: Sequence[str], listed: Sequence[str], *, unvocalised: bool) -> float:
    """The similarity of two names when the boundaries of their words are ignored."""
    if unvocalised:
        heard = "".join(map(bare_bones, listed))
        return max(fuzz.ratio(bones, heard) for bones in _joined_bones(tuple(said))) / 100
    return fuzz.ratio("".join(said), "".join(listed)) / 100


@lru_cache(maxsize=256)
def _joined_bones(said: tuple[str, ...]) -> tuple[str, ...]:
    """Every reading of a whole name, only the first few if there are many."""
    whole = islice(product(*({bare_bones(reading): None for reading in readings(word)} for word in said)), _MOST)
    return tuple("".join(words) for words in whole)


def _with_sound(spelled: float, bones: str, others: str) -> float:
    if bones != others or len(bones) < _TELLING_BONES:
        return spelled
    return max(spelled, _SAME_SOUND_NEAR if spelled > _NEAR else _SAME_SOUND)


def _by_bones(bones: str, same: bool, near: float) -> float:
    if same:
        return _SAME_SOUND_NEAR if len(bones) >= _TELLING_BONES else _SAME_SOUND
    return _BONES_ONLY * near
