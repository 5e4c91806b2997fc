"""A page to draw on in millimetres: background print, labelled entries, a portrait, the rows of a zone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

MM = 14
"""Pixels per millimetre."""
INK, LABEL, SEAL = (16, 16, 20), (96, 96, 100), (104, 28, 52)
_SHEET, _WAVES = (238, 240, 226), (222, 228, 212)

# Debian's `fonts-ocr-b` and `fonts-dejavu-core`; without them Pillow's own font is readable too.
OCR_B = ("/usr/share/fonts/opentype/ocr-b/OCRB.otf", "/usr/share/fonts/truetype/ocr-b/OCRB.ttf")
MONO = ("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",)
SANS = ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",)

Colour = tuple[int, int, int]
Place = tuple[float, float]
Entry = tuple[str, str, Place]
"""Label, value and the position of the label's top left corner."""

# Sizes of ISO/IEC 7810 (ID-1, ID-2, ID-3) and of ICAO 9303-7 (visas), in millimetres.
ID_1, ID_2, ID_3 = (85.6, 54.0), (105.0, 74.0), (125.0, 88.0)
MRV_A, MRV_B = (120.0, 80.0), ID_2


class Paper:
    """One side of a document; all positions and sizes are in millimetres from the top left corner."""

    def __init__(self, size: Place) -> None:
        self.size = size
        self.image = Image.new("RGB", _at(*size), _SHEET)
        self._pen = ImageDraw.Draw(self.image)
        self._security_print()

    def write(self, text: str, place: Place, height: float, colour: Colour = INK) -> None:
        """Write text with capitals of about this height."""
        self._pen.text(_at(*place), text, colour, _font(SANS, height))

    def fill(self, place: Place, size: Place, colour: Colour) -> None:
        self._pen.rectangle((_at(*place), _at(place[0] + size[0], place[1] + size[1])), colour)

    def entries(self, entries: Iterable[Entry], *, label: float = 1.7, value: float = 2.9) -> None:
        """Draw labels with the values below them, in capitals of these heights."""
        for name, text, (x, y) in entries:
            self.write(name, (x, y), label, LABEL)
            self.write(text, (x, y + label + 0.6), value)

    def picture(self, picture: Image.Image, place: Place, size: Place) -> None:
        """Draw a photograph, stretched to this size in millimetres."""
        self.image.paste(picture.convert("RGB").resize(_at(*size), Image.Resampling.LANCZOS), _at(*place))

    def zone(self, lines: Sequence[str], left: float, last: float, step: float = 6.4) -> None:
        """Draw OCR-B size 1, ten characters per inch (ICAO 9303-3 section 4.5), the last row at the height `last`."""
        font = _font((*OCR_B, *MONO), 2.7)
        for row, line in enumerate(lines):
            baseline = last - step * (len(lines) - 1 - row)
            for place, char in enumerate(line):
                self._pen.text(_at(left + 2.54 * place, baseline), char, INK, font, anchor="ms")

    def _security_print(self) -> None:
        """Draw fine wavy lines in a pale colour, so that no area is blank."""
        width, height = self.image.size
        for offset in range(-40, height + 40, 12):
            wave = [(x, offset + 14 * math.sin(x / 90 + offset / 37)) for x in range(0, width + 20, 20)]
            self._pen.line(wave, fill=_WAVES, width=2)


def _at(x: float, y: float) -> tuple[int, int]:
    return round(x * MM), round(y * MM)


def _font(paths: tuple[str, ...], millimetres: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The first installed font, sized for capitals of about this height."""
    size = millimetres * MM / 0.72
    found = next((path for path in paths if Path(path).is_file()), None)
    return ImageFont.truetype(found, size) if found else ImageFont.load_default(size)
