"""Draws a specimen passport page of Utopia (ICAO 9303-4 layout) and takes a photo of it, both by Pillow alone."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from kyc.domain.mrz_write import td3

# A data page is 125 x 88 mm (ID-3 of ISO/IEC 7810): 14 pixels to the millimetre.
_MM = 14
_PAGE = (125 * _MM, 88 * _MM)
_PAPER, _INK, _LABEL, _SEAL = (238, 240, 226), (16, 16, 20), (96, 96, 100), (104, 28, 52)

# Debian's `fonts-ocr-b` and `fonts-dejavu-core`; without them Pillow's own letters are read as well.
_OCR_B = ("/usr/share/fonts/opentype/ocr-b/OCRB.otf", "/usr/share/fonts/truetype/ocr-b/OCRB.ttf")
_MONO = ("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",)
_SANS = ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",)


@dataclass(frozen=True, slots=True)
class SpecimenFields:
    """What stands on the page; `sex` is M, F or X, states are three letters of ICAO 9303-3."""

    surname: str
    given_names: str
    number: str
    birth_date: date
    expiry_date: date
    sex: str = "F"
    nationality: str = "UTO"
    issuing_state: str = "UTO"
    issue_date: date | None = None

    @property
    def zone(self) -> tuple[str, str]:
        """The two rows of the machine-readable zone, with right check digits."""
        return td3(
            self.issuing_state,
            self.surname,
            self.given_names,
            self.number,
            self.nationality,
            self.birth_date,
            self.sex,
            self.expiry_date,
        )

    @property
    def issued(self) -> date:
        """Ten years before the expiry, where no other day is given."""
        ten_years_before = self.expiry_date.replace(year=self.expiry_date.year - 10, day=min(self.expiry_date.day, 28))
        return self.issue_date or ten_years_before


def draw(fields: SpecimenFields, portrait: Image.Image) -> Image.Image:
    """The page, 1750 x 1232 pixels, with the portrait in its 35 x 45 mm frame."""
    page = Image.new("RGB", _PAGE, _PAPER)
    pen = ImageDraw.Draw(page)
    _security_print(pen)
    pen.text(_at(6, 4), "UTOPIA   PASSPORT / PASSEPORT", _SEAL, _font(_SANS, 3.2))
    pen.text(_at(96, 4), "SPECIMEN", _SEAL, _font(_SANS, 3.2))
    page.paste(portrait.convert("RGB").resize((35 * _MM, 45 * _MM), Image.Resampling.LANCZOS), _at(5, 13))
    for label, value, place in _entries(fields):
        pen.text(_at(*place), label, _LABEL, _font(_SANS, 1.7))
        pen.text(_at(place[0], place[1] + 2.3), value, _INK, _font(_SANS, 2.9))
    for row, line in enumerate(fields.zone):
        _zone_row(pen, line, 72.2 + 6.4 * row)
    return page


def photograph(page: Image.Image, seed: int, *, level: float = 1.0) -> bytes:
    """A JPEG as a phone takes it: on a table, tilted, lit from one side, a little soft and noisy, with a reflection.

    The same seed gives the same photo; `level` 0 is a clean one, 1 usual, 2 careless.
    """
    dice = random.Random(seed)
    size = (round(page.width * 1.2), round(page.height * 1.25))
    scene = _table(size, dice)
    flat = page.convert("RGBA").transform(
        size, Image.Transform.PERSPECTIVE, _tilt(page.size, size, dice, level), _CUBIC
    )
    scene.paste(flat.convert("RGB"), mask=flat.getchannel("A"))
    scene = _lit(scene, dice, level)
    scene = scene.filter(ImageFilter.GaussianBlur(level * dice.uniform(0.3, 1.2)))
    scene = Image.blend(scene, _grain(size, dice), 0.02 * level)
    out = BytesIO()
    scene.save(out, "JPEG", quality=round(92 - 8 * level * dice.random()))
    return out.getvalue()


_CUBIC = Image.Resampling.BICUBIC


def _entries(fields: SpecimenFields) -> list[tuple[str, str, tuple[float, float]]]:
    """Label, value and place in millimetres of every printed field."""
    left, right, step = 45.0, 88.0, 7.2
    rows = [13 + step * row for row in range(7)]
    sex = fields.sex if fields.sex in ("M", "F") else "X"
    return [
        ("Type / Type", "P", (left, rows[0])),
        ("Code of State", fields.issuing_state, (left + 18, rows[0])),
        ("Passport No.", fields.number, (right, rows[0])),
        ("Surname / Nom", fields.surname, (left, rows[1])),
        ("Given names / Prénoms", fields.given_names, (left, rows[2])),
        (
            "Nationality / Nationalité",
            "UTOPIAN" if fields.nationality == "UTO" else fields.nationality,
            (left, rows[3]),
        ),
        ("Date of birth / Date de naissance", _printed(fields.birth_date), (left, rows[4])),
        ("Sex / Sexe", sex, (right, rows[4])),
        ("Date of issue / Date de délivrance", _printed(fields.issued), (left, rows[5])),
        ("Authority / Autorité", "PASSPORT OFFICE", (right, rows[5])),
        ("Date of expiry / Date d’expiration", _printed(fields.expiry_date), (left, rows[6])),
    ]


def _printed(day: date) -> str:
    months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
    return f"{day.day:02d} {months[3 * day.month - 3 : 3 * day.month]} {day.year}"


def _at(x: float, y: float) -> tuple[int, int]:
    return round(x * _MM), round(y * _MM)


def _font(paths: tuple[str, ...], millimetres: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The first font that is installed, its capitals about so high."""
    size = millimetres * _MM / 0.72
    found = next((path for path in paths if Path(path).is_file()), None)
    return ImageFont.truetype(found, size) if found else ImageFont.load_default(size)


