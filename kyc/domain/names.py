"""Compares a declared name with one read from a document, which ICAO 9303 transliterates and may truncate."""

from __future__ import annotations

import unicodedata
from itertools import islice, product

from anyascii import anyascii
from rapidfuzz.fuzz import token_sort_ratio

# ICAO 9303-3 section 6.A: letters with more than one rewriting; what states really print is among them.
_REWRITINGS = {
    "Ä": ("AE", "A"),
    "Å": ("AA", "A"),
    "Æ": ("AE",),
    "Ð": ("D", "DH"),
    "Đ": ("D",),
    "Ħ": ("H",),
    "Ĳ": ("IJ",),
    "ı": ("I",),
    "İ": ("I",),
    "Ł": ("L",),
    "Ñ": ("N", "NXX"),
    "Ŋ": ("N",),
    "Ö": ("OE", "O"),
    "Ø": ("OE", "O"),
    "Œ": ("OE",),
    "ẞ": ("SS",),
    "Þ": ("TH",),
    "Ŧ": ("T",),
    "Ü": ("UE", "U", "UXX"),
    "Ə": ("E",),
}
SAME_NAME, LIKE_NAME = 98, 85
"""Out of 100, as `similarity` counts: from the first on it is the same name; from the second on it may be misread or
lack a second name; below it is another."""
_SILENT = "'’‘`´"
_MOST = 64

# The room for names in the widest and the narrowest zone (TD3 and TD1), where a long name is cut.
_ROOMS = (39, 31, 30)
# At least this many letters of a truncated name: fewer are the start of other names too.
_SHORTEST_CUT = 5


def similarity(declared: str, read: str) -> int:
    """From 0 to 100: 100 for the same words in any order and transliteration, 95 where only words are missing.

    The order of words is ignored, because forms differ in what they ask for first. A name that fills the whole field is
    taken as the beginning of a longer one.
    """
    if not _words(declared) or not _words(read):
        return 0
    return max(_alike(one, other) for one in rewritings(declared) for other in rewritings(read))


def rewritings(name: str) -> list[str]:
    """Every transliteration of the name that a zone may show, in A to Z and single spaces; at most 64."""
    letters = unicodedata.normalize("NFC", name.replace("ß", "ẞ")).upper()
    choices = [_REWRITINGS.get(char) or (_letter(char),) for char in letters]
    found = (" ".join("".join(chosen).split()) for chosen in islice(product(*choices), _MOST))
    return list(dict.fromkeys(found))


def continues(longer: str, cut: str) -> bool:
    """Whether `cut` is `longer`, truncated to fit: "CHAYAPA KRASUANG" and "CHAYAPA K"."""
    return any(
        len(one) > len(other) and one.startswith(other)
        for one in rewritings(longer)
        for other in rewritings(cut)
        if len(other) >= _SHORTEST_CUT
    )


def zone_letters(name: str) -> str:
    """The name as a machine-readable zone writes it, in the first transliteration; a filler for each space."""
    return next(iter(rewritings(name)), "").replace(" ", "<")


def _words(name: str) -> bool:
    return any(char.isalpha() for char in name)


def _letter(char: str) -> str:
    """A to Z unchanged, other alphabets by sound, nothing for an apostrophe and a space for every other sign."""
    if char in _SILENT:
        return ""
    plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode() or anyascii(char).upper()
    letters = "".join(letter for letter in plain.upper() if "A" <= letter <= "Z")
    return letters if letters else "" if unicodedata.combining(char) else " "


def _alike(declared: str, read: str) -> int:
    if declared.replace(" ", "") == read.replace(" ", ""):
        return 100
    if len(read) + 1 in _ROOMS and _cut(declared.split(), read.split()):
        return 100
    score = int(token_sort_ratio(declared, read))
    words, other = set(declared.split()), set(read.split())
    return max(score, 95) if score < 100 and (words <= other or other <= words) else score


def _cut(whole: list[str], read: list[str]) -> bool:
    """Whether the words read are those of the whole name, with some shortened or missing at the end.

    ICAO 9303-4 section 4.2.3 lets states shorten any word, so each one read must begin a word of the name; most must be
    whole.
    """
    left, shortened = list(whole), []
    for word in read:
        if word in left:
            left.remove(word)
        else:
            shortened.append(word)
    for word in shortened:
        longer = next((one for one in left if one.startswith(word)), None)
        if longer is None:
            return False
        left.remove(longer)
    return 2 * len(shortened) <= len(read)
