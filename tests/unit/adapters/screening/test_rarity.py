"""How rare a word is, and what that says of chance."""

from __future__ import annotations

import pytest

from kyc.adapters.screening.rarity import rarity, share, telling


@pytest.mark.parametrize("names", [1, 13, 60_000, 2_000_000])
def test_a_word_of_one_name_is_as_rare_as_can_be(names: int) -> None:
    assert rarity(1, names) == pytest.approx(1.0)


def test_a_word_is_less_rare_the_more_names_hold_it() -> None:
    found = [rarity(holders, 60_000) for holders in (1, 10, 100, 1_000, 10_000)]
    assert found == sorted(found, reverse=True)
    assert rarity(60_000, 60_000) == pytest.approx(0.0, abs=0.001)


def test_in_a_large_list_rarity_is_the_share_itself() -> None:
    assert share(rarity(500, 2_000_000), 2_000_000) == pytest.approx(500 / 2_000_000, rel=0.01)


def test_in_a_short_list_a_word_of_one_name_is_not_a_common_one() -> None:
    assert share(rarity(1, 13), 13) < 1 / 20_000


def test_a_word_that_most_of_a_short_list_hold_is_common() -> None:
    assert share(rarity(10, 13), 13) > 1 / 300


@pytest.mark.parametrize("shared", [1.0, 0.1, 1e-5])
def test_a_share_tells_what_its_rarity_says(shared: float) -> None:
    assert share(telling(shared, 60_000), 60_000) == pytest.approx(shared)


def test_more_than_everybody_is_everybody() -> None:
    assert telling(3.0, 60_000) == 0.0
