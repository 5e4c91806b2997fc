"""How far two names are the same name."""

from __future__ import annotations

import pytest

from kyc.adapters.screening.alignment import Alignment, NameMatch
from kyc.adapters.screening.index import ListedName
from kyc.adapters.screening.query import Query, QueryWord, joined_word


def word(place: int, text: str, weight: float, alike: dict[str, float]) -> QueryWord:
    return QueryWord(text, (place,), weight, alike, dict.fromkeys(alike, weight))


def query(*words: QueryWord, unvocalised: bool = False) -> Query:
    return Query(words, (), unvocalised)


def said(*words: str, weight: float = 1.0, **alike: dict[str, float]) -> Query:
    """Query words, each like itself and like what `alike` says."""
    return query(*(word(i, text, weight, {text: 1.0} | alike.get(text, {})) for i, text in enumerate(words)))


def listed(*words: str, weights: tuple[float, ...] = (), weak: bool = False) -> ListedName:
    return ListedName(1, weak, words, weights or (1.0,) * len(words))


def match(asked: Query, name: ListedName) -> NameMatch:
    return Alignment(asked).match(name)


@pytest.mark.parametrize("words", [("viktor", "sampleman"), ("sampleman", "viktor")])
def test_the_order_of_words_does_not_matter(words: tuple[str, ...]) -> None:
    assert match(said(*words), listed("viktor", "sampleman")) == NameMatch(1.0, 2.0)


def test_a_name_left_out_costs_less_than_a_name_that_is_not_listed() -> None:
    left_out = match(said("viktor", "sampleman"), listed("viktor", "petrovich", "sampleman"))
    not_listed = match(said("viktor", "petrovich", "sampleman"), listed("viktor", "sampleman"))
    assert not_listed.likeness < left_out.likeness < 1.0


def test_a_misspelt_word_counts_by_its_likeness() -> None:
    asked = said("victor", "sampleman", victor={"viktor": 0.92})
    assert match(asked, listed("viktor", "sampleman")).likeness == pytest.approx(0.96)


def test_each_listed_word_answers_one_word_only() -> None:
    once = match(said("viktor", "viktor"), listed("viktor", "sampleman"))
    assert once.likeness < 0.6


def test_the_more_alike_pair_is_taken_first() -> None:
    asked = said("ana", "anna", ana={"anna": 0.9}, anna={"ana": 0.9})
    assert match(asked, listed("anna", "ana")).likeness == 1.0


def test_a_rare_word_that_differs_costs_more_than_a_common_one() -> None:
    name = listed("muhammad", "zubeyrov", weights=(0.3, 1.0))
    common, rare = word(0, "muhammad", 0.3, {"muhammad": 1.0}), word(1, "zubeyrov", 1.0, {"zubeyrov": 1.0})
    other_given = match(query(word(0, "ahmad", 0.3, {}), rare), name)
    other_surname = match(query(common, word(1, "petrov", 1.0, {})), name)
    assert other_surname.likeness < 0.4 < other_given.likeness


def test_one_word_in_common_is_only_half_a_sign() -> None:
    alone = match(said("sampleman"), listed("viktor", "sampleman"))
    assert alone.likeness < 0.65
    assert match(said("sampleman"), listed("sampleman")).likeness == 1.0


@pytest.mark.parametrize("words", [("v", "sampleman"), ("viktor", "s")])
def test_an_initial_agrees_with_its_word_and_tells_little(words: tuple[str, ...]) -> None:
    found = match(said(*words), listed("viktor", "sampleman"))
    assert 0.9 < found.likeness < 1.0
    assert found.telling < 1.2


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


def test_an_agreement_of_words_only_alike_tells_what_the_query_says() -> None:
    asked = query(QueryWord("victor", (0,), 1.0, {"viktor": 0.92}, {"viktor": 0.4}))
    assert match(asked, listed("viktor")).telling == 0.4


def test_nothing_in_common_is_nothing() -> None:
    assert match(said("petra", "publicova"), listed("viktor", "sampleman")) == NameMatch(0.0, 0.0)


def test_consonants_alone_can_name_somebody() -> None:
    words = word(0, "njyb", 1.0, {}), word(1, "llh", 1.0, {}), word(2, "mhmd", 1.0, {"muhammad": 0.92})
    name = listed("najibullah", "muhammad")
    assert match(query(*words, unvocalised=True), name).likeness > 0.9
    assert match(query(*words), name).likeness < 0.6


def test_consonants_alone_tell_less_than_the_words_would() -> None:
    words = word(0, "nj", 1.0, {}), word(1, "yb", 1.0, {})
    assert match(query(*words, unvocalised=True), listed("najib")).telling < 0.6


@pytest.mark.parametrize(("asked", "name"), [("nader jalai", "nader kalai"), ("aki mamluk", "ali mamluk")])
def test_a_slip_in_the_first_letter_is_seen_when_the_rest_agrees(asked: str, name: str) -> None:
    assert match(said(*asked.split()), listed(*name.split())).likeness > 0.85


def test_words_that_are_left_tell_half_of_what_they_weigh() -> None:
    assert match(said("nader", "jalai"), listed("nader", "kalai")).telling == 1.5


def test_many_words_that_are_left_are_not_compared() -> None:
    asked = said("viktor", *(f"sample{letter}" for letter in "abcd"))
    name = listed("viktor", *(f"sample{letter}" for letter in "klmn"))
    assert match(asked, name).telling == 1.0


def test_two_words_that_the_list_writes_as_one_agree_with_it() -> None:
    words = said("guo", "ying", "wang").words
    asked = Query(words, (joined_word(words[0], words[1], {"guoying": 1.0}),), unvocalised=False)
    assert match(asked, listed("wang", "guoying")).likeness > 0.95


def test_one_word_that_the_list_writes_as_two_agrees_with_both() -> None:
    assert match(said("wang", "guoying"), listed("guo", "ying", "wang")).likeness == 1.0
