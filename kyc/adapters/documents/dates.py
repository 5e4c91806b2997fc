"""Dates as documents print them, in digits or with a month's name in languages written in the Latin alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kyc.adapters.documents.words import plain

# The names that documents print, short and full, without accents; a name may mean two months in two languages (LIP is
# June in Croatian and July in Polish).
_MONTHS = {
    1: "JAN JANUARY JANV JANVIER JANNER JANUAR ENE ENERO GEN GENNAIO STY TAMMI OCA OCAK LED LEDEN SIJ IAN SAU JAAN EAN",
    2: "FEB FEBRUARY FEV FEVR FEVRIER FEBBRAIO FEBRUAR LUT HELMI SUB SUBAT UNO UNOR VEL VAS VEEBR FEBR FEA SHK",
    3: "MAR MARCH MARS MRT MAART MRZ MAER MAERZ MARZ MARZO MARCO MAALIS BRE BREZEN OZU MARC KOV MARTS MARTIE MAC",
    4: "APR APRIL AVR AVRIL ABR ABRIL APRILE KWI HUHTI NIS NISAN DUB DUBEN TRA BAL AIB PRI",
    5: "MAY MAI MEI MAJ MAG MAGGIO MAYO MAIO MAYIS TOUKO KVE KVETEN SVI GEG BEA",
    6: "JUN JUNE JUIN GIU GIUGNO JUNI JUNIO JUNHO CZE KESA HAZ HAZIRAN CER CERVEN CVN LIP IUN JUUNI BIR MEI QER",
    7: "JUL JULY JUIL JUILLET LUG LUGLIO JULI JULIO JULHO HEINA TEM TEMMUZ CVC CERVENEC SRP LIP IUL JUULI LIE KOR",
    8: "AUG AUGUST AOU AOUT AGO AGOSTO AUGUSTUS SIE ELO SRP SRPEN KOL AGU AGUSTOS AVG RGP LUN GUS OGOS",
    9: "SEP SEPT SEPTEMBER SEPTEMBRE SET SETTEMBRE SETEMBRO WRZ SYYS EYL EYLUL ZAR ZARI RUJ SZE SZEPT RGS MFO SHT",
    10: "OCT OCTOBER OCTOBRE OKT OKTOBER OTT OTTOBRE OUT OUTUBRO PAZ LOKA EKI EKIM RIJ RIJEN LIS SPA DFO TET",
    11: "NOV NOVEMBER NOVEMBRE NOVEMBRO LIS LISTOPAD MARRAS KAS KASIM STU NOI LAP SAM NEN",
    12: "DEC DECEMBER DECEMBRE DEZ DEZEMBER DIC DICEMBRE DES DESEMBER GRU JOULU ARA ARALIK PRO PROSINEC DETS NOL DHJ",
}
_NUMBERS: dict[str, set[int]] = {}
for _number, _names in _MONTHS.items():
    for _name in _names.split():
        _NUMBERS.setdefault(_name, set()).add(_number)

_FIGURES = re.compile(r"(?<!\d)(\d{1,2})([ ./-]{1,3})(\d{1,2})[ ./-]{1,3}(\d{4}|\d{2})(?!\d)")
# A point that was not recognised: "21.121971".
_ONE_SIGN = re.compile(r"(?<!\d)(\d{2})[ ./-](\d{2})(\d{4})(?!\d)|(?<!\d)(\d{2})(\d{2})[ ./-](\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[ ./-]{1,3}(\d{1,2})[ ./-]{1,3}(\d{1,2})(?!\d)")
_NO_SIGN = re.compile(r"(?<![A-Z0-9])(\d{8})(?![A-Z0-9])")
# A personal number may follow the year without a gap (Dutch passports).
_YEAR = r"((?:19|20)\d\d(?=\d{7})|\d{4}(?!\d)|\d{2}(?!\d))"
_NAMED = re.compile(rf"(?<!\d)(\d{{1,2}})[ .]*([A-Z]{{3,9}}(?:[ /.-]+[A-Z]{{3,9}}){{0,2}})[ ./-]*{_YEAR}")
# American forms write the month first ("Jan 15, 1990").
_NAME_FIRST = re.compile(r"(?<![A-Z])([A-Z]{3,9})[ .]+(\d{1,2}),? +(\d{4})(?!\d)")


def dates_in(text: str, *, month_first: bool = False) -> set[str]:
    """Every reading of every date in a text as YYMMDD, including days that do not exist (29.02.2011).

    "01/02/2030" has two readings, because the order is unknown, unless `month_first` states it.
    """
    return {_short(*part) for part in _parts(plain(text), month_first=month_first) if _plausible(*part)}


def run_together(text: str, *, month_first: bool = False) -> set[str]:
    """Every reading of eight digits without a separator; trusted only beside the label of a date."""
    found = set()
    for digits in _NO_SIGN.findall(plain(text)):
        year_first = (int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        first, second, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
        last = (year, first, second) if month_first else (year, second, first)
        found |= {_short(*part) for part in (year_first, last) if _plausible(*part) and 1900 <= part[0] < 2100}
    return found


def _parts(words: str, *, month_first: bool) -> Iterator[tuple[int, int, int]]:
    for first, sign, second, year in _FIGURES.findall(words):
        american_sign = "/" in sign or "-" in sign
        if not (month_first and american_sign):
            yield int(year), int(second), int(first)
        # The month comes first in the United States, which use a slash or a dash.
        if american_sign:
            yield int(year), int(first), int(second)
    for match in _ONE_SIGN.finditer(words):
        day, month, year = (part for part in match.groups() if part)
        yield int(year), int(month), int(day)
    for year, month, day in _YEAR_FIRST.findall(words):
        yield int(year), int(month), int(day)
    for day, names, year in [*_NAMED.findall(words), *((d, n, y) for n, d, y in _NAME_FIRST.findall(words))]:
        for month_number in _months(names):
            yield int(year), month_number, int(day)


def _months(names: str) -> set[int]:
    """The months that all names can mean ("MEI/JUN" is June: Irish and English), else all that any of them means."""
    meant = [found for name in re.split(r"[ /.-]+", names) if (found := _month(name))]
    common = set.intersection(*meant) if meant else set()
    return common or set().union(*meant)


def _month(name: str) -> set[int]:
    return next((_NUMBERS[name[:size]] for size in (9, 8, 7, 6, 5, 4, 3) if name[:size] in _NUMBERS), set())


def _short(year: int, month: int, day: int) -> str:
    return f"{year % 100:02d}{month:02d}{day:02d}"


def _plausible(_: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31
