"""Arabic names of several words, in one spelling."""

from __future__ import annotations

import pytest

from kyc.adapters.screening.normalise import tokens


@pytest.mark.parametrize(
    "spellings",
    [
        ("Abd al-Karim", "Abdulkarim", "Abdelkarim", "Abdul Karim", "Abd-el-Karim", "ABDALKARIM", "Abdoulkarim"),
        ("Abdur Rahman", "Abd ar-Rahman", "Abdurrahman", "Abdurahman", "Abdel Rahman", "Abdulrahman"),
        ("Rahmatullah", "Rahmat Allah", "Rahmat Ullah", "Rahmat-ollah"),
        ("Salahuddin", "Salah ad-Din", "Salah Eddine", "Salah el-Din", "Salah al-Deen", "Salah uddin"),
    ],
)
def test_however_its_parts_are_written_a_compound_is_the_same(spellings: tuple[str, ...]) -> None:
    assert len({tokens(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Abdullah", "abdullah"),
        ("Abdullayev", "abdullayev"),
        ("Abdulayev", "abdulayev"),
        ("Abdulov", "abdulov"),
        ("Abd", "abd"),
        ("Abdi Karim", "abdi karim"),
        ("Din Muhammad", "din muhammad"),
        ("Camilla Din", "camilla din"),
    ],
)
def test_what_only_looks_like_a_compound_stays(name: str, expected: str) -> None:
    assert " ".join(tokens(name)) == expected


def test_the_servant_is_found_whatever_the_order() -> None:
    assert sorted(tokens("Karim Abdul")) == sorted(tokens("Abdulkarim"))
