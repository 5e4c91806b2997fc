"""Reads the barcode on a side of a document: PDF417 of a driving licence, and whether there is a QR code.

A barcode carries its own error correction (ISO/IEC 15438 and 18004): what is decoded is what was printed, so it plays
the part that check digits play in a machine-readable zone. One that cannot be read says nothing about the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from kyc.adapters.documents.boxes import Box, Image
from kyc.domain.aamva import Licence, parse

_FORMATS = {zxingcpp.BarcodeFormat.PDF417: "pdf417", zxingcpp.BarcodeFormat.QRCode: "qr"}
_QUICK = zxingcpp.BarcodeFormats(tuple(_FORMATS))
_THOROUGH = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.PDF417,))
# Soft or small symbols are read when enlarged; above so many pixels a try costs more than 50 ms of processor time.
_SCALES, _MOST_PIXELS = (1.5, 2.0, 3.0), 6_000_000


@dataclass(frozen=True, slots=True)
class Barcode:
    """A decoded symbol: pdf417 or qr, its corners in pixels of the image, and the licence in it where it is one.

    Its text is not kept: a licence's has the address, the weight and the colour of the eyes in it.
    """

    kind: str
    box: Box
    licence: Licence | None


def find_barcode(image: Image, *, expected: bool) -> Barcode | None:
    """The barcode of a side, one that holds a licence first; looks harder only where one is `expected`.

    `image` is grey in three channels. Measured: 1 to 11 ms for a page of 0.1 to 2.6 megapixels, 70 to 270 ms for all
    tries on the back of a licence that has none.
    """
    best: Barcode | None = None
    for tried, formats in _tries(np.ascontiguousarray(image[..., 0]), expected=expected):
        for symbol in zxingcpp.read_barcodes(tried, formats=formats):
            found = _barcode(symbol, tried.shape[1] / image.shape[1])
            if found.licence is not None:
                return found
            best = best or found
    return best


def _tries(grey: Image, *, expected: bool) -> Iterator[tuple[Image, zxingcpp.BarcodeFormats]]:
    yield grey, _QUICK
    if not expected:
        return
    yield _sharpened(grey), _THOROUGH
    for scale in _SCALES:
        if grey.size * scale * scale <= _MOST_PIXELS:
            larger = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
            yield larger, _THOROUGH


def _sharpened(grey: Image) -> Image:
    return cv2.addWeighted(grey, 2.5, cv2.GaussianBlur(grey, (0, 0), 2), -1.5, 0).astype(np.uint8)


def _barcode(symbol: zxingcpp.Barcode, scale: float) -> Barcode:
    at = symbol.position
    corners = [(one.x, one.y) for one in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
    licence = parse(_text(symbol.bytes)) if symbol.format == zxingcpp.BarcodeFormat.PDF417 else None
    return Barcode(_FORMATS[symbol.format], (np.array(corners, np.float32) / scale).astype(np.float32), licence)


def _text(content: bytes) -> str:
    """ASCII by the standard; some issuers write names in UTF-8 or ISO 8859-1."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")
