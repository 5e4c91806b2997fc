"""The translations, one `messages.po` per language, read directly: nothing is compiled beforehand."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).resolve().parent.parent / "translations"
SOURCE = "en"
"""The language that templates and the catalogue of reasons are written in."""

_MARK_OR_PLACE = re.compile(r"<[^>]*>|%\(\w+\)s")


@cache
def offered() -> tuple[Locale, ...]:
    """English and every language that has a file."""
    found = (path.parts[-3] for path in FOLDER.glob("*/LC_MESSAGES/messages.po"))
    return tuple(Locale.parse(name) for name in sorted({SOURCE, *found}))


def path_of(locale: Locale) -> Path:
    """Where a language's translations are."""
    return FOLDER / str(locale) / "LC_MESSAGES" / "messages.po"


def catalogue_of(locale: Locale) -> Catalog:
    """The messages of one language; raises `FileNotFoundError` where it is not offered."""
    with path_of(locale).open("rb") as file:
        return read_po(file, locale=locale)


@cache
def translations_of(locale: Locale) -> NullTranslations:
    """The object gettext uses; English is in the templates themselves."""
    if str(locale) == SOURCE:
        return NullTranslations()
    catalogue, packed = catalogue_of(locale), io.BytesIO()
    if locale.text_direction == "rtl":
        _isolate(catalogue)
    write_mo(packed, catalogue)
    packed.seek(0)
    return Translations(packed)


def _isolate(catalogue: Catalog) -> None:
    """Isolate inserted text, which may run the other way (a partner's name), from its neighbours by FSI … PDI."""
    for message in catalogue:
        words = message.string
        message.string = _isolated(words) if isinstance(words, str) else tuple(map(_isolated, words or ()))


def _isolated(words: str) -> str:
    return _MARK_OR_PLACE.sub(lambda one: one[0] if one[0][0] == "<" else f"\u2068{one[0]}\u2069", words)
