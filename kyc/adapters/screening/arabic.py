"""Arabic, Persian and Pashto names in Latin letters, where a letter-by-letter transliterator is not enough."""

from __future__ import annotations

import re

# Letters that the transliterator drops or writes with a sign, although lists write a vowel for them; and those that
# would be read together with their neighbour. Lists write the four of _DH as dh, d or z.
_LETTERS = str.maketrans(dict.fromkeys("اأإآٱع", "a") | dict.fromkeys("ذظض", "dh") | {"ى": "a", "ة": "a", "ځ": "z"})
# An h after one of these letters would be read as sh, zh, kh, dh or th.
_PARTED_H = re.compile("(?<=[زسصكکدت])[هحھہ]")
_SERVANT_OF_GOD = re.compile(r"\bعبد\s*الل[هة]\b")
_SERVANT = re.compile(r"\bعبد\s*ال(?=\w{2})")
_OF_GOD = re.compile(r"(?<=\w)\s+الل[هة]\b")
_OF_FAITH = re.compile(r"(?<=\w)\s+الدين\b")
# The article is written as one with its word; lists write "al-", or leave it out.
_ARTICLE = re.compile(r"(?<!\w)ال(?=\w{3})")
_FATHER = re.compile(r"(?<!\w)[اأ]بو(?=\w{3})")
_UNVOCALISED = re.compile("[\u0590-\u077f\ufb1d-\ufdff\ufe70-\ufefc]")
# What lists write for one Arabic letter, depending on the speaker: Saudi, Persian, Maghrebi.
_READINGS = (("dh", "z"), ("th", "s"), ("q", "g"), ("sh", "ch"))
_SIGNS = re.compile("[\u064b-\u065f\u0670\u0640]")


def is_unvocalised(name: str) -> bool:
    """Whether the name is in a script that omits vowels (Arabic, Hebrew)."""
    return bool(_UNVOCALISED.search(name))


def latinised(name: str) -> str:
    """The name with its compounds joined as on lists, and the letters that need it replaced by Latin ones."""
    bare = _SIGNS.sub("", name)
    joined = _SERVANT.sub("عبدل ", _SERVANT_OF_GOD.sub("عبدلله", bare))
    joined = _OF_FAITH.sub("دين", _OF_GOD.sub("لله", joined))
    apart = _ARTICLE.sub("", _FATHER.sub("ابو ", joined))
    return _PARTED_H.sub("", apart).translate(_LETTERS)


def readings(word: str) -> tuple[str, ...]:
    """The ways in which lists may write a Latinised word's consonants, the word itself first."""
    found = [word]
    for letters, others in _READINGS:
        found += [one.replace(letters, others) for one in found if letters in one]
    return tuple(found)
