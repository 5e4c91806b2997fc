"""Names that nobody has but somebody sends: random, malformed, endless, and injection attempts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

_FIXED = (
    "",
    " ",
    "\x00",
    "---",
    "a" * 10_000,
    "ab " * 3_333,
    "ﷺ" * 10_000,
    "عبد" * 3_333,
    "김" * 10_000,
    "\u202eназваниЯ\u202c",
    "\u2066\u2067\u2068\u2069",
    "\u0301" * 10_000,
    "Z" + "\u0363" * 500,
    "\ud800",
    "Anna \udfff\ud800 Example",
    "'; drop table name; --",
    '" OR name MATCH "*',
    "NEAR(anna example, 2) AND NOT -anna*",
    "anna* ^anna {name}: +anna",
    "%_%",
    "\\",
    "{{7*7}} ${jndi:x} <script>",
    "١٢٣ 123 ⅷ",
    "🙂👨‍👩‍👧",
    "mohammed ali " * 200,
    "abdul abd al " * 200,
)
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "aeiou ",
    "абвгдежзийклмнопрстуфхцчшщ ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ",
    "".join(map(chr, range(0xAC00, 0xAC40))),
    "".join(map(chr, range(0x4E00, 0x4E60))),
    "".join(map(chr, range(0x20))) + "ab ",
    "\u200b\u200c\u200d\u202a\u202b\u202d\u202e\u2066\u2067\u2069\ufeffab ",
    "'\"%_*^()[]{}:;-+\\/|&! abNOTANDORNEAR",
    "".join(map(chr, range(0xD800, 0xD820))) + "ab ",
    "".join(map(chr, range(0x300, 0x340))) + "ab ",
    "".join(map(chr, range(0x1F600, 0x1F640))) + " ",
)
_LENGTHS = (1, 3, 12, 30, 80, 300, 10_000)
# Longer ones repeat themselves.
_DRAWN = 300


def awkward(size: int, seed: int, names: Sequence[str] = ()) -> Iterator[str]:
    """`size` names, the same for the same seed; given listed names, some are made of their words."""
    chance = random.Random(seed)
    yield from _FIXED[:size]
    words = [word for name in names for word in name.split()] or ["anna", "example"]
    for number in range(size - len(_FIXED)):
        yield _woven(chance, words) if number % 3 == 0 else _random(chance)


def _random(chance: random.Random) -> str:
    length = chance.choice(_LENGTHS)
    drawn = "".join(chance.choices(chance.choice(_ALPHABETS), k=min(length, _DRAWN)))
    return (drawn * (length // len(drawn) + 1))[:length]


def _woven(chance: random.Random, words: Sequence[str]) -> str:
    """Words of the list, many or few, with punctuation between them: the most expensive to look up."""
    between = chance.choice((" ", "  ", "-", "\u200b ", " . ", " \x00", "'"))
    return between.join(chance.choices(words, k=chance.choice((1, 2, 4, 16, 40))))
