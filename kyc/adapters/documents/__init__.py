"""Reads identity documents from photos: machine-readable zone and print, by text recognition on the processor."""

from __future__ import annotations

from pathlib import Path

from kyc.adapters.documents.ocr import Ocr
from kyc.adapters.documents.reader import Reader
from kyc.adapters.documents.second import SecondReader
from kyc.domain.ports import DocumentReader


def create(threads: int = 2, models_dir: Path | None = None) -> DocumentReader:
    """A reader with so many threads; its models (31 MB) are loaded when the first page comes, once per process.

    `models_dir` has the weights of the second reader of zones (11 MB); without them the print is the only second
    opinion, and what is not printed too is never clear.
    """
    return Reader(Ocr(threads), SecondReader(models_dir))
