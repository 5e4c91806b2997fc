"""What stays of a word through transliteration and spelling: its consonants, in classes of like sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# One sound written with several letters, in the romanisations that lists use; longer ones first.
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
    # Not a sound, but what readers of print make of an m.
    ("rn", "m"),
)
_CLASSES = str.maketrans("cqzwpj", "kksvbg")
_SILENT = re.compile("[aeiouyh]")
_REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def skeleton(token: str) -> str:
    """Consonant classes of a token, a leading h kept: "mohammed" and "muhamad" are both "mmd"."""
    if token.isdigit():
        return token
    token = _REPEATED.sub(r"\1", token)
    for letters, sound in _DIGRAPHS:
        token = token.replace(letters, sound)
    first = "h" if token.startswith("h") else ""
    return first + _SILENT.sub("", token).translate(_CLASSES)


def neighbours(bones: str) -> Iterator[str]:
    """The skeleton with each single consonant left out; two that share one differ by a slip or two."""
    if len(bones) > 2:
        yield from {bones[:place] + bones[place + 1 :] for place in range(len(bones))}
