"""Names in the form for comparing: tokens of plain lower-case letters, whatever the script and tricks in it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from kyc.adapters.screening.arabic import is_unvocalised, latinised
from kyc.adapters.screening.compounds import compounded

# Longer than any name on a list; the rest is cut off before any work is done.
MAX_LENGTH = 200
MAX_TOKENS = 16

_CYRILLIC = "аеорсхуіјѕԁһԛԝАВЕЗКМНОРСТХУІЈЅ"
_CYRILLIC_AS_LATIN = "aeopcxyijsdhqwABE3KMHOPCTXYIJS"
_GREEK = "αβεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_GREEK_AS_LATIN = "abeiknoptuxABEZHIKMNOPTYX"
_LOOKALIKES = str.maketrans(_CYRILLIC + _GREEK, _CYRILLIC_AS_LATIN + _GREEK_AS_LATIN)
# No name contains a digit: one inside a word is a misread letter.
_MISREAD_DIGITS = str.maketrans("01358", "olesb")

_LATIN = re.compile(r"[A-Za-z]")
_OTHER_SCRIPT = re.compile("[\u0370-\u04ff]")
# Chinese surnames of two characters; every other one has one character.
_DOUBLE_SURNAMES = "欧阳|歐陽|司马|司馬|诸葛|諸葛|上官|皇甫|令狐|司徒|夏侯|慕容|尉迟|尉遲|公孙|公孫|长孙|長孫"
_CHINESE = re.compile(
    f"(?<![\u3400-\u9fff])(?!(?:{_DOUBLE_SURNAMES})(?![\u3400-\u9fff]))"
    f"({_DOUBLE_SURNAMES}|[\u3400-\u9fff])([\u3400-\u9fff]{{1,3}})(?![\u3400-\u9fff])"
)
_KOREAN = re.compile("(?<![\uac00-\ud7af])([\uac00-\ud7af]{1,4})(?![\uac00-\ud7af])")
# Surnames that are never written by the rules for Korean; other words have the same syllables.
_KOREAN_SURNAMES = {"김": "kim", "이": "ri", "리": "ri", "박": "pak", "강": "kang", "권": "kwon", "노": "ro"}
# "PetrovIvan" is two words run together, but "McIvan" is not.
_RUN_TOGETHER = re.compile("(?<=[^\\W\\d_]{3})(?=[A-ZА-ЯЁІЇЄҐ][a-zа-яёіїєґ]{2})")
# Invisible characters are dropped; a pictograph, which the transliterator would describe in words, becomes a space.
_SHOWN = {"Cf": "", "Cs": "", "Co": "", "So": " "}
_APOSTROPHES = re.compile("['`´ʻʼʽʾʿ‘’]")
_BETWEEN_TOKENS = re.compile(r"[^a-z0-9]+")

_TITLES = (
    "mr mrs ms miss mme mlle monsieur madame sr sra senor senora dr prof doctor professor dipl ing eng phd esq "
    "gen general maj major capt captain col colonel lt lieutenant sgt brig brigadier adm admiral "
    "sir lord lady dame hon rev reverend jr ii iii iv "
    "sheikh shaykh shaikh sheik shykh haji hajji hadji haj alhaj sayyid mullah mulla mawlawi maulavi maulana ayatollah"
)
TITLES = frozenset(_TITLES.split())
# Particles, which connect names; they may be added, omitted or moved without meaning another person.
_PARTICLES = (
    "al el ul ud ur as ad an ar az at abu abou abd abdul bin ben ibn bint ould wld de del della der den da das di do "
    "dos du la le van von y e zu ter"
)
PARTICLES = frozenset(_PARTICLES.split())

__all__ = ["MAX_LENGTH", "MAX_TOKENS", "PARTICLES", "TITLES", "is_unvocalised", "tokens"]


def tokens(name: str) -> tuple[str, ...]:
    """The comparable parts of a name in order, without titles; empty if it has no letter."""
    return _tokens(name[:MAX_LENGTH])


@lru_cache(maxsize=4096)
def _tokens(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", name)[:MAX_LENGTH]
    visible = "".join(_SHOWN.get(unicodedata.category(char), char) for char in plain)
    words = " ".join(_one_script(word) for word in _RUN_TOGETHER.sub(" ", visible).split())
    latin = _APOSTROPHES.sub("", anyascii(_phonetic(_APOSTROPHES.sub("", words)))).lower()
    found = [_letters(token) for token in _BETWEEN_TOKENS.split(latin) if token]
    named = [token for token in found if token not in TITLES] or found
    return tuple(compounded(" ".join(named)).split())[:MAX_TOKENS]


def _phonetic(words: str) -> str:
    """Prepare names whose script does not separate words, or omits vowels, for the transliterator."""
    if words.isascii():
        return words
    apart = _KOREAN.sub(_syllables, _CHINESE.sub(r" \1 \2 ", words))
    return latinised(apart) if is_unvocalised(apart) else apart


def _one_script(word: str) -> str:
    """The word in Latin letters, if it mixes Latin letters with ones that only look Latin."""
    mixed = _LATIN.search(word) and _OTHER_SCRIPT.search(word)
    return word.translate(_LOOKALIKES) if mixed else word


def _syllables(found: re.Match[str]) -> str:
    """A Korean name, written without a space, split into syllables as on lists, the surname first."""
    surname, given = found[0][0], found[0][1:]
    return " ".join(["", _KOREAN_SURNAMES.get(surname, surname), *given, ""])


def _letters(token: str) -> str:
    return token if token.isalpha() or token.isdigit() else token.translate(_MISREAD_DIGITS)
