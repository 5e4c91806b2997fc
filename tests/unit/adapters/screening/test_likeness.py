"""How alike two words are."""

from __future__ import annotations

import pytest

from kyc.adapters.screening.likeness import ALIKE, bare_bones, whole_likeness, word_likeness


def likeness(one: str, other: str, *, unvocalised: bool = False) -> float:
    return word_likeness(one, [other], unvocalised=unvocalised)[0]


def test_the_same_word_is_wholly_alike() -> None:
    assert likeness("sampleman", "sampleman") == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sampleman", "samplemann"),
        ("sampleman", "samlpeman"),
        ("viktor", "wiktor"),
        ("muhammad", "mohamed"),
        ("aleksandr", "alexander"),
        ("yusuf", "youssef"),
        ("hmd", "hamid"),
    ],
)
def test_slips_and_other_spellings_are_alike_but_not_the_same(one: str, other: str) -> None:
    assert ALIKE <= likeness(one, other) < 1.0


@pytest.mark.parametrize(("one", "other"), [("viktor", "petra"), ("ali", "lee"), ("chen", "zhao"), ("anna", "omar")])
def test_other_words_are_not_alike(one: str, other: str) -> None:
    assert likeness(one, other) < ALIKE


def test_one_common_consonant_is_not_the_same_sound() -> None:
    assert likeness("yan", "yun") < likeness("yasin", "yesin")


def test_others_keep_their_order() -> None:
    found = word_likeness("viktor", ["petra", "viktor", "victor"], unvocalised=False)
    assert found[1] == 1.0
    assert found[0] < found[2] < found[1]


def test_no_others_give_no_answers() -> None:
    assert word_likeness("viktor", [], unvocalised=False) == []


@pytest.mark.parametrize(
    ("consonants", "word"), [("hsyn", "hussein"), ("mhmd", "mohammad"), ("yqwb", "yaqoub"), ("sdm", "saddam")]
)
def test_a_word_without_vowels_is_found_by_its_consonants(consonants: str, word: str) -> None:
    assert likeness(consonants, word, unvocalised=True) > likeness(consonants, word) - 0.01
    assert likeness(consonants, word, unvocalised=True) >= 0.9


def test_a_w_may_be_a_vowel_except_at_the_beginning() -> None:
    assert (bare_bones("yqwb"), bare_bones("wld")) == ("kb", "vld")


@pytest.mark.parametrize(
    ("said", "listed", "unvocalised"),
    [
        (["abdal", "rahman"], ["abd", "alrahman"], False),
        (["abdalrahman"], ["abd", "al", "rahman"], False),
        (["njyb", "llh"], ["najibullah"], True),
    ],
)
def test_the_places_where_words_part_can_be_ignored(said: list[str], listed: list[str], unvocalised: bool) -> None:
    assert whole_likeness(said, listed, unvocalised=unvocalised) > 0.85


def test_other_names_are_unlike_as_a_whole() -> None:
    assert whole_likeness(["viktor", "sampleman"], ["petra", "publicova"], unvocalised=False) < 0.6
