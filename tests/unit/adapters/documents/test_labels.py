"""Labels, numbers and titles as documents print them."""

from __future__ import annotations

import pytest

from kyc.adapters.documents.labels import after_number, beside_label, has_label, is_american, is_label, title_of
from kyc.adapters.documents.words import plain
from kyc.domain.documents import DocumentType


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("REISEPASS PASSPORT", DocumentType.PASSPORT),
        ("DRIVING LICENCE", DocumentType.DRIVER_LICENSE),
        ("DRIVER'S LICENSE", DocumentType.DRIVER_LICENSE),
        ("FÜHRERSCHEIN", DocumentType.DRIVER_LICENSE),
        ("KØREKORT", DocumentType.DRIVER_LICENSE),
        ("PRAWO JAZDY", DocumentType.DRIVER_LICENSE),
        ("PERSONALAUSWEIS", DocumentType.ID_CARD),
        ("KİMLİK KARTI", DocumentType.ID_CARD),
        ("AUFENTHALTSTITEL", DocumentType.RESIDENCE_PERMIT),
        ("KARTA POBYTU", DocumentType.RESIDENCE_PERMIT),
        ("LIBRARY CARD", None),
    ],
)
def test_a_document_is_what_it_calls_itself(title: str, kind: DocumentType | None) -> None:
    assert title_of(plain(title)) is kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Surname / Nom", "surname"),
        ("Given names / Prénoms", "given_names"),
        ("Passport No.", "document_number"),
        ("N° du passeport", "document_number"),
        ("DL", "document_number"),
        ("LIC NO", "document_number"),
        ("DOB", "birth_date"),
        ("Fødselsdato", "birth_date"),
        ("EXP", "expiry_date"),
        ("Date d’expiration", "expiry_date"),
        ("ISS", "issue_date"),
        ("Geschlecht", "sex"),
    ],
)
def test_a_label_names_its_field(text: str, name: str) -> None:
    assert has_label(text, name)
    assert is_label(text)


@pytest.mark.parametrize("text", ["JANE", "EXPO", "DOBSON", "ISSAC", "LNX"])
def test_labels_are_told_from_values(text: str) -> None:
    assert not is_label(text)


def test_the_label_of_given_names_is_none_of_a_surname() -> None:
    assert not has_label("Given name", "surname")
    assert has_label("Given name / Surname", "surname")


@pytest.mark.parametrize("name", ["issue_date", "expiry_date"])
def test_a_line_with_the_labels_of_two_dates_is_the_label_of_none(name: str) -> None:
    assert not has_label("07 DATE OF ISSUE 08 DATE OF EXPIRY", name)
    assert is_label("07 DATE OF ISSUE 08 DATE OF EXPIRY")


@pytest.mark.parametrize(
    ("text", "number", "value"),
    [
        ("1. DOE", "1", "DOE"),
        ("1 DOE", "1", "DOE"),
        ("1.DOE", "1", "DOE"),
        ("4b. 30.06.2031", "4B", "30.06.2031"),
        ("4a. 01.02.2021 4c. DVLA", "4A", "01.02.2021"),
        ("4a. 01.02.2021 4b. 30.06.2031", "4B", "30.06.2031"),
        ("4b.", "4B", ""),
        ("3. 15.01.1990 LONDON", "3", "15.01.1990 LONDON"),
    ],
)
def test_what_follows_a_number_is_its_value(text: str, number: str, value: str) -> None:
    assert after_number(text, number) == value


@pytest.mark.parametrize(
    ("text", "number"),
    [("12. DOE", "1"), ("A1 DOE", "1"), ("24b. X", "4B"), ("14B01", "4B"), ("", "5"), ("DOE 5. X", "5")],
)
def test_a_figure_within_something_else_is_no_number_of_a_field(text: str, number: str) -> None:
    assert after_number(text, number) is None


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("LN ADAMS", "surname", "ADAMS"),
        ("1 LN ADAMS", "surname", "ADAMS"),
        ("FN JANE MARY", "given_names", "JANE MARY"),
        ("Surname: Doe", "surname", "Doe"),
        ("Surname / Emri", "surname", ""),
        ("EXP 02/01/2023", "expiry_date", "EXP 02/01/2023"),
    ],
)
def test_a_name_in_its_labels_line_has_to_be_set_off(text: str, name: str, value: str) -> None:
    assert beside_label(text, name) == value


@pytest.mark.parametrize(
    ("text", "american"),
    [
        ("CALIFORNIA USA DRIVER LICENSE DL B5568240", True),
        ("DRIVER LICENSE LN DOE DOB 01/02/1990", True),
        ("IDENTIFICATION CARD DOB 01/02/1990", True),
        ("DRIVING LICENCE 1. DOE", False),
        ("DRIVER'S LICENSE REPUBLIC OF THE PHILIPPINES", False),
        ("PASSPORT USA", False),
    ],
)
def test_an_american_licence_is_told_by_its_words(text: str, american: bool) -> None:
    assert is_american(text) is american
