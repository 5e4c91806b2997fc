"""Document readers that misbehave, named by a setting like any other reader."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kyc.domain.documents import DocumentType
from kyc.domain.evidence import DocumentReading, Engine
from kyc.domain.ports import Page


class Deadly:
    """Like an image that takes the whole process down inside a library; other documents show nothing."""

    def read(self, pages: Sequence[Page], declared: DocumentType | None, today: date) -> DocumentReading:
        if declared is DocumentType.PASSPORT:
            os.kill(os.getpid(), signal.SIGKILL)
        return DocumentReading(None, {}, None, Engine("nothing", "1"))


class Endless(Deadly):
    """Like an image that a library never finishes with."""

    def read(self, pages: Sequence[Page], declared: DocumentType | None, today: date) -> DocumentReading:
        while declared is DocumentType.PASSPORT:
            time.sleep(1)
        return super().read(pages, declared, today)


def deadly(threads: int, models_dir: Path | None = None) -> Deadly:
    return Deadly()


def endless(threads: int, models_dir: Path | None = None) -> Endless:
    return Endless()
