"""The countries an applicant can choose from, by their everyday names in the page's language (CLDR)."""

from __future__ import annotations

import unicodedata
from functools import cache

import pycountry
from babel import Locale
from flask_babel import gettext

from kyc.web import languages

Choices = tuple[tuple[str, str], ...]


def country_choices(*, samples: bool) -> Choices:
    """(alpha-3, name), sorted by name; `samples` adds the state of ICAO's specimens."""
    return _choices(languages.locale(), samples=samples)


@cache
def _choices(locale: Locale, *, samples: bool) -> Choices:
    known = [(one.alpha_3, _name(locale, one.alpha_2, one.name)) for one in pycountry.countries]
    chosen = [*known, *_others(locale), *(_samples() if samples else ())]
    return tuple(sorted(chosen, key=lambda pair: _place(pair[1], locale)))


def _others(locale: Locale) -> Choices:
    """Issuers of documents that are not in ISO 3166-1 (ICAO 9303-3, section 5)."""
    union, nations = _name(locale, "EU", "European Union"), _name(locale, "UN", "United Nations")
    return (
        ("RKS", _name(locale, "XK", "Kosovo")),
        ("EUE", gettext("%(issuer)s (laissez-passer)", issuer=union)),
        ("UNO", gettext("%(issuer)s (laissez-passer)", issuer=nations)),
        ("XOM", gettext("Sovereign Military Order of Malta")),
        ("XPO", gettext("Interpol")),
    )


def _samples() -> Choices:
    return (("UTO", gettext("Utopia (sample documents)")),)


def _name(locale: Locale, code: str, otherwise: str) -> str:
    return str(locale.territories.get(code, otherwise))


def _place(name: str, locale: Locale) -> str | bytes:
    """A sort key close to the language's own order: without accents; Chinese by sound, as in GB 18030."""
    if locale.language == "zh":
        return name.encode("gb18030")
    bare = unicodedata.normalize("NFKD", name)
    return "".join(char for char in bare if not unicodedata.combining(char)).casefold()
