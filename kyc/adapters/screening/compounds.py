"""One spelling for compound Arabic names, however they are divided: "Abd al-Karim", "Abdelkarim"."""

from __future__ import annotations

import re

_SPELLINGS = (
    # "Servant of": "abdul" becomes a separate word, so that the name is found however the words are divided.
    (re.compile(r"\babd (?:al|el|ul|ad|ud|an|un|ar|ur|er|as|es|us|az|uz) (?=\w)"), "abdul "),
    (re.compile(r"\babd(?:l|(?:[aeou]|ou)[lrs])\b"), "abdul"),
    # But not in "Abdullah" and "Abdulayev".
    (re.compile(r"\babd(?:[aeou]|ou)l(?!la|\w*[eo]va?\b)(?=\w{4})"), "abdul "),
    (re.compile(r"\babd(?:[aeou]|ou)rr?(?=ahm)"), "abdul r"),
    # "of God" and "of the faith" are joined to the word before them.
    (re.compile(r"(?<=\w) [auo]llah\b"), "ullah"),
    (re.compile(r"(?<=\w) (?:(?:al|el|ul|ad|ed|ud) |[ae]l|[aeu]d)(?:d[ie]+ne?)\b"), "uddin"),
)


def compounded(words: str) -> str:
    """The words with compounds in one spelling: "abdul" separate, "-ullah" and "-uddin" joined."""
    for found, spelling in _SPELLINGS:
        words = found.sub(spelling, words)
    return words
