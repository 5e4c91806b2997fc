"""One side of a document as lines of text: found, turned the right way up, and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from kyc.adapters.documents.boxes import Box, Image, cut, direction, length
from kyc.adapters.documents.ocr import Ocr, Reading
from kyc.domain.documents import Side

# Only after enlarging are letters of a small published specimen larger than the reader's grid.
_SMALL, _ENLARGED = 900, 1100
# Published specimens have 3 to 65 lines; a picture full of words has a thousand, and took a minute to read.
_MOST_LINES = 200
# Upside-down lines measured 0.8 and less.
_SURE = 0.9
_FALLEN = ">»›〉》"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where it is; `box` is in pixels of its sheet's image."""

    box: Box
    reading: Reading


@dataclass(frozen=True, slots=True)
class Sheet:
    """A side that was read; `turned` means that the text is upside down in the image."""

    image: Image
    lines: tuple[Line, ...]
    turned: bool
    side: Side = Side.FRONT

    def below(self, box: Box, start: Box) -> float:
        """How far `box` is below `start` for a reader of the sheet, in pixels."""
        _, down = direction(start)
        distance = float((box.mean(0) - start.mean(0)) @ down)
        return -distance if self.turned else distance

    def right_of(self, box: Box, start: Box) -> float:
        """How far the start of `box` is to the right of the start of `start`, in pixels."""
        along, _ = direction(start)
        along = -along if self.turned else along
        return float((box @ along).min() - (start @ along).min())


def decode(data: bytes) -> Image:
    """Grey pixels in three channels of an accepted image, small ones enlarged; raises `ValueError` for anything else.

    Without the tint of security print the reader mistakes fewer fillers for letters (a Czech specimen: 24 of 25 right
    instead of 8).
    """
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise ValueError("not an accepted image")
    longest = max(image.shape[:2])
    if longest < _SMALL:
        scale = min(4.0, _ENLARGED / longest)
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return cv2.merge([image, image, image]).astype(np.uint8)


def read_sheet(ocr: Ocr, image: Image, long_side: int) -> Sheet:
    """The lines of the image, only the longest of very many; the three longest show whether it is upside down."""
    boxes = sorted(ocr.find(image, long_side), key=length, reverse=True)[:_MOST_LINES]
    first, turned = _direction(ocr, image, boxes[:3])
    readings = [*first, *_read(ocr, image, boxes[3:], turned)]
    return Sheet(image, tuple(Line(box, reading) for box, reading in zip(boxes, readings, strict=True)), turned)


def _direction(ocr: Ocr, image: Image, boxes: Sequence[Box]) -> tuple[list[Reading], bool]:
    """The lines read in the more confident of two directions, and whether that is the upside-down one."""
    upright = _read(ocr, image, boxes, turned=False)
    if _sureness(upright) >= _SURE * len(boxes):
        return upright, False
    turned = _read(ocr, image, boxes, turned=True)
    return (turned, True) if _sureness(turned) > _sureness(upright) else (upright, False)


def _sureness(readings: Sequence[Reading]) -> float:
    """The confidence of the readings, less the share of `>`, as which upside-down fillers are read confidently."""
    return sum(one.confidence * (1 - sum(map(one.text.count, _FALLEN)) / max(1, len(one.text))) for one in readings)


def _read(ocr: Ocr, image: Image, boxes: Sequence[Box], turned: bool) -> list[Reading]:
    return ocr.read([cut(image, box, turned=turned) for box in boxes])
