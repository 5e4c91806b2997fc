"""Reads the barcode on a side of a document: PDF417 of a driving licence, and whether there is a QR code.

A barcode carries its own error correction (ISO/IEC 15438 and 18004), so what is decoded is what was printed; it does
for a barcode what check digits do for a machine-readable zone. An unreadable one says nothing about the document.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from kyc.adapters.documents.boxes import Box, Image, Vector
from kyc.domain.aamva import Licence, parse

_FORMATS = {zxingcpp.BarcodeFormat.PDF417: "pdf417", zxingcpp.BarcodeFormat.QRCode: "qr"}
_QUICK = zxingcpp.BarcodeFormats(tuple(_FORMATS))
_THOROUGH = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.PDF417,))
# Measured on 60 synthetic photographs, half of them rotated by 17°: 18 are read as they are, 42 straightened, and all
# of them straightened at 0.6 or 0.75 of their size. Small symbols need enlarging; this many pixels cost 50 ms a try.
_SCALES, _MOST_PIXELS = (0.75, 0.6, 1.0, 1.5, 2.0, 3.0), 6_000_000
_SLANTED = 0.5

_Try = tuple[Image, zxingcpp.BarcodeFormats, Vector]


@dataclass(frozen=True, slots=True)
class Barcode:
    """A decoded symbol: pdf417 or qr, its corners in pixels of the image, and the licence it holds, if any.

    Its text is not kept: on a licence it includes the address, the weight and the eye colour.
    """

    kind: str
    box: Box
    licence: Licence | None


def find_barcode(image: Image, *, expected: bool, slant: float = 0.0) -> Barcode | None:
    """The barcode of a side, preferably one that holds a licence; tries harder only where one is `expected`.

    `image` is grey in three channels; `slant` is by how many degrees its text falls to the right. Measured: 1 to 15 ms
    for a page of 0.1 to 2.6 megapixels, 50 to 250 ms for all tries on the back of a licence without a barcode.
    """
    best: Barcode | None = None
    for tried, formats, back in _tries(np.ascontiguousarray(image[..., 0]), slant, expected=expected):
        for symbol in zxingcpp.read_barcodes(tried, formats=formats):
            found = _barcode(symbol, back)
            if found.licence is not None:
                return found
            best = best or found
    return best


def _tries(grey: Image, slant: float, *, expected: bool) -> Iterator[_Try]:
    """The picture in every form worth trying, and the transform from each back to its own pixels."""
    back = np.eye(2, 3)
    yield grey, _QUICK, back
    if not expected:
        return
    if abs(slant) > _SLANTED:
        grey, back = _straightened(grey, slant)
    for scale in _SCALES:
        if grey.size * scale * scale <= _MOST_PIXELS:
            yield _scaled(grey, scale), _THOROUGH, back / (scale, scale, 1)
    yield _sharpened(grey), _THOROUGH, back


def _scaled(grey: Image, scale: float) -> Image:
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=kind).astype(np.uint8)


def _straightened(grey: Image, slant: float) -> tuple[Image, Vector]:
    """The picture rotated so that its text is level, on a canvas large enough for all corners; and the way back."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), slant, 1.0)
    wide = math.ceil(abs(turn[0, 0]) * width + abs(turn[0, 1]) * height)
    high = math.ceil(abs(turn[0, 1]) * width + abs(turn[0, 0]) * height)
    turn[:, 2] += (wide - width) / 2, (high - height) / 2
    level = cv2.warpAffine(grey, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(255,))
    return level.astype(np.uint8), cv2.invertAffineTransform(turn)


def _sharpened(grey: Image) -> Image:
    return cv2.addWeighted(grey, 2.5, cv2.GaussianBlur(grey, (0, 0), 2), -1.5, 0).astype(np.uint8)


def _barcode(symbol: zxingcpp.Barcode, back: Vector) -> Barcode:
    at = symbol.position
    corners = np.array([(one.x, one.y) for one in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)])
    licence = parse(_text(symbol.bytes)) if symbol.format == zxingcpp.BarcodeFormat.PDF417 else None
    return Barcode(_FORMATS[symbol.format], (corners @ back[:, :2].T + back[:, 2]).astype(np.float32), licence)


def _text(content: bytes) -> str:
    """ASCII by the standard; some issuers write names in UTF-8 or ISO 8859-1."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")
