"""Writes machine-readable zones with right check digits, for specimens: ICAO 9303 parts 4 to 7, section 4.2 each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from kyc.domain.mrz import FILLER, LAYOUTS, Layout, check_digit
from kyc.domain.names import zone_letters

_CODES = {"TD1": "I", "TD2": "I", "TD3": "P", "MRVA": "V", "MRVB": "V"}
_LONG_NUMBERS = ("TD1", "TD2")


def zone(
    layout: str,
    issuer: str,
    surname: str,
    given_names: str,
    number: str,
    nationality: str,
    birth: date,
    sex: str,
    expiry: date,
    optional: str = "",
    *,
    optional_more: str = "",
    code: str = "",
) -> tuple[str, ...]:
    """The rows of a zone; names are transliterated and truncated to fit, `code` defaults to the layout's own.

    `layout` is a name of `kyc.domain.mrz.LAYOUTS` with an expiry date; `optional_more` is in the middle row of TD1. A
    document number of more than nine characters continues in the optional field of TD1 and TD2 (parts 5 and 6, 4.2.2)
    and is truncated elsewhere.
    """
    plan, number = LAYOUTS[layout], number.upper()
    values = {
        "code": code or _CODES[layout],
        "issuer": issuer,
        "name": f"{zone_letters(surname)}{FILLER * 2}{zone_letters(given_names)}",
        "number": number,
        "nationality": nationality,
        "birth_date": f"{birth:%y%m%d}",
        "sex": sex if sex in ("M", "F") else FILLER,
        "expiry_date": f"{expiry:%y%m%d}",
        "optional": optional.upper(),
        "optional_more": optional_more.upper(),
    }
    goes_on = len(number) > 9 and layout in _LONG_NUMBERS
    if goes_on:
        values["optional"] = f"{number[9:]}{check_digit(number)}{FILLER}{values['optional']}"
    return _filled(plan, values, without_check="number" if goes_on else "")


td1, td2, td3 = partial(zone, "TD1"), partial(zone, "TD2"), partial(zone, "TD3")
"""Identity cards (part 5, three rows of 30), cards of part 6 (two of 36) and passports (part 4, two of 44)."""
mrva, mrvb = partial(zone, "MRVA"), partial(zone, "MRVB")
"""Visas of both sizes (part 7): two rows of 44 or 36, with no check digit over the whole."""


def _filled(plan: Layout, values: Mapping[str, str], without_check: str) -> tuple[str, ...]:
    """The values in their places, then the check digit of each field, then the one over all of them."""
    text = [FILLER] * (plan.rows * plan.width)
    for name, (start, end) in plan.spans.items():
        text[start:end] = values[name].ljust(end - start, FILLER)[: end - start]
    for name, place in plan.checks.items():
        text[place] = FILLER if name == without_check else check_digit("".join(text[slice(*plan.spans[name])]))
    if plan.composite_at is not None:
        text[plan.composite_at] = check_digit("".join("".join(text[start:end]) for start, end in plan.composite))
    return tuple("".join(text[row * plan.width : (row + 1) * plan.width]) for row in range(plan.rows))
