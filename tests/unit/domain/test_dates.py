"""What was read as a date is one, or is none; it never raises."""

from __future__ import annotations

from datetime import date

import pytest

from kyc.domain.dates import iso_date


def test_an_iso_date_is_read() -> None:
    assert iso_date("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["", "1990-02-30", "900115", "15.01.1990", "1990-01", "not a date", "\0"])
def test_anything_else_is_none(text: str) -> None:
    assert iso_date(text) is None
