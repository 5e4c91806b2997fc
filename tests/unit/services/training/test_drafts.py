"""A folder of cases: its content is added, and whatever is wrong with its list is reported at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kyc.domain.documents import DocumentType, Side
from kyc.domain.training import Truth
from kyc.services.training.drafts import read_folder

PASSPORT = """
[[case]]
name = "twins"
truth = "lookalike"
explanation = "His brother."
document_type = "passport"
data_page = "page.jpg"
selfie = "selfie.jpg"
issuing_country = "Germany"
declared = { name = "Jane Doe", date_of_birth = 1990-01-15 }
"""
CARD = """
[[case]]
name = "card"
truth = "genuine"
explanation = "Hers."
document_type = "id_card"
front = "page.jpg"
back = "back.jpg"
selfie = "selfie.jpg"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "cases"
    made.mkdir()
    (tmp_path / "outside.jpg").write_bytes(b"outside")
    for name in ("page", "back", "selfie"):
        (made / f"{name}.jpg").write_bytes(name.encode())
    return made


def faults(folder: Path, text: str) -> list[str]:
    (folder / "cases.toml").write_text(text)
    with pytest.raises(ValueError, match=r".") as raised:
        read_folder(folder)
    return str(raised.value).splitlines()


def test_cases_come_with_their_files(folder: Path) -> None:
    (folder / "cases.toml").write_text(PASSPORT + CARD)
    twins, card = read_folder(folder)
    assert (twins.name, twins.truth, twins.explanation) == ("twins", Truth.LOOKALIKE, "His brother.")
    assert (twins.pages, twins.selfie) == (((Side.DATA_PAGE, b"page"),), b"selfie")
    assert twins.issuing_country == "DEU"
    assert (twins.declared.name, twins.declared.date_of_birth) == ("Jane Doe", date(1990, 1, 15))
    assert twins.declared.document_type == "passport"
    assert (card.document_type, card.issuing_country) == (DocumentType.ID_CARD, None)
    assert card.pages == ((Side.FRONT, b"page"), (Side.BACK, b"back"))


def test_a_folder_without_a_list_says_so(folder: Path) -> None:
    with pytest.raises(ValueError, match=r"there is no cases\.toml"):
        read_folder(folder)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("[[case]", "cases.toml: "),
        ('title = "mine"', "title: Extra inputs"),
        (
            PASSPORT.replace('"lookalike"', '"twin"'),
            "case 1, truth: Input should be 'genuine', 'lookalike' or 'forged'",
        ),
        (PASSPORT.replace("Germany", "Nowhereland"), "case 1, issuing_country: Value error, no country is called so"),
        (PASSPORT.replace('name = "twins"', 'name = "  "'), "case 1, name: String should have at least 1 character"),
        (PASSPORT.replace('"His brother."', '""'), "case 1, explanation: String should have at least 1 character"),
        (PASSPORT.replace("selfie.jpg", "none.jpg"), "case 1: selfie names no file in this folder"),
        (PASSPORT.replace("page.jpg", "../outside.jpg"), "case 1: data_page names no file in this folder"),
        (PASSPORT + 'front = "page.jpg"', "case 1: a passport has no front"),
        (CARD.replace('back = "back.jpg"', ""), "case 1: back is missing"),
        (PASSPORT + PASSPORT, "two cases are called twins"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(folder: Path, wrong: str, told: str) -> None:
    assert any(line.startswith(told) for line in faults(folder, wrong))


def test_everything_wrong_is_told_together_and_no_value_of_a_person(folder: Path) -> None:
    text = PASSPORT.replace("truth =", "answer =").replace("1990-01-15", '"ZEBEDIAH"')
    found = faults(folder, text)
    assert len(found) == 3
    assert "ZEBEDIAH" not in "".join(found)
