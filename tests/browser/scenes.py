"""Views of a document in a phone's camera: drawn pages on drawn tables."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from kyc.demo import people, specimen
from tests import faces

VIEW = (960, 720)
FILLS = 0.84
"""A share of the view's width; the frame has 0.88."""


@cache
def passport() -> Image.Image:
    return specimen.draw(_fields(), _portrait())


@cache
def card() -> tuple[Image.Image, Image.Image]:
    """Front and back."""
    return specimen.id_card(_fields(), _portrait())


def table(light: int = 80, grain: float = 5) -> Image.Image:
    """Wood, as far as a line of different brightness in each row makes wood."""
    noise = np.random.default_rng(1)
    lines = noise.normal(0, grain, (VIEW[1], 1, 1)) + noise.normal(0, 3, (VIEW[1], VIEW[0], 1))
    tone = np.array([light + 16, light, light - 14])
    return Image.fromarray(np.clip(tone + lines, 0, 255).astype(np.uint8))


def scene(
    page: Image.Image, fills: float = FILLS, *, aside: float = 0, tilt: float = 0, on: Image.Image | None = None
) -> Image.Image:
    """A page on a table, filling this share of the view's width, shifted to the right (share), turned by degrees."""
    view = (on or table()).copy()
    width = round(fills * VIEW[0])
    small = page.convert("RGBA").resize((width, round(width * page.height / page.width)), Image.Resampling.LANCZOS)
    turned = small.rotate(tilt, Image.Resampling.BICUBIC, expand=True)
    place = ((VIEW[0] - turned.width) // 2 + round(aside * VIEW[0]), (VIEW[1] - turned.height) // 2)
    view.paste(turned, place, turned)
    return view


def blurred(view: Image.Image, radius: float = 3) -> Image.Image:
    return view.filter(ImageFilter.GaussianBlur(radius))


def lit(view: Image.Image, light: float) -> Image.Image:
    return view.point(lambda value: value * light)


def shining(view: Image.Image) -> Image.Image:
    """The page with a lamp's reflection in the middle."""
    spot = Image.new("L", view.size)
    ImageDraw.Draw(spot).ellipse((500, 270, 660, 390), fill=255)
    soft = spot.filter(ImageFilter.GaussianBlur(18)).point(lambda value: min(255, value * 2))
    return Image.composite(Image.new("RGB", view.size, "white"), view, soft)


def _fields() -> specimen.SpecimenFields:
    return specimen.SpecimenFields("HOLLOWAY", "MIRA", "K4471902", date(1990, 1, 15), date(2033, 5, 1))


def _portrait() -> Image.Image:
    return people.portrait(faces.heads()["astronaut"])
