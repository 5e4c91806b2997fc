"""Reads identity documents from photos: machine-readable zone and print, by text recognition on the processor."""

from __future__ import annotations

from kyc.adapters.documents.ocr import Ocr
from kyc.adapters.documents.reader import Reader
from kyc.domain.ports import DocumentReader


def create(threads: int = 2) -> DocumentReader:
    """A reader with so many threads; its models (31 MB) are loaded when the first page comes, once per process."""
    return Reader(Ocr(threads))
