"""Reads identity documents from photos by OCR on the CPU: the machine-readable zone, the barcode and the print."""

from __future__ import annotations

from pathlib import Path

from kyc.adapters.documents.ocr import Ocr
from kyc.adapters.documents.reader import Reader
from kyc.adapters.documents.second import SecondReader
from kyc.domain.ports import DocumentReader


def create(threads: int = 2, models_dir: Path | None = None) -> DocumentReader:
    """A reader with this many threads; its models (31 MB) are loaded once per process, for the first page.

    `models_dir` has the weights of the second reader of zones (11 MB); without them the print is the only second
    reading, and a zone field that is not printed as well is never clear.
    """
    return Reader(Ocr(threads), SecondReader(models_dir))
