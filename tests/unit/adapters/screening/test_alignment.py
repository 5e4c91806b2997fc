"""How far two names are the same name."""

from __future__ import annotations

import pytest

from kyc.adapters.screening.alignment import NameMatch, name_match
from kyc.adapters.screening.index import ListedName, QueryWord


def said(*words: str, weight: float = 1.0, **alike: dict[str, float]) -> list[QueryWord]:
    """Query words, each like itself and like what `alike` says."""
    return [QueryWord(word, weight, {word: 1.0} | alike.get(word, {})) for word in words]


def listed(*words: str, weights: tuple[float, ...] = (), weak: bool = False) -> ListedName:
    return ListedName(1, weak, words, weights or (1.0,) * len(words))


def match(query: list[QueryWord], name: ListedName) -> NameMatch:
    return name_match(query, name, unvocalised=False)


@pytest.mark.parametrize("words", [("viktor", "sampleman"), ("sampleman", "viktor")])
def test_the_order_of_words_does_not_matter(words: tuple[str, ...]) -> None:
    assert match(said(*words), listed("viktor", "sampleman")) == NameMatch(1.0, 2.0)


def test_a_name_left_out_costs_less_than_a_name_that_is_not_listed() -> None:
    left_out = match(said("viktor", "sampleman"), listed("viktor", "petrovich", "sampleman"))
    not_listed = match(said("viktor", "petrovich", "sampleman"), listed("viktor", "sampleman"))
    assert not_listed.likeness < left_out.likeness < 1.0


def test_a_misspelt_word_counts_by_its_likeness() -> None:
    query = said("victor", "sampleman", victor={"viktor": 0.92})
    assert match(query, listed("viktor", "sampleman")).likeness == pytest.approx(0.96)


def test_each_listed_word_answers_one_word_only() -> None:
    once = match(said("viktor", "viktor"), listed("viktor", "sampleman"))
    assert once.likeness < 0.6


def test_the_more_alike_pair_is_taken_first() -> None:
    query = said("ana", "anna", ana={"anna": 0.9}, anna={"ana": 0.9})
    assert match(query, listed("anna", "ana")).likeness == 1.0


def test_a_rare_word_that_differs_costs_more_than_a_common_one() -> None:
    name = listed("muhammad", "zubeyrov", weights=(0.3, 1.0))
    common, rare = QueryWord("muhammad", 0.3, {"muhammad": 1.0}), QueryWord("zubeyrov", 1.0, {"zubeyrov": 1.0})
    other_given = match([QueryWord("ahmad", 0.3, {}), rare], name)
    other_surname = match([common, QueryWord("petrov", 1.0, {})], name)
    assert other_surname.likeness < 0.4 < other_given.likeness


def test_one_word_in_common_is_only_half_a_sign() -> None:
    alone = match(said("sampleman"), listed("viktor", "sampleman"))
    assert alone.likeness < 0.65
    assert match(said("sampleman"), listed("sampleman")).likeness == 1.0


@pytest.mark.parametrize("words", [("v", "sampleman"), ("viktor", "s")])
def test_an_initial_agrees_with_its_word_and_tells_little(words: tuple[str, ...]) -> None:
    found = match(said(*words), listed("viktor", "sampleman"))
    assert 0.9 < found.likeness < 1.0
    assert found.telling < 1.5


def test_another_initial_does_not_agree() -> None:
    wrong = match(said("p", "sampleman"), listed("viktor", "sampleman"))
    assert wrong.likeness < match(said("v", "sampleman"), listed("viktor", "sampleman")).likeness - 0.2


def test_a_weak_alias_is_a_weaker_sign() -> None:
    weak = match(said("viktor", "sampleman"), listed("viktor", "sampleman", weak=True))
    assert weak.likeness == pytest.approx(0.85)


def test_words_parted_in_other_places_are_the_same_name() -> None:
    found = match(said("abdalrahman", "sampleman"), listed("abd", "al", "rahman", "sampleman"))
    assert found.likeness > 0.95
    assert found.telling == 4.0


def test_nothing_in_common_is_nothing() -> None:
    assert match(said("petra", "publicova"), listed("viktor", "sampleman")) == NameMatch(0.0, 0.0)


def test_consonants_alone_can_name_somebody() -> None:
    query = [QueryWord("njyb", 1.0, {}), QueryWord("llh", 1.0, {}), QueryWord("mhmd", 1.0, {"muhammad": 0.92})]
    assert name_match(query, listed("najibullah", "muhammad"), unvocalised=True).likeness > 0.9
    assert name_match(query, listed("najibullah", "muhammad"), unvocalised=False).likeness < 0.6
