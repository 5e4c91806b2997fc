"""A progress bar for long loads: on standard error, and none where that is not a terminal."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from itertools import repeat
from typing import Any

import click


class LoadProgress:
    """Counts the entries of each list in a bar of its own; a list that is read at once shows none."""

    def __init__(self) -> None:
        self._stack, self._seen = ExitStack(), sys.stderr.isatty()
        self._name, self._at = "", 0
        self._bar: Any = None

    def __enter__(self) -> LoadProgress:
        return self

    def __exit__(self, *details: object) -> None:
        self._stack.close()

    def __call__(self, name: str, expected: int, entries: int) -> None:
        """Fills `kyc.adapters.screening.loading.Progress`."""
        if not self._seen:
            return
        if name != self._name or entries < self._at:
            self._stack.close()
            self._name, self._at = name, 0
            self._bar = self._stack.enter_context(_bar(name, expected))
        self._bar.update(entries - self._at)
        self._at = entries


def _bar(name: str, expected: int) -> Any:
    """Without a number to expect it only counts."""
    return click.progressbar(
        repeat(None), length=expected or None, label=name, show_pos=True, show_eta=bool(expected), file=sys.stderr
    )
