"""The countries an applicant can choose from, by their everyday names."""

from __future__ import annotations

import unicodedata
from functools import cache

import pycountry

# Issuers of documents that ISO 3166-1 does not know (ICAO 9303-3, section 5).
_OTHERS = (
    ("RKS", "Kosovo"),
    ("EUE", "European Union (laissez-passer)"),
    ("UNO", "United Nations (laissez-passer)"),
    ("XOM", "Sovereign Military Order of Malta"),
    ("XPO", "Interpol"),
)
_SAMPLES = (("UTO", "Utopia (sample documents)"),)


@cache
def country_choices(*, samples: bool) -> tuple[tuple[str, str], ...]:
    """(alpha-3, name) in the order of the names; `samples` adds the state of ICAO's specimens."""
    known = [(entry.alpha_3, getattr(entry, "common_name", entry.name)) for entry in pycountry.countries]
    chosen = [*known, *_OTHERS, *(_SAMPLES if samples else ())]
    return tuple(sorted(chosen, key=lambda pair: _plain(pair[1])))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
