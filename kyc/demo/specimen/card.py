"""Specimen cards: identity card and residence permit (ICAO 9303-5, two sides) and the larger card of part 6."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from kyc.demo.specimen.fields import SpecimenFields, with_points
from kyc.demo.specimen.paper import ID_1, ID_2, SEAL, Entry, Paper

Sides = tuple[Image.Image, Image.Image]
"""Front and back."""
_PERMIT_BAND = (196, 214, 226)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What distinguishes a card: its title, the label of its number, and the code in its zone."""

    title: str
    number: str
    code: str
    remark: tuple[str, str]


_CARD = _Kind("IDENTITY CARD / CARTE D’IDENTITÉ", "Card No. / N° de carte", "I", ("Height / Taille", "168 cm"))
_PERMIT = _Kind(
    "RESIDENCE PERMIT / TITRE DE SÉJOUR",
    "Permit No. / N° du titre",
    "IR",
    ("Type of permit / Catégorie", "SETTLEMENT"),
)


def id_card(fields: SpecimenFields, portrait: Image.Image, back: SpecimenFields | None = None) -> Sides:
    """Front and back, 1198 x 756 pixels each; the back shows other fields where given, as on a forgery."""
    return _front(fields, portrait, _CARD), _back(back or fields, _CARD)


def residence_permit(fields: SpecimenFields, portrait: Image.Image, back: SpecimenFields | None = None) -> Sides:
    """As `id_card`, with the title, the colour and the code IR of a residence permit."""
    return _front(fields, portrait, _PERMIT), _back(back or fields, _PERMIT)


def td2_card(fields: SpecimenFields, portrait: Image.Image) -> Image.Image:
    """One side of 1470 x 1036 pixels with portrait, print and two rows of 36."""
    card = Paper(ID_2)
    _head(card, _CARD, 2.4)
    card.picture(portrait, (5, 11), (28, 36))
    card.entries(_entries(fields, _CARD, left=37, right=71, first=10.0, step=6.6), label=1.4, value=2.3)
    card.zone(fields.zone_of("TD2"), left=8.05, last=66.0)
    return card.image


def _front(fields: SpecimenFields, portrait: Image.Image, kind: _Kind) -> Image.Image:
    card = Paper(ID_1)
    if kind is _PERMIT:
        card.fill((0, 0), (85.6, 7.5), _PERMIT_BAND)
    _head(card, kind, 1.9)
    card.picture(portrait, (3.5, 10), (24, 31))
    card.entries(_entries(fields, kind, left=31, right=59, first=9.5, step=6.1), label=1.2, value=2.0)
    return card.image


def _back(fields: SpecimenFields, kind: _Kind) -> Image.Image:
    card = Paper(ID_1)
    card.write("UTOPIA   SPECIMEN", (4.5, 3), 1.9, SEAL)
    entries = [
        ("Place of birth / Lieu de naissance", fields.birth_place, (4.5, 8.0)),
        (*kind.remark, (50, 8.0)),
        ("Address / Adresse", " ".join(fields.address), (4.5, 14.0)),
        ("Date of issue / Date de délivrance", with_points(fields.issued), (4.5, 20.0)),
        ("Authority / Autorité", "CIVIL REGISTRY", (50, 20.0)),
    ]
    card.entries(entries, label=1.2, value=2.0)
    card.zone(fields.zone_of("TD1", kind.code), left=6.0, last=49.0, step=5.8)
    return card.image


def _head(card: Paper, kind: _Kind, height: float) -> None:
    card.write(f"UTOPIA   {kind.title}", (4.5, 3), height, SEAL)
    card.write("SPECIMEN", (card.size[0] - 8.2 * height, 3), height, SEAL)


def _entries(
    fields: SpecimenFields, kind: _Kind, *, left: float, right: float, first: float, step: float
) -> list[Entry]:
    rows = [first + step * row for row in range(6)]
    return [
        ("Surname / Nom", fields.surname, (left, rows[0])),
        ("Given names / Prénoms", fields.given_names, (left, rows[1])),
        ("Sex / Sexe", fields.printed_sex, (left, rows[2])),
        ("Nationality / Nationalité", fields.printed_nationality, (right, rows[2])),
        ("Date of birth / Date de naissance", with_points(fields.birth_date), (left, rows[3])),
        (kind.number, fields.number, (left, rows[4])),
        ("Date of expiry / Date d’expiration", with_points(fields.expiry_date), (left, rows[5])),
        ("Code of State", fields.issuing_state, (right, rows[4])),
    ]
