"""Where something is on which side: boxes of a sheet as fractions of the stored image, and parts of a line."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kyc.adapters.documents.boxes import Box, direction, length
from kyc.adapters.documents.sheet import Line, Sheet
from kyc.domain.evidence import Region, Sighting

# A single line may run across a photograph, or be a signature.
_FOR_SLANT = 5


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of print, or the part of its text that belongs to a label."""

    sheet: Sheet
    line: Line
    text: str

    def sighting(self, value: str) -> Sighting:
        """This line as a reading of a field; `value` is in the field's format."""
        return Sighting(value, "viz", round(self.line.reading.confidence, 3), region_of(self.sheet, self.line.box))


def region_of(sheet: Sheet, box: Box) -> Region:
    """The upright rectangle around a box, in fractions of the image, which undoes its enlargement for the reader."""
    height, width = sheet.image.shape[:2]
    shares = box / np.array([width, height], np.float32)
    left, top, right, bottom = (round(float(value), 4) for value in np.clip([*shares.min(0), *shares.max(0)], 0, 1))
    return Region(sheet.side, (left, top, right, bottom))


def part_of(sheet: Sheet, box: Box, start: float, end: float) -> Box:
    """The piece of a line from one fraction of its length to another, in reading direction."""
    along, down = direction(box)
    if sheet.turned:
        along, down = -along, -down
    across, depth = box @ along, box @ down
    low, length = float(across.min()), float(across.max() - across.min())
    left, right = low + start * length, low + end * length
    top, bottom = float(depth.min()), float(depth.max())
    corners = [left * along + top * down, right * along + top * down]
    corners += [right * along + bottom * down, left * along + bottom * down]
    return np.array(corners, np.float32)


def slant_of(sheet: Sheet) -> float:
    """By how many degrees the text of a sheet deviates from the nearest edge of the image, -45 to 45."""
    longest = sorted(sheet.lines, key=lambda line: length(line.box), reverse=True)[:_FOR_SLANT]
    if not longest:
        return 0.0
    angles = [math.degrees(math.atan2(along[1], along[0])) for line in longest for along in [direction(line.box)[0]]]
    return float(np.median([(angle + 45) % 90 - 45 for angle in angles]))
