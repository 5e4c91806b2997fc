"""A specimen passport's data page (ICAO 9303-4)."""

from __future__ import annotations

from PIL import Image

from kyc.demo.specimen.fields import SpecimenFields, with_month
from kyc.demo.specimen.paper import ID_3, SEAL, Entry, Paper


def draw(fields: SpecimenFields, portrait: Image.Image) -> Image.Image:
    """The page, 1750 x 1232 pixels, with the portrait in its 35 x 45 mm frame."""
    page = Paper(ID_3)
    page.write("UTOPIA   PASSPORT / PASSEPORT", (6, 4), 3.2, SEAL)
    page.write("SPECIMEN", (96, 4), 3.2, SEAL)
    page.picture(portrait, (5, 13), (35, 45))
    page.entries(_entries(fields))
    page.zone(fields.zone, left=7.8, last=78.6)
    return page.image


def _entries(fields: SpecimenFields) -> list[Entry]:
    left, right, step = 45.0, 88.0, 7.2
    rows = [13 + step * row for row in range(7)]
    return [
        ("Type / Type", "P", (left, rows[0])),
        ("Code of State", fields.issuing_state, (left + 18, rows[0])),
        ("Passport No.", fields.number, (right, rows[0])),
        ("Surname / Nom", fields.surname, (left, rows[1])),
        ("Given names / Prénoms", fields.given_names, (left, rows[2])),
        ("Nationality / Nationalité", fields.printed_nationality, (left, rows[3])),
        ("Date of birth / Date de naissance", with_month(fields.birth_date), (left, rows[4])),
        ("Sex / Sexe", fields.printed_sex, (right, rows[4])),
        ("Date of issue / Date de délivrance", with_month(fields.issued), (left, rows[5])),
        ("Authority / Autorité", "PASSPORT OFFICE", (right, rows[5])),
        ("Date of expiry / Date d’expiration", with_month(fields.expiry_date), (left, rows[6])),
    ]
