"""Arabic, Persian and Pashto names in Latin letters."""

from __future__ import annotations

import pytest

from kyc.adapters.screening.arabic import is_unvocalised, latinised, readings
from kyc.adapters.screening.likeness import bare_bones
from kyc.adapters.screening.normalise import tokens


@pytest.mark.parametrize(
    ("native", "listed"),
    [
        ("عمر محمد", "Omar Mohammed"),
        ("أحمد", "Ahmad"),
        ("عبد الرزاق", "Abdul Razaq"),
        ("عبدالرحمان", "Abd al-Rahman"),
        ("عبد الله", "Abdallah"),
        ("رحمت الله", "Rahmatullah"),
        ("سراج الدين", "Siraj ud-Din"),
        ("نور الدين", "Nuruddin"),
        ("أبوغيث", "Abu Ghaith"),
        ("زاهد", "Zahed"),
        ("التكريتي", "Tikriti"),
        ("وليد", "Walid"),
        ("يوسف", "Yusuf"),
        ("عزیز گل", "Aziz Gul"),
        ("ځدران", "Zadran"),
        ("مُحَمَّد", "Muhammad"),
        ("محـــمد", "Muhammad"),
    ],
)
def test_a_native_name_has_the_consonants_of_its_listed_spelling(native: str, listed: str) -> None:
    assert [bare_bones(word) for word in tokens(native)] == [bare_bones(word) for word in tokens(listed)]


@pytest.mark.parametrize(
    ("native", "listed"),
    [("ذاکر", "Zakir"), ("قاسمي", "Gasmi"), ("وثيق", "Wasiq"), ("كاظم", "Kazim"), ("عكاشة", "Akkacha")],
)
def test_one_of_its_readings_is_the_listed_one(native: str, listed: str) -> None:
    (word,) = tokens(native)
    assert bare_bones(listed.lower()) in {bare_bones(reading) for reading in readings(word)}


def test_a_word_is_its_own_first_reading() -> None:
    assert readings("dhkr") == ("dhkr", "zkr")
    assert readings("nwr") == ("nwr",)


def test_an_h_after_an_s_is_not_read_as_one_letter_with_it() -> None:
    assert "sh" not in "".join(tokens("سهيل"))


def test_the_article_is_not_part_of_the_word_but_stays_in_short_ones() -> None:
    assert tokens("التكريتي") == tokens("تكريتي")
    assert latinised("الي").startswith("a")


@pytest.mark.parametrize(
    ("name", "expected"), [("راشد المثال", True), ("דוד לדוגמה", True), ("Viktor", False), ("Виктор", False)]
)
def test_scripts_without_vowels_are_known(name: str, expected: bool) -> None:
    assert is_unvocalised(name) is expected
