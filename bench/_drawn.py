"""Photographs of new specimen passports, with the truth of each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from PIL import Image, ImageDraw

from bench._product import Case
from bench._reading import Truth
from kyc.demo.specimen import SpecimenFields, draw, photograph
from kyc.domain.documents import Side

_SURNAMES = ("SAMPLE", "ERIKSSON", "OLSEN-BERG", "DE LA CRUZ", "NGUYEN", "OYELARAN", "ZYWICKA", "MAC", "VANDERBILT")
_GIVEN = ("ANNA MARIA", "LI", "JEAN-PAUL", "ZOE", "QUINCY OSCAR", "IDA", "MUHAMMAD ALI", "BEATRIZ", "WOLFGANG")
_STATES = ("UTO", "FRA", "SGP", "BRA", "USA", "GBR", "IND", "NGA", "D")
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def photographs(number: int, seed: int) -> Iterator[Case]:
    """Passports; from a clean photo (0) to a careless one (2), as the name says."""
    dice = random.Random(seed)
    for place in range(number):
        fields, level = invented(dice), dice.uniform(0, 2)
        photo = photograph(draw(fields, portrait(dice)), dice.randrange(2**32), level=level)
        yield Case(f"drawn {place:02} level {level:.1f}", ((Side.FRONT, photo),), truth_of(fields))


def invented(dice: random.Random) -> SpecimenFields:
    """An invented person, of one of a few states."""
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


def truth_of(fields: SpecimenFields, layout: str | None = "TD3", code: str = "") -> Truth:
    """The truth of an image with these fields; `layout` is None for a document without a zone."""
    lines = list(fields.zone_of(layout, code)) if layout else []
    return {
        "mrz": layout is not None,
        "lines": lines,
        "format": layout,
        "type": lines[0][:2].rstrip("<") if lines else "",
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


def portrait(dice: random.Random) -> Image.Image:
    """A head without a face: nobody's likeness, and as much ink as a photograph has."""
    picture = Image.new("RGB", (413, 531), (206, 212, 216))
    pen, skin = ImageDraw.Draw(picture), tuple(dice.randint(90, 220) for _ in range(3))
    pen.ellipse((20, 380, 393, 760), fill=tuple(dice.randint(20, 120) for _ in range(3)))
    pen.ellipse((112, 90, 301, 350), fill=skin)
    pen.chord((105, 70, 308, 290), 180, 360, fill=(40, 32, 28))
    return picture
