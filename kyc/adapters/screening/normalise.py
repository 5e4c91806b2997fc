"""A name as it is compared: tokens of plain lower-case letters, whatever the script and the tricks in it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Longer than any name on a list; what is beyond it is cut before any work is done.
MAX_LENGTH = 200
MAX_TOKENS = 16

_CYRILLIC = "аеорсхуіјѕԁһԛԝАВЕЗКМНОРСТХУІЈЅ"
_CYRILLIC_AS_LATIN = "aeopcxyijsdhqwABE3KMHOPCTXYIJS"
_GREEK = "αβεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_GREEK_AS_LATIN = "abeiknoptuxABEZHIKMNOPTYX"
_LOOKALIKES = str.maketrans(_CYRILLIC + _GREEK, _CYRILLIC_AS_LATIN + _GREEK_AS_LATIN)
# No name holds a digit: one inside a word is a misread letter.
_MISREAD_DIGITS = str.maketrans("01358", "olesb")

_LATIN = re.compile(r"[A-Za-z]")
_OTHER_SCRIPT = re.compile("[\u0370-\u04ff]")
_EAST_ASIAN = re.compile("[\u3400-\u9fff\uac00-\ud7af]{2,4}")
_UNVOCALISED = re.compile("[\u0590-\u077f\ufb1d-\ufdff\ufe70-\ufefc]")
# Arabic writes its article and the next word as one; lists write "al-", or leave it out.
_ARABIC_ARTICLE = re.compile("(?<!\\w)\u0627\u0644(?=\\w{3})")
# "PetrovIvan": two words run together, but not "McIvan".
_RUN_TOGETHER = re.compile("(?<=[^\\W\\d_]{3})(?=[A-ZА-ЯЁІЇЄҐ][a-zа-яёіїєґ]{2})")
_APOSTROPHES = re.compile("['`´ʻʼʽʾʿ‘’]")
_BETWEEN_TOKENS = re.compile(r"[^a-z0-9]+")

_TITLES = (
    "mr mrs ms miss dr prof eng col gen maj sir hon jr sr ii iii iv sheikh shaykh shaikh haji hajji alhaj sayyid "
    "mullah mawlawi maulavi"
)
TITLES = frozenset(_TITLES.split())
# Parts that join names rather than name anybody; they come, go and move without meaning another person.
_PARTICLES = (
    "al el ul ud ur as ad an ar az at abu abou abd bin ben ibn bint ould de del della der den da das di do dos du "
    "la le van von y e zu ter"
)
PARTICLES = frozenset(_PARTICLES.split())


@lru_cache(maxsize=4096)
def tokens(name: str) -> tuple[str, ...]:
    """The comparable parts of a name in their order, titles left out; empty when no letter is in it."""
    plain = unicodedata.normalize("NFKC", name[:MAX_LENGTH])
    visible = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    words = " ".join(_one_script(word) for word in _apart(visible).split())
    latin = _APOSTROPHES.sub("", anyascii(_EAST_ASIAN.sub(_surname_apart, _APOSTROPHES.sub("", words)))).lower()
    found = [_letters(token) for token in _BETWEEN_TOKENS.split(latin) if token]
    return tuple([token for token in found if token not in TITLES] or found)[:MAX_TOKENS]


def is_unvocalised(name: str) -> bool:
    """Whether the name is in a script that leaves vowels out (Arabic, Hebrew)."""
    return bool(_UNVOCALISED.search(name))


def _apart(name: str) -> str:
    return _RUN_TOGETHER.sub(" ", _ARABIC_ARTICLE.sub("", name))


def _one_script(word: str) -> str:
    """A word that mixes Latin with letters that only look Latin is read as Latin."""
    mixed = _LATIN.search(word) and _OTHER_SCRIPT.search(word)
    return word.translate(_LOOKALIKES) if mixed else word


def _surname_apart(found: re.Match[str]) -> str:
    """Chinese and Korean names are written without a space: the first character is the surname."""
    return f" {found[0][0]} {found[0][1:]} "


def _letters(token: str) -> str:
    return token if token.isalpha() or token.isdigit() else token.translate(_MISREAD_DIGITS)
