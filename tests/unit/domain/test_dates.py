"""What was read as a date is one, or is none, and never raises; moments are printed in one form."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from kyc.domain.dates import iso_date, stamp


def test_an_iso_date_is_read() -> None:
    assert iso_date("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["", "1990-02-30", "900115", "15.01.1990", "1990-01", "not a date", "\0"])
def test_anything_else_is_none(text: str) -> None:
    assert iso_date(text) is None


def test_a_moment_is_printed_in_utc_with_milliseconds() -> None:
    assert stamp(datetime(2026, 11, 22, 17, 4, 10, 120_900, UTC)) == "2026-11-22T17:04:10.120Z"
    assert stamp(datetime(2026, 11, 22, 19, 4, 10, tzinfo=timezone(timedelta(hours=2)))) == "2026-11-22T17:04:10.000Z"


def test_where_there_is_no_moment_nothing_is_printed() -> None:
    assert stamp(None) is None
