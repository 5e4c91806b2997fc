"""Country names and codes, as partners write them and documents print them, as the three-letter codes of ICAO 9303."""

from __future__ import annotations

import unicodedata
from functools import cache

import pycountry

# ICAO 9303-3 section 5, part D: states, organisations and holders that ISO 3166-1 does not know.
_ICAO_NAMES = {
    "GBD": "British Overseas Territories citizen",
    "GBN": "British National (Overseas)",
    "GBO": "British Overseas citizen",
    "GBP": "British protected person",
    "GBS": "British subject",
    "EUE": "European Union",
    "RKS": "Kosovo",
    "UNO": "United Nations Organization",
    "UNA": "United Nations specialized agency",
    "UNK": "United Nations Interim Administration Mission in Kosovo",
    "XAA": "Arab Authority for Agricultural Investment and Development",
    "XBA": "African Development Bank",
    "XIM": "African Export-Import Bank",
    "XCC": "Caribbean Community",
    "XCE": "Council of Europe",
    "XCO": "Common Market for Eastern and Southern Africa",
    "XEC": "Economic Community of West African States",
    "XES": "Organization of Eastern Caribbean States",
    "XMP": "Parliamentary Assembly of the Mediterranean",
    "XOM": "Sovereign Military Order of Malta",
    "XPO": "INTERPOL",
    "XDC": "Southern African Development Community",
    "IAO": "International Civil Aviation Organization",
    "NTZ": "Neutral Zone",
    "XXA": "Stateless person",
    "XXB": "Refugee",
    "XXC": "Refugee other",
    "XXX": "Unspecified nationality",
    "UTO": "Utopia",
}
# ICAO's own sample state, and letters that samples carry and no state was ever assigned.
_SPECIMENS = frozenset({"UTO", "TST", "XYZ", "ZZZ"})

# What is printed or typed for a code that has another official form.
_CODES = {"D": "DEU", "UK": "GBR", "XK": "RKS", "XKX": "RKS", "KS": "RKS", "EU": "EUE", "ROM": "ROU"}
_NAMES = {
    "america": "USA",
    "bolivia": "BOL",
    "britain": "GBR",
    "brunei": "BRN",
    "burma": "MMR",
    "cape verde": "CPV",
    "congo brazzaville": "COG",
    "congo kinshasa": "COD",
    "dr congo": "COD",
    "drc": "COD",
    "east timor": "TLS",
    "england": "GBR",
    "falkland islands": "FLK",
    "great britain": "GBR",
    "holland": "NLD",
    "hong kong sar": "HKG",
    "ivory coast": "CIV",
    "macau": "MAC",
    "macedonia": "MKD",
    "micronesia": "FSM",
    "northern ireland": "GBR",
    "palestine": "PSE",
    "rep of korea": "KOR",
    "republic of china": "TWN",
    "republic of ireland": "IRL",
    "russia": "RUS",
    "scotland": "GBR",
    "state of palestine": "PSE",
    "swaziland": "SWZ",
    "turkey": "TUR",
    "uae": "ARE",
    "us of america": "USA",
    "vatican": "VAT",
    "vatican city": "VAT",
    "virgin islands us": "VIR",
    "wales": "GBR",
    "deutschland": "DEU",
    "espana": "ESP",
    "italia": "ITA",
    "brasil": "BRA",
    "polska": "POL",
    "nederland": "NLD",
    "belgique": "BEL",
    "belgie": "BEL",
    "osterreich": "AUT",
    "oesterreich": "AUT",
    "schweiz": "CHE",
    "suisse": "CHE",
    "svizzera": "CHE",
    "sverige": "SWE",
    "norge": "NOR",
    "danmark": "DNK",
    "suomi": "FIN",
    "hrvatska": "HRV",
    "cesko": "CZE",
    "eesti": "EST",
    "latvija": "LVA",
    "lietuva": "LTU",
    "magyarorszag": "HUN",
    "slovensko": "SVK",
    "slovenija": "SVN",
    "turkiye cumhuriyeti": "TUR",
    "viet nam": "VNM",
}


def country(text: str) -> str | None:
    """The three ICAO letters for a code or a plain name ("SG", "SGP", "Singapore" → "SGP"), or None.

    Codes are those of ISO 3166-1 and of ICAO 9303-3 section 5; "D", as German documents print it, is "DEU".
    """
    words = _words(text[:100])
    letters = words.replace(" ", "").upper()
    return _by_code(letters) or _names().get(words)


def is_specimen(code: str) -> bool:
    """Whether an issuing state or nationality exists on sample documents only."""
    return code.upper() in _SPECIMENS


def same_country(one: str, other: str) -> bool:
    """Whether two codes name one state; the kinds of British nationality (GBD…GBS) belong to GBR."""
    return _state(one) == _state(other)


def _state(code: str) -> str:
    return "GBR" if code in {"GBD", "GBN", "GBO", "GBP", "GBS"} else code


@cache
def _by_code(letters: str) -> str | None:
    if letters in _CODES:
        return _CODES[letters]
    if letters in _ICAO_NAMES:
        return letters
    known = pycountry.countries
    entry = known.get(alpha_2=letters) if len(letters) == 2 else known.get(alpha_3=letters)
    return str(entry.alpha_3) if entry else None


@cache
def _names() -> dict[str, str]:
    """Every name to its code: ISO's three kinds, turned round at the comma ("Korea, Republic of"), ICAO's and ours."""
    found: dict[str, str] = {}
    for entry in pycountry.countries:
        for kind in ("name", "common_name", "official_name"):
            name = getattr(entry, kind, "")
            head, _, tail = name.partition(", ")
            found |= {_words(form): entry.alpha_3 for form in (name, f"{tail} {head}") if form.strip()}
    found |= {_words(name): code for code, name in _ICAO_NAMES.items()}
    return found | {_words(name): code for name, code in _NAMES.items()}


def _words(text: str) -> str:
    """Lower-case words without accents, points and brackets; "St." and "&" as they are spoken."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode().lower()
    spaced = "".join(char if char.isalnum() else " " for char in plain.replace(".", "").replace("'", ""))
    return " ".join("saint" if word == "st" else word for word in spaced.split() if word != "the")
