"""A specimen visa of either size (ICAO 9303-7), as stuck into a passport."""

from __future__ import annotations

from typing import Literal

from PIL import Image

from kyc.demo.specimen.fields import SpecimenFields, with_points
from kyc.demo.specimen.paper import MRV_A, MRV_B, SEAL, Entry, Paper


def visa(fields: SpecimenFields, portrait: Image.Image, layout: Literal["MRVA", "MRVB"] = "MRVA") -> Image.Image:
    """The sticker, 1680 x 1120 pixels (MRVA) or 1470 x 1036; its number is the visa's own."""
    sticker = Paper(MRV_A if layout == "MRVA" else MRV_B)
    width, height = sticker.size
    sticker.write("UTOPIA   VISA", (5, 4), 3.2, SEAL)
    sticker.write("SPECIMEN", (width - 26, 4), 3.0, SEAL)
    sticker.picture(portrait, (5, 11), (28, 36))
    sticker.entries(_entries(fields, right=width - 33), label=1.5, value=2.5)
    lines = fields.zone_of(layout)
    sticker.zone(lines, left=(width - 2.54 * (len(lines[0]) - 1)) / 2, last=height - 8.0)
    return sticker.image


def _entries(fields: SpecimenFields, right: float) -> list[Entry]:
    left, rows = 37.0, [11 + 6.9 * row for row in range(6)]
    return [
        ("Valid for / Valable pour", fields.issuing_state, (left, rows[0])),
        ("Visa No. / N° de visa", fields.number, (right, rows[0])),
        ("Surname / Nom", fields.surname, (left, rows[1])),
        ("Given names / Prénoms", fields.given_names, (left, rows[2])),
        ("Nationality / Nationalité", fields.printed_nationality, (left, rows[3])),
        ("Sex / Sexe", fields.printed_sex, (right, rows[3])),
        ("Date of birth / Date de naissance", with_points(fields.birth_date), (left, rows[4])),
        ("Valid until / Jusqu’au", with_points(fields.expiry_date), (left, rows[5])),
        ("Entries / Entrées", "MULT", (right, rows[5])),
    ]
