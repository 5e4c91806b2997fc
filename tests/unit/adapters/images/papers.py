"""Specimens for the tests of quality: flat pages, photos of them, and the same as the measures look at them."""

from __future__ import annotations

import random
from datetime import date
from functools import cache

from PIL import Image

from kyc.adapters.images.portrait import Portraits
from kyc.adapters.images.view import View, look
from kyc.adapters.images.writing import Writing, writing
from kyc.demo import people, specimen
from kyc.demo.specimen import Photo, SpecimenFields
from kyc.domain.ports import Picture
from tests.faces import models_dir
from tests.unit.adapters.images.pictures import as_picture

FIELDS = SpecimenFields("HOLLOWAY", "MIRA", "K4471902", date(1990, 1, 15), date(2033, 5, 1))


@cache
def portrait() -> Image.Image:
    return people.portrait(people.astronaut())


@cache
def passport() -> Image.Image:
    """A flat data page, as a scan cut to its edges would be."""
    return specimen.draw(FIELDS, portrait())


@cache
def card() -> tuple[Image.Image, Image.Image]:
    """Front and back of an identity card."""
    front, back = specimen.id_card(FIELDS, portrait())
    return front, back


@cache
def licence() -> tuple[Image.Image, Image.Image]:
    """Front and back of a North American driving licence, with a barcode."""
    front, back = specimen.us_licence(FIELDS, portrait())
    return front, back


@cache
def photo(seed: int = 3, turn: float = 0.0, level: float = 1.0) -> Photo:
    """The passport on a table."""
    return specimen.take(passport(), seed, level=level, turn=turn)


@cache
def portraits() -> Portraits:
    return Portraits(models_dir())


def taken(shot: Photo) -> Picture:
    return Picture(shot.data, *shot.size)


def seen(page: Image.Image | Photo) -> tuple[View, Writing]:
    view = look(taken(page) if isinstance(page, Photo) else as_picture(page))
    return view, writing(view.grey)


def cut(page: Image.Image, left: float = 0, upper: float = 0, right: float = 1, lower: float = 1) -> Image.Image:
    """What lies between these shares of the width and the height."""
    width, height = page.size
    return page.crop((round(left * width), round(upper * height), round(right * width), round(lower * height)))


def pebbles() -> Image.Image:
    """Thousands of dark shapes of the size of letters, in no order."""
    dice, image = random.Random(1), Image.new("L", (1400, 1000), 220)
    for _ in range(2500):
        x, y, size = dice.randrange(1380), dice.randrange(980), dice.randrange(8, 24)
        image.paste(dice.randrange(20, 90), (x, y, x + size, y + dice.randrange(6, 24)))
    return image.convert("RGB")
