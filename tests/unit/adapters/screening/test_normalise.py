"""Names as they are compared, whatever the script and the tricks in them."""

from __future__ import annotations

import pytest

from kyc.adapters.screening.normalise import MAX_LENGTH, MAX_TOKENS, is_unvocalised, tokens


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SAMPLEMAN<<VIKTOR", "sampleman viktor"),
        ("Jean-Baptiste d'Exemple", "jean baptiste dexemple"),
        ("O’Sample", "osample"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Müller", "muller"),
        ("Nguyễn Văn Ánh", "nguyen van anh"),
        ("Виктор Примеров", "viktor primerov"),
        ("Γιώργος Παράδειγμα", "giorgos paradeigma"),
    ],
)
def test_a_name_becomes_plain_latin_words(name: str, expected: str) -> None:
    assert " ".join(tokens(name)) == expected


@pytest.mark.parametrize(
    "name",
    [
        "Rеza Sample",  # Cyrillic е
        "Reza Sаmplе",  # Cyrillic а, е
        "Rezα Sample",  # Greek alpha
        "Re\u200bza Sam\u200cple",
        "\ufeffReza\u00ad Sample",
        "Ｒｅｚａ Ｓａｍｐｌｅ",
        "Reza\u00a0Sample",
        "R3za Samp1e",
    ],
)
def test_letters_that_only_look_right_do_not_hide_a_name(name: str) -> None:
    assert tokens(name) == ("reza", "sample")


def test_a_wholly_cyrillic_word_is_read_as_cyrillic() -> None:
    assert tokens("Сара Роса") == ("sara", "rosa")


def test_a_picture_is_no_part_of_a_name() -> None:
    assert tokens("Anna🙂Sample 👨‍👩‍👧") == ("anna", "sample")


def test_numbers_that_stand_alone_stay_numbers() -> None:
    assert tokens("Sample 2103") == ("sample", "2103")


@pytest.mark.parametrize(
    "name",
    [
        "Dr. Anna Sample",
        "Sheikh Anna Sample",
        "ANNA SAMPLE JR",
        "Hajji Anna Sample III",
        "Lt. Gen. Anna Sample",
        "Mme Anna Sample",
        "Dipl.-Ing. Anna Sample, PhD",
    ],
)
def test_titles_are_left_out(name: str) -> None:
    assert tokens(name) == ("anna", "sample")


def test_a_name_of_titles_alone_keeps_them() -> None:
    assert tokens("Haji Dr.") == ("haji", "dr")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ПримеровПавел", ("primerov", "pavel")),
        ("SAMPLEMANViktor", ("sampleman", "viktor")),
        ("McDonald", ("mcdonald",)),
        ("DeSample", ("desample",)),
    ],
)
def test_words_run_together_are_parted_but_prefixes_are_not(name: str, expected: tuple[str, ...]) -> None:
    assert tokens(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("王小明", "wang xiaoming"), ("张伟", "zhang wei"), ("欧阳修", "ouyang xiu"), ("歐陽 修", "ouyang xiu")],
)
def test_a_chinese_surname_has_one_character_or_is_one_of_the_double_ones(name: str, expected: str) -> None:
    assert tokens(name) == tuple(expected.split())


@pytest.mark.parametrize(
    ("name", "expected"),
    [("홍길동", "hong gil dong"), ("김정은", "kim jeong eun"), ("박", "pak"), ("이 영희", "ri yeong hui")],
)
def test_a_korean_name_is_parted_by_syllables_and_its_surname_written_as_lists_do(name: str, expected: str) -> None:
    assert tokens(name) == tuple(expected.split())


def test_the_arabic_article_is_not_part_of_the_word() -> None:
    assert tokens("التكريتي") == tokens("تكريتي")


@pytest.mark.parametrize(
    ("name", "expected"), [("راشد المثال", True), ("דוד לדוגמה", True), ("Viktor", False), ("Виктор", False)]
)
def test_scripts_without_vowels_are_known(name: str, expected: bool) -> None:
    assert is_unvocalised(name) is expected


@pytest.mark.parametrize("name", ["", "   ", "---", "\u200b", "'", ".", "🙂", "\ud800"])
def test_nothing_comparable_gives_no_words(name: str) -> None:
    assert tokens(name) == ()


def test_a_very_long_name_is_cut_before_any_work() -> None:
    assert len(tokens("ab " * 10_000)) == MAX_TOKENS
    assert tokens("x" * 10_000) == ("x" * MAX_LENGTH,)
