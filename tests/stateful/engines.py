"""Engines that cost and measure nothing, named by settings like any others: people decide instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

from kyc.domain.errors import Unavailable
from kyc.domain.evidence import ListVersion


class Nothing:
    """Implements every port by being unavailable."""

    def __getattr__(self, measure: str) -> Any:
        if measure.startswith("__"):
            raise AttributeError(measure)
        return self._away

    def _away(self, *_: object, **__: object) -> NoReturn:
        raise Unavailable("model_missing")

    def lists(self) -> list[ListVersion]:
        return []


def create(models_dir: Path | None = None, threads: int = 1, directory: Path | None = None, kind: str = "") -> Nothing:
    return Nothing()
