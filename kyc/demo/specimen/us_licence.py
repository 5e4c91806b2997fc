"""A specimen driver's licence of the American model (AAMVA DL/ID Card Design Standard), with its barcode."""

from __future__ import annotations

import numpy as np
import zxingcpp
from PIL import Image

from kyc.demo.specimen.aamva import barcode_text
from kyc.demo.specimen.card import Sides
from kyc.demo.specimen.fields import SpecimenFields, with_strokes
from kyc.demo.specimen.paper import ID_1, LABEL, SEAL, Paper

_BAND = (204, 222, 238)
# Annex D.4 requires error correction level 3 or more and modules of at least 0.17 mm; most issuers use level 5.
_ERROR_CORRECTION, _COLUMNS = 5, 13


def us_licence(fields: SpecimenFields, portrait: Image.Image, back: SpecimenFields | None = None) -> Sides:
    """Front and back, 1198 x 756 pixels each; the barcode holds other fields where given, as on a forgery."""
    return _front(fields, portrait), _back(back or fields)


def symbol(text: str) -> Image.Image:
    """A PDF417 symbol (ISO/IEC 15438) in black and white, eight pixels per module, with its quiet zone."""
    code = zxingcpp.create_barcode(
        text.encode(), zxingcpp.BarcodeFormat.PDF417, ec_level=_ERROR_CORRECTION, columns=_COLUMNS
    )
    return Image.fromarray(np.array(code.to_image(scale=8)))


def _front(fields: SpecimenFields, portrait: Image.Image) -> Image.Image:
    card = Paper(ID_1)
    card.fill((0, 0), (85.6, 8.5), _BAND)
    card.write("UTOPIA", (4, 2.2), 3.2, SEAL)
    card.write("DRIVER LICENSE", (29, 2.7), 2.5, SEAL)
    card.write("SPECIMEN", (65, 3.0), 2.0, SEAL)
    card.picture(portrait, (3.5, 11), (24, 31))
    for label, text, place in _labelled(fields):
        card.write(label, place, 1.6, LABEL)
        card.write(text, (place[0] + 1.55 * len(label) + 1.2, place[1] - 0.4), 2.1)
    return card.image


def _labelled(fields: SpecimenFields) -> list[tuple[str, str, tuple[float, float]]]:
    """The labels of annex A.7.5 beside the values."""
    left, right = 30.5, 60.0
    rows = [11 + 4.8 * row for row in range(8)]
    return [
        ("DL", fields.number, (left, rows[0])),
        ("CLASS", "C", (right + 8, rows[0])),
        ("EXP", with_strokes(fields.expiry_date), (left, rows[1])),
        ("END", "NONE", (right + 8, rows[1])),
        ("LN", fields.surname, (left, rows[2])),
        ("FN", fields.given_names, (left, rows[3])),
        ("", fields.address[0], (left, rows[4])),
        ("", fields.address[1], (left, rows[4] + 3.2)),
        ("DOB", with_strokes(fields.birth_date), (left, rows[6] - 0.6)),
        ("SEX", fields.printed_sex, (left, rows[7] - 1.2)),
        ("EYES", "BRO", (left + 12, rows[7] - 1.2)),
        ("ISS", with_strokes(fields.issued), (right, rows[7] - 1.2)),
    ]


def _back(fields: SpecimenFields) -> Image.Image:
    card = Paper(ID_1)
    code = symbol(barcode_text(fields))
    # Rows four modules high: the standard and the symbol have three, but issuers print them higher.
    card.picture(code, (4.8, 5.0), (76.0, 4 / 3 * 76.0 * code.height / code.width))
    card.write("SPECIMEN   UTOPIA   NOT FOR IDENTIFICATION", (5, 45), 1.6, SEAL)
    card.write("CLASS C: VEHICLES UNDER 26,001 LBS.   END: NONE   REST: NONE", (5, 49), 1.3, LABEL)
    return card.image
