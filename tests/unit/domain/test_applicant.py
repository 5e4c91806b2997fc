"""Document numbers as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.domain.applicant import Applicant, number_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("A1234567", "A1234567"),
        (" a 123-45.67 ", "A1234567"),
        ("L898902C3<", "L898902C3"),
        ("№ 45 08 123456", "4508123456"),
        ("---", ""),
        ("", ""),
    ],
)
def test_signs_and_case_do_not_count(written: str, key: str) -> None:
    assert number_key(written) == key


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(written: str) -> None:
    key = number_key(written)
    assert number_key(key) == key
    assert number_key(f" {written}-") == key


@given(st.text("ABC123", min_size=1, max_size=20), st.text("ABC123", min_size=1, max_size=20))
def test_different_numbers_stay_different(one: str, other: str) -> None:
    assert (number_key(one) == number_key(other)) is (one == other)


def test_everything_about_an_applicant_is_optional() -> None:
    assert {getattr(Applicant(), name) for name in Applicant.__slots__} == {None}
