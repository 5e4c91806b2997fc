"""The fields of a specimen document, in print, in its machine-readable zone and in its barcode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kyc.domain.mrz_write import zone


@dataclass(frozen=True, slots=True)
class SpecimenFields:
    """The fields on the page; `sex` is M, F or X, states are three letters of ICAO 9303-3."""

    surname: str
    given_names: str
    number: str
    birth_date: date
    expiry_date: date
    sex: str = "F"
    nationality: str = "UTO"
    issuing_state: str = "UTO"
    issue_date: date | None = None
    birth_place: str = "SAMPLETOWN"
    address: tuple[str, str] = ("2570 24TH STREET", "SAMPLETOWN")

    @property
    def zone(self) -> tuple[str, ...]:
        """The two rows of a passport's machine-readable zone, with correct check digits."""
        return self.zone_of("TD3")

    def zone_of(self, layout: str, code: str = "") -> tuple[str, ...]:
        """The zone in a layout of `kyc.domain.mrz.LAYOUTS`, with `code` in place of the usual document code."""
        states = self.issuing_state, self.nationality
        names, days = (self.surname, self.given_names), (self.birth_date, self.expiry_date)
        return zone(layout, states[0], *names, self.number, states[1], days[0], self.sex, days[1], code=code)

    @property
    def issued(self) -> date:
        """The date of issue: ten years before the expiry, unless another is given."""
        ten_years_before = self.expiry_date.replace(year=self.expiry_date.year - 10, day=min(self.expiry_date.day, 28))
        return self.issue_date or ten_years_before

    @property
    def printed_sex(self) -> str:
        return self.sex if self.sex in ("M", "F") else "X"

    @property
    def printed_nationality(self) -> str:
        return "UTOPIAN" if self.nationality == "UTO" else self.nationality


def with_month(day: date) -> str:
    """As passports print a date: 15 JAN 1990."""
    months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
    return f"{day.day:02d} {months[3 * day.month - 3 : 3 * day.month]} {day.year}"


def with_points(day: date) -> str:
    """As European cards print a date: 15.01.1990."""
    return f"{day:%d.%m.%Y}"


def with_strokes(day: date) -> str:
    """As American licences print a date, the month first: 01/15/1990."""
    return f"{day:%m/%d/%Y}"
