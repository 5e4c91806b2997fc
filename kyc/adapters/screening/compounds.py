"""Arabic names of several words in one spelling, wherever they part: "Abd al-Karim", "Abdelkarim"."""

from __future__ import annotations

import re

_SPELLINGS = (
    # The servant of somebody: "abdul" is a word of its own, so that his name is found wherever the words part.
    (re.compile(r"\babd (?:al|el|ul|ad|ud|an|un|ar|ur|er|as|es|us|az|uz) (?=\w)"), "abdul "),
    (re.compile(r"\babd(?:l|(?:[aeou]|ou)[lrs])\b"), "abdul"),
    # But neither "Abdullah" nor "Abdulayev".
    (re.compile(r"\babd(?:[aeou]|ou)l(?!la|\w*[eo]va?\b)(?=\w{4})"), "abdul "),
    (re.compile(r"\babd(?:[aeou]|ou)rr?(?=ahm)"), "abdul r"),
    # "of God" and "of the faith" end the word before them.
    (re.compile(r"(?<=\w) [auo]llah\b"), "ullah"),
    (re.compile(r"(?<=\w) (?:(?:al|el|ul|ad|ed|ud) |[ae]l|[aeu]d)(?:d[ie]+ne?)\b"), "uddin"),
)


def compounded(words: str) -> str:
    """The words with their compounds in one spelling: "abdul" apart, "-ullah" and "-uddin" joined."""
    for found, spelling in _SPELLINGS:
        words = found.sub(spelling, words)
    return words
