"""A specimen driving licence of the European model (Directive 2006/126/EC annex I, ISO/IEC 18013-1)."""

from __future__ import annotations

from PIL import Image

from kyc.demo.specimen.card import Sides
from kyc.demo.specimen.fields import SpecimenFields, with_points
from kyc.demo.specimen.paper import ID_1, INK, LABEL, SEAL, Paper

_PINK, _FLAG, _WHITE = (242, 214, 218), (28, 52, 140), (250, 250, 250)
_CATEGORIES = ("AM", "A1", "A2", "A", "B1", "B", "BE", "C1", "C", "D")
_GRANTED = ("AM", "B1", "B")
_LEGEND = "1. Surname  2. Given names  3. Date and place of birth 4a. Issued 4b. Valid until 4c. Authority 5. Number"


def eu_licence(fields: SpecimenFields, portrait: Image.Image, back: SpecimenFields | None = None) -> Sides:
    """Front with the numbered fields and back with the categories, 1198 x 756 pixels each.

    The back has the dates of `back` where given, as on a forgery.
    """
    return _front(fields, portrait), _back(back or fields)


def _front(fields: SpecimenFields, portrait: Image.Image) -> Image.Image:
    card = Paper(ID_1)
    card.fill((0, 0), (85.6, 8.5), _PINK)
    card.fill((3.5, 1.5), (10, 6.4), _FLAG)
    card.write(fields.issuing_state, (4.6, 3.6), 2.0, _WHITE)
    card.write("DRIVING LICENCE", (16, 2.6), 2.6, SEAL)
    card.write("UTOPIA   SPECIMEN", (53, 3.2), 1.9, SEAL)
    card.picture(portrait, (3.5, 11), (22, 28.5))
    for row, (number, text) in enumerate(_numbered(fields)):
        card.write(number, (28.5, 11 + 4.9 * row), 1.7, LABEL)
        card.write(text, (33.5, 10.7 + 4.9 * row), 2.1)
    card.write("4c.", (57, 11 + 4.9 * 3), 1.7, LABEL)
    card.write("ROAD OFFICE", (61, 10.7 + 4.9 * 3), 2.1)
    return card.image


def _numbered(fields: SpecimenFields) -> list[tuple[str, str]]:
    return [
        ("1.", fields.surname),
        ("2.", fields.given_names),
        ("3.", f"{with_points(fields.birth_date)}  {fields.birth_place}"),
        ("4a.", with_points(fields.issued)),
        ("4b.", with_points(fields.expiry_date)),
        ("5.", fields.number),
        ("8.", " ".join(fields.address)),
        ("9.", "/".join(_GRANTED)),
    ]


def _back(fields: SpecimenFields) -> Image.Image:
    card = Paper(ID_1)
    card.write("SPECIMEN", (66, 2), 1.9, SEAL)
    for column, (x, title) in enumerate(zip((20, 34, 50, 66), ("9.", "10.", "11.", "12."), strict=True)):
        card.write(title, (x, 6), 1.6, LABEL)
        for row, category in enumerate(_CATEGORIES):
            text = _cell(fields, category, column)
            card.write(text, (x, 10 + 3.5 * row), 1.7, INK if column else SEAL)
    card.write(_LEGEND, (3, 49), 1.0, LABEL)
    return card.image


def _cell(fields: SpecimenFields, category: str, column: int) -> str:
    """Category, issued on, valid until, restriction; a dash where the category was not granted."""
    if column == 0:
        return category
    if category not in _GRANTED:
        return "–"
    return ("", with_points(fields.issued), with_points(fields.expiry_date), "–")[column]
