"""Dates as documents print them, in figures or with a month's name in the languages of the Latin alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kyc.adapters.documents.words import plain

_MONTHS = {
    1: "JAN JANUARY JANV JANVIER ENE ENERO GEN STY TAMMI OCA LED SIJ",
    2: "FEB FEBRUARY FEV FEVR FEVRIER LUT HELMI SUB UNO",
    3: "MAR MARCH MARS MRT MAER MARZO MAALIS BRE OZU",
    4: "APR APRIL AVR AVRIL ABR KWI HUHTI NIS DUB TRA",
    5: "MAY MAI MEI MAJ MAG MAYO TOUKO KVE SVI",
    6: "JUN JUNE JUIN GIU CZE JUNI KESA HAZ CER LIP",
    7: "JUL JULY JUIL JUILLET LUG HEINA TEM CVC SRP JULI",
    8: "AUG AUGUST AOU AOUT AGO SIE ELO SRP KOL",
    9: "SEP SEPT SEPTEMBER SET WRZ SYYS EYL ZAR RUJ",
    10: "OCT OCTOBER OKT OTT OUT PAZ LOKA EKI RIJ LIS",
    11: "NOV NOVEMBER LIS MARRAS KAS STU",
    12: "DEC DECEMBER DEZ DIC DES GRU JOULU ARA PRO",
}
_NUMBERS: dict[str, set[int]] = {}
for _number, _names in _MONTHS.items():
    for _name in _names.split():
        _NUMBERS.setdefault(_name, set()).add(_number)

_FIGURES = re.compile(r"(?<!\d)(\d{1,2})([ ./-]{1,2})(\d{1,2})[ ./-]{1,2}(\d{4}|\d{2})(?!\d)")
# A point that was not seen: "21.121971".
_RUN_TOGETHER = re.compile(r"(?<!\d)(\d{2})[ ./-](\d{2})(\d{4})(?!\d)|(?<!\d)(\d{2})(\d{2})[ ./-](\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[ ./-]{1,2}(\d{1,2})[ ./-]{1,2}(\d{1,2})(?!\d)")
_NAMED = re.compile(r"(?<!\d)(\d{1,2})[ .]*([A-Z]{3,9}(?:[ /.]+[A-Z]{3,9}){0,2})[ ./]*(\d{4}|\d{2})(?!\d)")


def dates_in(text: str) -> set[str]:
    """Every reading of every date in a text as YYMMDD; "01/02/2030" has two, because nobody says which order it is."""
    words = plain(text)
    return {
        f"{year % 100:02d}{month:02d}{day:02d}" for year, month, day in _parts(words) if _possible(year, month, day)
    }


def _parts(words: str) -> Iterator[tuple[int, int, int]]:
    for first, sign, second, year in _FIGURES.findall(words):
        yield int(year), int(second), int(first)
        # The month comes first in the United States, which write a stroke or a dash.
        if "/" in sign or "-" in sign:
            yield int(year), int(first), int(second)
    for match in _RUN_TOGETHER.finditer(words):
        day, month, year = (part for part in match.groups() if part)
        yield int(year), int(month), int(day)
    for year, month, day in _YEAR_FIRST.findall(words):
        yield int(year), int(month), int(day)
    for day, names, year in _NAMED.findall(words):
        for name in re.split(r"[ /.]+", names):
            for month_number in next((found for size in (9, 5, 4, 3) if (found := _NUMBERS.get(name[:size]))), ()):
                yield int(year), month_number, int(day)


def _possible(year: int, month: int, day: int) -> bool:
    try:
        date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return False
    return True
