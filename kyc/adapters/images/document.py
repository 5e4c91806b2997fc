"""Everything that is measured on the picture of a document before it is read."""

from __future__ import annotations

from dataclasses import dataclass, fields

import cv2
import numpy as np
import zxingcpp

from kyc.adapters.images import edges
from kyc.adapters.images.light import glare, light
from kyc.adapters.images.page import FoundPage, find_page
from kyc.adapters.images.portrait import NONE, Portrait, Portraits
from kyc.adapters.images.view import Colour, View, look, resized
from kyc.adapters.images.writing import CLEAR_PRINT, Writing, writing
from kyc.domain.ports import Picture

# The library stops at the first of these that it can decode; a licence's back has one, a front hardly ever has.
_BARCODES = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.PDF417,))
_BARCODE_SIDE = 2400


@dataclass(frozen=True, slots=True)
class Measures:
    """Measurements of one picture: lengths in its own pixels, fractions from 0 to 1, brightness from 0 to 255.

    `page` is 1 where an outline was found, 2 where the picture is the page itself, `page_long_side` then the page's.
    `writing` grows with the print that is seen. `zone_lines`, `zone_pitch` (pixels from letter to letter), `zone_room`
    (letters that fit along it), `zone_margin` (letters between it and the edge) and `zone_cut` (ends of rows at the
    edge) are 0 without a zone. `portrait` is the confidence in a face and `portrait_height` its fraction of the page's
    shorter side; `portrait_sought` is 0 without a detector, `portrait_eyes` is the distance between the eyes.
    """

    long_side: float
    page: float
    page_long_side: float
    page_cut: float
    sharpness: float
    contrast: float
    dark_share: float
    bright_share: float
    glare_share: float
    writing: float
    zone_lines: float
    zone_pitch: float
    zone_room: float
    zone_margin: float
    zone_cut: float
    portrait: float
    portrait_height: float
    portrait_cut: float
    portrait_sought: float
    barcode: float
    portrait_eyes: float = 0

    def as_map(self) -> dict[str, float]:
        return {field.name: round(float(getattr(self, field.name)), 4) for field in fields(self)}


def measure(picture: Picture, portraits: Portraits) -> tuple[Measures, FoundPage | None]:
    """All measurements and the page; the file is decoded once, at the size they need."""
    view = look(picture)
    written = writing(view.grey)
    page = find_page(view.colour, written)
    seen = portraits.find(view.colour, _turns(written))
    face = seen or NONE
    size = (view.colour.shape[1], view.colour.shape[0])
    long_side, short_side = _page_sides(page, size)
    inside = _page_of(view.native, page)
    shine, lit = glare(inside), light(inside)
    pitches = [row.pitch for row in written.zone]
    found = Measures(
        long_side=max(picture.width, picture.height),
        page=0 if page is None else 2 if page.whole else 1,
        page_long_side=long_side / view.scale,
        page_cut=page.cut if page else 0,
        sharpness=lit.sharpness,
        contrast=lit.contrast,
        dark_share=lit.dark_share,
        bright_share=lit.bright_share,
        glare_share=shine,
        writing=written.strength,
        zone_lines=edges.zone_lines(written),
        zone_pitch=float(np.median(pitches)) / view.scale if pitches else 0,
        zone_room=edges.steps_of_room(written, size),
        zone_margin=edges.margin(written, size),
        zone_cut=edges.rows_cut(written, size),
        portrait=face.score,
        portrait_height=face.height / short_side,
        portrait_cut=edges.portrait_cut(face, size),
        portrait_sought=0 if seen is None else 1,
        barcode=_has_barcode(view, written, face),
        portrait_eyes=face.eyes / view.scale,
    )
    return found, page


def _turns(written: Writing) -> tuple[int, ...]:
    """The quarter turns in which a portrait may be upright: along the print, where there is any."""
    if written.strength < CLEAR_PRINT:
        return 0, 1, 2, 3
    lean = abs(np.cos(written.angle))
    return (0, 2) if lean > 0.85 else (1, 3) if lean < 0.5 else (0, 1, 2, 3)


def _page_sides(page: FoundPage | None, size: tuple[int, int]) -> tuple[float, float]:
    """The longer and the shorter side of the page, or of the picture where none was found."""
    if page is None:
        return float(max(size)), float(min(size))
    a, b, _, d = page.corners * np.array(size, np.float32)
    across, down = float(np.linalg.norm(b - a)), float(np.linalg.norm(d - a))
    return max(across, down), max(1.0, min(across, down))


def _page_of(native: Colour, page: FoundPage | None) -> Colour:
    """The upright rectangle around the page, or the whole picture where none was found."""
    if page is None or page.whole:
        return native
    size = np.array([native.shape[1], native.shape[0]])
    left, top = np.clip(page.corners.min(0) * size, 0, size - 1).astype(int)
    right, bottom = np.clip(page.corners.max(0) * size, 0, size).astype(int)
    return native[top : max(bottom, top + 1), left : max(right, left + 1)]


def _has_barcode(view: View, written: Writing, face: Portrait) -> float:
    """Whether a PDF417 can be decoded (3 to 30 ms); tried only where neither a zone nor a sure face tells the side."""
    if written.zone or face.score > 0.9:
        return 0.0
    grey = cv2.cvtColor(view.native, cv2.COLOR_BGR2GRAY).astype(np.uint8)
    fitting = resized(grey, min(1.0, _BARCODE_SIDE / max(grey.shape)))
    return float(bool(zxingcpp.read_barcodes(fitting, formats=_BARCODES)))
