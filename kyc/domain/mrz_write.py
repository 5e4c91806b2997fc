"""Writes the machine-readable zone of a passport, for specimens: ICAO 9303-4 section 4.2."""

from __future__ import annotations

from datetime import date

from kyc.domain.mrz import FILLER, check_digit
from kyc.domain.names import zone_letters


def td3(
    issuer: str,
    surname: str,
    given_names: str,
    number: str,
    nationality: str,
    birth: date,
    sex: str,
    expiry: date,
    optional: str = "",
) -> tuple[str, str]:
    """The two rows of 44 characters with right check digits; names are rewritten and cut to their room."""
    names = f"{zone_letters(surname)}{FILLER * 2}{zone_letters(given_names)}"
    upper = f"P<{issuer.ljust(3, FILLER)}{names}"[:44].ljust(44, FILLER)
    who = _checked(number.upper().ljust(9, FILLER)[:9])
    born, ends = _checked(f"{birth:%y%m%d}"), _checked(f"{expiry:%y%m%d}")
    free = _checked(optional.upper().ljust(14, FILLER)[:14])
    lower = f"{who}{nationality.ljust(3, FILLER)}{born}{sex if sex in 'MF' else FILLER}{ends}{free}"
    return upper, lower + check_digit(who + born + ends + free)


def _checked(value: str) -> str:
    return value + check_digit(value)
