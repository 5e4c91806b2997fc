"""What remains of a word across transliterations and spellings: its consonants, in classes of similar sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# Single sounds written with several letters, in the romanisations that lists use; longer ones first.
_DIGRAPHS = (
    ("shch", "s"),
    ("tsch", "s"),
    ("dzh", "j"),
    ("sch", "s"),
    ("kh", "h"),
    ("gh", "g"),
    ("ck", "k"),
    ("sz", "s"),
    ("dj", "j"),
    ("zh", "j"),
    ("sh", "s"),
    ("ch", "k"),
    ("ts", "s"),
    ("tz", "s"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("x", "ks"),
    # Not a sound, but how text recognition misreads an m.
    ("rn", "m"),
)
_CLASSES = str.maketrans("cqzwpj", "kksvbg")
_SILENT = re.compile("[aeiouyh]")
_REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def skeleton(token: str) -> str:
    """The consonant classes of a token, with a leading h kept: "mohammed" and "muhamad" are both "mmd"."""
    if token.isdigit():
        return token
    token = _REPEATED.sub(r"\1", token)
    for letters, sound in _DIGRAPHS:
        token = token.replace(letters, sound)
    first = "h" if token.startswith("h") else ""
    return first + _SILENT.sub("", token).translate(_CLASSES)


def neighbours(bones: str) -> Iterator[str]:
    """The skeleton with each single consonant omitted; two that share one differ by one or two mistakes."""
    if len(bones) > 2:
        yield from {bones[:place] + bones[place + 1 :] for place in range(len(bones))}
