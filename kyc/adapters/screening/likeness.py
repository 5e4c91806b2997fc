"""How alike two words are: by their letters, by their sound, and across scripts that leave vowels out."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from kyc.adapters.screening.skeleton import skeleton

# Below this two words are not the same word misspelt.
ALIKE = 0.78
_SAME_SOUND_NEAR, _SAME_SOUND = 0.92, 0.80
_NEAR = 0.70
# One consonant is shared by too many words to mean the same sound.
_TELLING_BONES = 2
# Bones that differ are never as good a sign as letters that do.
_BONES_ONLY = 0.9


def word_likeness(word: str, others: Sequence[str], *, unvocalised: bool) -> list[float]:
    """From 0 to 1 for each of the others."""
    if not others:
        return []
    if unvocalised:
        return [_by_bones(bare_bones(word), bare_bones(other)) for other in others]
    spelled = process.cdist([word], others, scorer=JaroWinkler.similarity)[0]
    bones = skeleton(word)
    return [_with_sound(float(value), bones, skeleton(other)) for value, other in zip(spelled, others, strict=True)]


def bare_bones(word: str) -> str:
    """The skeleton without w and v, which such scripts write for vowels as well."""
    bones = skeleton(word)
    return bones[:1] + bones[1:].replace("v", "")


def whole_likeness(said: Sequence[str], listed: Sequence[str], *, unvocalised: bool) -> float:
    """How alike two names are when it is ignored where their words begin and end."""
    if unvocalised:
        return fuzz.ratio("".join(map(bare_bones, said)), "".join(map(bare_bones, listed))) / 100
    return fuzz.ratio("".join(said), "".join(listed)) / 100


def _with_sound(spelled: float, bones: str, others: str) -> float:
    if bones != others or len(bones) < _TELLING_BONES:
        return spelled
    return max(spelled, _SAME_SOUND_NEAR if spelled > _NEAR else _SAME_SOUND)


def _by_bones(bones: str, others: str) -> float:
    if bones == others:
        return _SAME_SOUND_NEAR if len(bones) >= _TELLING_BONES else _SAME_SOUND
    return _BONES_ONLY * float(JaroWinkler.similarity(bones, others))
