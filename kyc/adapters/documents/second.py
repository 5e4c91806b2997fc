"""A second reader of a zone's rows, with weights of its own: Tesseract and `mrz.traineddata`, in this process.

It was trained on OCR-B only and makes other mistakes than the first reader, which was trained on print of all kinds:
what both read alike was right in every document that was measured.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kyc.adapters.documents.boxes import Image
from kyc.adapters.weights import read
from kyc.adapters.weights.table import ZONE_READING
from kyc.domain.errors import Unavailable
from kyc.domain.mrz_repair import clean

HEIGHTS = (36, 48)
"""Rows are read at the first height, which the network was trained at, and in doubt again at the second."""
# Tesseract aborts the process on a strip one pixel high, so the size of what it gets is fixed.
_NARROWEST, _WIDEST = 36, 3200


class SecondReader:
    """One network per process, loaded for the first row; without its weights it reads nothing."""

    def __init__(self, models_dir: Path | None) -> None:
        self._models_dir = models_dir
        self._lock = threading.Lock()
        self._network: Any = None

    @property
    def available(self) -> bool:
        """Whether package and weights are there; what is missing or altered at the first use stays missing."""
        with self._lock:
            if self._network is None:
                self._network = _network(self._models_dir) or False
            return bool(self._network)

    def read(self, strips: Sequence[Image], height: int) -> list[str]:
        """The text of each strip, in the characters of a zone only; empty texts where this reader is not available."""
        if not self.available:
            return ["" for _ in strips]
        with self._lock:
            return [self._read(_flat(strip, height)) for strip in strips]

    def _read(self, strip: Image) -> str:
        rows, columns = strip.shape
        self._network.SetImageBytes(strip.tobytes(), columns, rows, 1, columns)
        return clean(self._network.GetUTF8Text())


def _network(models_dir: Path | None) -> Any:
    """Tesseract's interface with the weights from the table of models, or None where either is missing."""
    if models_dir is None or find_spec("tesserocr") is None:
        return None
    try:
        read(models_dir, ZONE_READING.file)
    except Unavailable:
        return None
    import tesserocr  # noqa: PLC0415  (a machine for which it is not built works without it)

    return tesserocr.PyTessBaseAPI(
        path=str(models_dir),
        lang=Path(ZONE_READING.file.name).stem,
        psm=tesserocr.PSM.RAW_LINE,
        oem=tesserocr.OEM.LSTM_ONLY,
        variables={"debug_file": "/dev/null"},
    )


def _flat(strip: Image, height: int) -> Image:
    """The strip in grey at this height, with a width that the network accepts."""
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY) if strip.ndim == 3 else strip
    width = min(_WIDEST, max(_NARROWEST, round(height * grey.shape[1] / grey.shape[0])))
    smooth = cv2.INTER_AREA if grey.shape[0] > height else cv2.INTER_CUBIC
    return cv2.resize(grey, (width, height), interpolation=smooth).astype(np.uint8)
