"""Photographs of specimen passports that nobody has seen before, with the truth of each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from PIL import Image, ImageDraw

from bench._reading import Truth
from kyc.demo.specimen import SpecimenFields, draw, photograph

_SURNAMES = ("SAMPLE", "ERIKSSON", "OLSEN-BERG", "DE LA CRUZ", "NGUYEN", "OYELARAN", "ZYWICKA", "MAC", "VANDERBILT")
_GIVEN = ("ANNA MARIA", "LI", "JEAN-PAUL", "ZOE", "QUINCY OSCAR", "IDA", "MUHAMMAD ALI", "BEATRIZ", "WOLFGANG")
_STATES = ("UTO", "FRA", "SGP", "BRA", "USA", "GBR", "IND", "NGA", "D")
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def photographs(number: int, seed: int) -> Iterator[tuple[str, bytes, Truth]]:
    """Name, JPEG and truth of each; from a clean photo (0) to a careless one (2), as its name says."""
    dice = random.Random(seed)
    for place in range(number):
        fields, level = _fields(dice), dice.uniform(0, 2)
        photo = photograph(draw(fields, _portrait(dice)), dice.randrange(2**32), level=level)
        yield f"drawn {place:02} level {level:.1f}", photo, _truth(fields)


def _fields(dice: random.Random) -> SpecimenFields:
    state = dice.choice(_STATES)
    letters = "".join(dice.choices(_LETTERS, k=dice.randrange(4)))
    return SpecimenFields(
        surname=dice.choice(_SURNAMES),
        given_names=dice.choice(_GIVEN),
        number=letters + "".join(dice.choices("0123456789", k=9 - len(letters) - dice.randrange(2))),
        birth_date=date(1940, 1, 1) + timedelta(dice.randrange(24_000)),
        expiry_date=date(2027, 1, 1) + timedelta(dice.randrange(3_500)),
        sex=dice.choice("MFX"),
        nationality=state,
        issuing_state=state,
    )


def _truth(fields: SpecimenFields) -> Truth:
    return {
        "mrz": True,
        "lines": list(fields.zone),
        "format": "TD3",
        "type": "P",
        "country": fields.issuing_state,
        "number": fields.number,
        "nationality": fields.nationality,
        "dob": f"{fields.birth_date:%y%m%d}",
        "sex": fields.sex,
        "expiry": f"{fields.expiry_date:%y%m%d}",
        "surname": fields.surname.replace("-", " "),
        "given": fields.given_names.replace("-", " "),
        "valid": True,
    }


def _portrait(dice: random.Random) -> Image.Image:
    """A head without a face: nobody's likeness, and as much ink as a photograph has."""
    picture = Image.new("RGB", (413, 531), (206, 212, 216))
    pen, skin = ImageDraw.Draw(picture), tuple(dice.randint(90, 220) for _ in range(3))
    pen.ellipse((20, 380, 393, 760), fill=tuple(dice.randint(20, 120) for _ in range(3)))
    pen.ellipse((112, 90, 301, 350), fill=skin)
    pen.chord((105, 70, 308, 290), 180, 360, fill=(40, 32, 28))
    return picture
