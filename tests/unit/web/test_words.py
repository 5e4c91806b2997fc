"""The kinds of text that the doors take."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kyc.web import words


def taken(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value)


def code(kind: Any, value: object) -> str:
    """Why a value is not taken."""
    with pytest.raises(ValidationError) as refusal:
        taken(kind, value)
    return str(refusal.value.errors()[0]["type"])


@pytest.mark.parametrize("text", ["a", " a", "a\nb", "Ñ", "王小明", "😀", "x" * 400])
def test_a_name_is_any_visible_text(text: str) -> None:
    assert taken(words.Name, text) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "string_too_short"),
        (" ", "string_pattern_mismatch"),
        ("\n\t", "string_pattern_mismatch"),
        ("\0", "string_pattern_mismatch"),
        ("a\0", "string_pattern_mismatch"),
        ("x" * 401, "string_too_long"),
    ],
)
def test_a_name_needs_something_to_see_and_no_nul(text: str, why: str) -> None:
    assert code(words.Name, text) == why


@given(st.text(min_size=1, max_size=50))
def test_visible_text_is_what_stripping_leaves_something_of(text: str) -> None:
    kind = TypeAdapter(Annotated[str, words.visible(50)])
    fine = bool(text.strip()) and "\0" not in text
    try:
        assert kind.validate_python(text) == text
    except ValidationError:
        # Rust's \s and Python's strip differ on a few separators; both call them blank or both do not store NUL.
        assert not fine or any(char in text for char in "\x1c\x1d\x1e\x1f")


@pytest.mark.parametrize("text", ["SG", "sgp", "Singapore", "Côte d'Ivoire", "Korea, Republic of", "UTO"])
def test_a_country_is_a_code_or_a_name(text: str) -> None:
    assert taken(words.Country, text) == text


@pytest.mark.parametrize("text", ["Narnia", "ZZ", "S G P X"])
def test_an_unknown_country_is_named_as_one(text: str) -> None:
    assert code(words.Country, text) == "unknown_country"


@pytest.mark.parametrize("text", ["passport", "Driver's licence", "ID card", "national-id"])
def test_a_kind_of_document_has_many_words(text: str) -> None:
    assert taken(words.Kind, text) == text


def test_an_unknown_kind_of_document_is_named_as_one() -> None:
    assert code(words.Kind, "library card") == "unknown_document_type"


@pytest.mark.parametrize(("text", "fine"), [("A1", True), ("é1", True), ("--", False), ("...", False)])
def test_a_number_has_a_letter_or_a_digit(text: str, fine: bool) -> None:
    if fine:
        assert taken(words.Number, text) == text
    else:
        assert code(words.Number, text) == "invalid_document_number"


@pytest.mark.parametrize(
    "url",
    [
        "https://partner.example",
        "http://partner.example:8080/a/b?c=d#e",
        "https://xn--nxasmq6b.example/ü",
        "https://[2001:db8::1]/hooks",
    ],
)
def test_an_address_is_http_to_a_host(url: str) -> None:
    assert taken(words.Url, url) == url


@pytest.mark.parametrize(
    "url",
    [
        "partner.example",
        "ftp://partner.example",
        "https://",
        "https://user@partner.example",
        "https://user:secret@partner.example",
        "https://partner.example:0/",
        "https://partner.example:99999/",
        "https://[::1",
        "https://partner.example/a b",
        "https://partner.example\\@evil.example",
        "https://partner.example/\r\nx",
        'https://partner.example/"onclick=',
        "javascript:alert(1)//https://",
        "data:text/html,x",
    ],
)
def test_what_two_parsers_might_read_differently_is_no_address(url: str) -> None:
    assert code(words.Url, url) in ("invalid_url", "string_pattern_mismatch")


@pytest.mark.parametrize("day", [date(1880, 1, 1), date(1990, 1, 15), datetime.now(UTC).date()])
def test_a_birth_lies_within_living_memory(day: date) -> None:
    assert taken(words.BirthDate, day) == day


@pytest.mark.parametrize("day", [date(1879, 12, 31), datetime.now(UTC).date() + timedelta(days=2), date(1, 1, 1)])
def test_a_birth_before_that_or_to_come_is_none(day: date) -> None:
    assert code(words.BirthDate, day) == "invalid_date_of_birth"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21", datetime(2026, 11, 21, tzinfo=UTC)),
        ("2026-11-21T10:30Z", datetime(2026, 11, 21, 10, 30, tzinfo=UTC)),
        ("2026-11-21t10:30:05.25z", datetime(2026, 11, 21, 10, 30, 5, 250_000, tzinfo=UTC)),
        ("2026-11-21 12:30:00+02:00", datetime(2026, 11, 21, 10, 30, tzinfo=UTC)),
        ("2026-11-21T10:30:00", datetime(2026, 11, 21, 10, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_utc(text: str, moment: datetime) -> None:
    assert taken(words.Moment, text) == moment


@pytest.mark.parametrize("text", ["", "now", "20261121", "2026-W47", "2026-13-01", "2026-11-21T25:00", "1763719200"])
def test_other_words_are_no_moment(text: str) -> None:
    assert code(words.Moment, text) == "invalid_moment"


@pytest.mark.parametrize("value", ["", "x" * 500, 0, -(2**53), 1.5, True, None])
def test_metadata_holds_plain_values(value: object) -> None:
    assert taken(words.Plain, value) == value


@pytest.mark.parametrize("value", ["x" * 501, "a\0b", 2**53 + 1, float("nan"), float("inf"), [], {}, b"x"])
def test_metadata_holds_nothing_else(value: object) -> None:
    assert code(words.Plain, value) == "invalid_metadata"
