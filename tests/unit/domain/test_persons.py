"""Two records are two people only where something that is known of both differs."""

from __future__ import annotations

import pytest

from kyc.domain.persons import Known, are_two

ANA = Known("ANA MARIA SAMPLE", "Ana Sample", "1990-01-15")


@pytest.mark.parametrize(
    "other",
    [
        ANA,
        Known("ANA MARIA SAMPLE"),
        Known("SAMPLE ANA MARIA", "Ana Maria Sample", "1990-01-15"),
        Known("ANA MAR1A SAMPLE", None, "1990-01-15"),
        Known(declared="Ana Sample"),
        Known(declared="Sample, Ana"),
        Known(born="1990-01-15"),
    ],
)
def test_one_persons_second_record_is_one_person(other: Known) -> None:
    assert not are_two(ANA, other)
    assert not are_two(other, ANA)


@pytest.mark.parametrize(
    "other",
    [
        Known("BERTHA OTHER", "Bertha Other", "1971-12-01"),
        Known("BERTHA OTHER"),
        Known(declared="Bertha Other"),
        Known("ANA MARIA SAMPLE", "Bertha Other", "1990-01-15"),
        Known("BERTHA OTHER", "Ana Sample", "1990-01-15"),
        Known("ANA MARIA SAMPLE", "Ana Sample", "1991-01-15"),
        Known(born="1991-01-15"),
    ],
)
def test_another_name_or_another_birth_date_is_another_person(other: Known) -> None:
    assert are_two(ANA, other)
    assert are_two(other, ANA)


@pytest.mark.parametrize("other", [Known(), ANA, Known("BERTHA OTHER")])
def test_of_whom_nothing_is_known_nobody_says_that_it_is_another(other: Known) -> None:
    assert not are_two(Known(), other)


def test_a_name_of_another_script_is_compared_by_its_sound() -> None:
    assert not are_two(Known("IVAN PETROV"), Known(declared="Иван Петров"))
    assert not are_two(Known("JUERGEN MUELLER"), Known("JURGEN MULLER"))


def test_a_name_is_compared_across_only_where_nothing_else_can_be() -> None:
    assert not are_two(Known("ANA MARIA SAMPLE", "Annie"), Known(None, "Annie"))
    assert are_two(Known("ANA MARIA SAMPLE"), Known(None, "Bertha Other"))
