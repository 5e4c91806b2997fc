"""Printable documents: a `Printer` that makes PDF files with ReportLab."""

from __future__ import annotations

from pathlib import Path

from kyc.adapters.paper.fonts import Fonts
from kyc.adapters.paper.press import Press
from kyc.domain.ports import Printer


def create(models_dir: Path) -> Printer:
    """A printer with the fonts in `models_dir`, or with the PDF viewer's own if these are not installed."""
    return Press(Fonts(models_dir))
