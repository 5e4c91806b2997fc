"""A name as the index knows it."""

from __future__ import annotations

import pytest

from kyc.adapters.screening.query import adjacent, joined_word, query_word
from kyc.adapters.screening.rarity import share, telling


def test_only_listed_words_that_are_like_it_count() -> None:
    word = query_word(0, "viktor", {"viktor": 0.5, "victor": 0.6, "petra": 1.0}, 1000, unvocalised=False)
    assert set(word.alike) == {"viktor", "victor"}
    assert word.alike["viktor"] == 1.0 > word.alike["victor"]


def test_a_word_weighs_what_the_listed_word_most_like_it_weighs() -> None:
    assert query_word(0, "viktor", {"viktor": 0.5, "victor": 0.6}, 1000, unvocalised=False).weight == 0.5


def test_a_word_that_no_list_has_weighs_as_much_as_the_rarest() -> None:
    word = query_word(0, "quill", {}, 1000, unvocalised=False)
    assert (word.weight, word.alike, word.telling) == (1.0, {}, {})


def test_an_agreement_with_a_word_that_is_only_like_it_tells_less() -> None:
    word = query_word(0, "viktor", {"viktor": 0.5, "victor": 0.6}, 1000, unvocalised=False)
    assert word.telling["viktor"] == pytest.approx(0.5)
    assert word.telling["victor"] == pytest.approx(telling(share(0.5, 1000) + share(0.6, 1000), 1000))
    assert word.telling["victor"] < 0.5


def test_two_words_written_as_one_stand_for_both() -> None:
    guo, ying = (query_word(i, word, {}, 1000, unvocalised=False) for i, word in enumerate(["guo", "ying"]))
    joined = joined_word(guo, ying, {"guoying": 0.9})
    assert (joined.text, joined.places, joined.weight) == ("guoying", (0, 1), 2.0)
    assert 0.9 < joined.alike["guoying"] < 1.0


def test_each_word_has_one_neighbour_after_it() -> None:
    assert adjacent(["a", "b", "c"]) == [(0, "ab"), (1, "bc")]
    assert adjacent(["a"]) == []
