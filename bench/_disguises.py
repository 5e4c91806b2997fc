"""Variants of a listed name: typing errors, misreadings, sound, spelling, and tricks."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Disguise = Callable[[str, random.Random], str]

_BESIDE = {"a": "sq", "e": "wr", "i": "uo", "o": "ip", "u": "yi", "n": "bm", "m": "n", "r": "et", "s": "ad", "t": "ry"}
_SOUNDS = (("ch", "kh"), ("sh", "zh"), ("c", "k"), ("s", "z"), ("v", "w"), ("y", "i"), ("ph", "f"), ("gh", "g"))
_SPELLINGS = (
    ("Mohammed", "Muhammad"),
    ("Mohammad", "Mohamed"),
    ("Muhammad", "Mohammad"),
    ("Sergey", "Sergei"),
    ("Aleksandr", "Alexander"),
    ("Alexander", "Aleksandr"),
    ("Andrey", "Andrei"),
    ("Husayn", "Hussein"),
    ("Yuri", "Iouri"),
    ("Yevgen", "Evgen"),
    ("evich", "yevich"),
    ("skiy", "sky"),
)
_READ = (("m", "rn"), ("l", "1"), ("o", "0"), ("I", "l"), ("B", "8"))
_LOOKALIKES = str.maketrans("aeopcxAEOPCX", "аеорсхАЕОРСХ")
_TITLES = ("Dr", "Mr.", "Sheikh", "Gen.", "Col.", "Prof.", "Hajji", "Mullah")
_HIDDEN = ("\u200b", "\u200c", "\u2060", "\ufeff", "\u00ad")
_ROOM = 20


def typo(name: str, chance: random.Random) -> str:
    """A neighbouring key, a letter left out, or one doubled."""
    place = _place(name, chance, inner=True)
    letter = name[place]
    slips = ("", letter * 2, chance.choice(_BESIDE.get(letter.lower(), "zx")))
    return name[:place] + chance.choice(slips) + name[place + 1 :]


def two_typos_turned(name: str, chance: random.Random) -> str:
    words = typo(typo(name, chance), chance).split()
    return " ".join(reversed(words))


def transposed(name: str, chance: random.Random) -> str:
    place = _place(name, chance, inner=True)
    return name[:place] + name[place + 1 : place + 2] + name[place] + name[place + 2 :]


def doubled(name: str, chance: random.Random) -> str:
    """A double letter made single, or a single one doubled."""
    if re.search(r"(\w)\1", name):
        return re.sub(r"(\w)\1", r"\1", name, count=1)
    place = _place(name, chance, inner=True)
    return name[:place] + name[place] + name[place:]


def phonetic(name: str, chance: random.Random) -> str:
    return _exchanged(name, _SOUNDS, chance)


def respelled(name: str, chance: random.Random) -> str:
    return _exchanged(name, _SPELLINGS, chance)


def misread(name: str, chance: random.Random) -> str:
    return _exchanged(name, _READ, chance)


def homoglyph(name: str, chance: random.Random) -> str:
    places = [place for place, letter in enumerate(name) if letter in "aeopcxAEOPCX"]
    place = chance.choice(places) if places else 0
    return name[:place] + name[place].translate(_LOOKALIKES) + name[place + 1 :]


def invisible(name: str, chance: random.Random) -> str:
    place = chance.randint(1, len(name))
    return name[:place] + chance.choice(_HIDDEN) + name[place:]


def titled(name: str, chance: random.Random) -> str:
    return f"{chance.choice(_TITLES)} {name}"


def initials(name: str, _: random.Random) -> str:
    first, *rest = name.split()
    return " ".join([f"{first[0]}.", *rest])


def unvowelled(name: str, _: random.Random) -> str:
    first, *rest = name.split()
    return " ".join([first, *(word[0] + re.sub("[aeiouAEIOU]", "", word[1:]) for word in rest)])


def turned(name: str, _: random.Random) -> str:
    return " ".join(reversed(name.split()))


def truncated(name: str, _: random.Random) -> str:
    """Cut off, as in a field that is too short."""
    return name[:_ROOM].strip()


def shortened(name: str, chance: random.Random) -> str:
    """One of three or more words left out, neither the first nor the last."""
    words = name.split()
    if len(words) > 2:
        words.pop(chance.randint(1, len(words) - 2))
    return " ".join(words)


def unpunctuated(name: str, _: random.Random) -> str:
    return re.sub("['’]", "", name).replace("-", " ")


DISGUISES: dict[str, Disguise] = {
    "d_ssb_typo": typo,
    "d_two_typos_order": two_typos_turned,
    "d_ssb_transpose": transposed,
    "d_ssb_double_collapse": doubled,
    "d_ssb_phonetic": phonetic,
    "d_ssb_translit": respelled,
    "d_ssb_ocr": misread,
    "d_ssb_homoglyph": homoglyph,
    "d_ssb_invisible_char": invisible,
    "d_ssb_title_affix": titled,
    "d_ssb_initials": initials,
    "d_ssb_vowel_drop": unvowelled,
    "d_ssb_name_order": turned,
    "d_ssb_truncate": truncated,
    "d_missing_middle": shortened,
    "d_ssb_punctuation": unpunctuated,
}
"""For each class of queries, how it changes a listed name."""


def _place(name: str, chance: random.Random, *, inner: bool) -> int:
    places = [match.start() for match in re.finditer(r"(?<=\w)\w" if inner else r"\w", name)]
    return chance.choice(places) if places else 0


def _exchanged(name: str, pairs: tuple[tuple[str, str], ...], chance: random.Random) -> str:
    """One of the pairs that occur, substituted once; the name itself where none does."""
    there = [pair for pair in pairs if pair[0] in name]
    return name.replace(*chance.choice(there), 1) if there else name
