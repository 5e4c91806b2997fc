"""What stays of a word through transliteration."""

from __future__ import annotations

import pytest

from kyc.adapters.screening.skeleton import neighbours, skeleton


@pytest.mark.parametrize(
    "words",
    [
        ("mohammed", "muhamad", "mohamed", "muhammad"),
        ("sergey", "sergei", "sergiy"),
        ("khruschev", "hrushchev", "khrushchev"),
        ("yusuf", "youssef", "iosif"),
        ("chekhov", "chehov", "cheehov"),
        ("philip", "filip", "filipp"),
        ("jafar", "dzhafar", "djafar"),
        ("zhukov", "jukov"),
        ("ghafar", "gafar"),
        ("alexandr", "aleksandr"),
        ("wassim", "vasim"),
        ("szabo", "sabo"),
        ("becker", "bekker", "beker"),
    ],
)
def test_spellings_of_one_name_have_one_skeleton(words: tuple[str, ...]) -> None:
    assert len({skeleton(word) for word in words}) == 1


@pytest.mark.parametrize(("one", "other"), [("viktor", "hector"), ("ahmad", "amal"), ("petra", "pavla")])
def test_other_names_have_other_skeletons(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_consonants_parted_by_a_vowel_are_not_one() -> None:
    assert skeleton("momin") == "mmn"


@pytest.mark.parametrize(
    ("word", "expected"), [("hassan", "hsn"), ("ahsan", "sn"), ("ali", "l"), ("oo", ""), ("42", "42")]
)
def test_a_leading_h_is_kept_and_vowels_go(word: str, expected: str) -> None:
    assert skeleton(word) == expected


def test_neighbours_leave_one_consonant_out() -> None:
    assert set(neighbours("smbl")) == {"mbl", "sbl", "sml", "smb"}


@pytest.mark.parametrize("bones", ["", "s", "sm"])
def test_short_skeletons_have_no_neighbours(bones: str) -> None:
    assert list(neighbours(bones)) == []


@pytest.mark.parametrize(
    ("one", "other"), [("sampleman", "sanpleman"), ("primerov", "primerof"), ("kalinin", "kalimin")]
)
def test_a_slip_in_a_consonant_leaves_a_common_neighbour(one: str, other: str) -> None:
    assert set(neighbours(skeleton(one))) & set(neighbours(skeleton(other)))


def test_rn_is_what_readers_of_print_make_of_an_m() -> None:
    assert skeleton("asirn") == skeleton("asim")