def _zone_row(pen: ImageDraw.ImageDraw, line: str, y: float) -> None:
    """OCR-B size 1: ten characters to the inch, so that 44 of them take 111.8 mm (ICAO 9303-3 section 4.5)."""
    font = _font((*_OCR_B, *_MONO), 2.7)
    for place, char in enumerate(line):
        pen.text(_at(7.8 + 2.54 * place, y), char, _INK, font, anchor="ms")


def _security_print(pen: ImageDraw.ImageDraw) -> None:
    """Fine wavy lines in a pale colour, as a background that no flat area is left of."""
    for offset in range(-40, _PAGE[1] + 40, 12):
        wave = [(x, offset + 14 * math.sin(x / 90 + offset / 37)) for x in range(0, _PAGE[0] + 20, 20)]
        pen.line(wave, fill=(222, 228, 212), width=2)


def _table(size: tuple[int, int], dice: random.Random) -> Image.Image:
    """A plain surface in a dark to middling tone with a little grain."""
    tone = Image.new("RGB", size, tuple(dice.randint(50, 130) for _ in range(3)))
    return Image.blend(tone, _grain(size, dice), 0.06)


def _grain(size: tuple[int, int], dice: random.Random) -> Image.Image:
    return Image.frombytes("L", size, dice.randbytes(size[0] * size[1])).convert("RGB")


def _tilt(page: tuple[int, int], scene: tuple[int, int], dice: random.Random, level: float) -> tuple[float, ...]:
    """The eight numbers that lead from a place in the scene back to the page: turned, and seen at a slant.

    Around both middles: page = turn(scene) / (1 + g x + h y).
    """
    angle = math.radians(dice.uniform(-3, 3) * level)
    zoom = dice.uniform(1.0, 1.08)
    g, h = (dice.uniform(-4e-5, 4e-5) * level for _ in range(2))
    a, b, d, e = zoom * math.cos(angle), zoom * -math.sin(angle), zoom * math.sin(angle), zoom * math.cos(angle)
    (px, py), (sx, sy) = (page[0] / 2, page[1] / 2), (scene[0] / 2, scene[1] / 2)
    # With x - sx for x, and the page's middle added; then everything divided so that the last number is one.
    one = 1 - g * sx - h * sy
    rows = [(a + px * g, b + px * h, px * one - a * sx - b * sy), (d + py * g, e + py * h, py * one - d * sx - e * sy)]
    return tuple(value / one for row in (*rows, (g, h)) for value in row)


def _lit(scene: Image.Image, dice: random.Random, level: float) -> Image.Image:
    """Darker towards one side; in every third photo a lamp is mirrored, away from portrait and zone."""
    shade = Image.linear_gradient("L").rotate(dice.choice((0, 90, 180, 270))).resize(scene.size)
    strength = 0.18 * level * dice.random()
    scene = Image.composite(scene, scene.point(lambda value: value * (1 - strength)), shade)
    if dice.random() < level / 3:
        width, height = round(scene.width * 0.12), round(scene.height * 0.07)
        glow = Image.radial_gradient("L").resize((width, height)).point(lambda value: max(0, 170 - 1.4 * value) * level)
        place = (round(scene.width * dice.uniform(0.6, 0.8)), round(scene.height * dice.uniform(0.2, 0.3)))
        scene.paste(Image.new("RGB", (width, height), "white"), place, glow)
    return scene
