"""Sheets with lines where a test wants them, without any reading of pixels."""

from __future__ import annotations

import numpy as np

from kyc.adapters.documents.boxes import Box
from kyc.adapters.documents.ocr import Reading
from kyc.adapters.documents.sheet import Line, Sheet


def box(x: float, y: float, width: float = 200, height: float = 20) -> Box:
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], np.float32)


def line(text: str, x: float, y: float, width: float = 200, height: float = 20, confidence: float = 0.99) -> Line:
    return Line(box(x, y, width, height), Reading(text, confidence, text.upper(), confidence))


def sheet(*lines: Line, turned: bool = False) -> Sheet:
    return Sheet(np.zeros((600, 900, 3), np.uint8), lines, turned)
