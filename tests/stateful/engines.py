"""Engines that cost nothing and measure nothing, named by settings as any others are: people decide what they left."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

from kyc.domain.errors import Unavailable
from kyc.domain.evidence import ListVersion


class Nothing:
    """Fills every port by being away."""

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
