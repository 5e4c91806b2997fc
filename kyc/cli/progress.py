"""A progress bar for long loads: on standard error, and none where that is not a terminal."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from itertools import repeat
from typing import Any

import click


class LoadProgress:
    """Shows one bar per list; a list that loads at once shows none."""

    def __init__(self) -> None:
        self._stack, self._seen = ExitStack(), sys.stderr.isatty()
        self._name, self._at = "", 0
        self._bar: Any = None

    def __enter__(self) -> LoadProgress:
        return self

    def __exit__(self, *details: object) -> None:
        self._stack.close()

    def __call__(self, name: str, expected: int, entries: int) -> None:
        """Implements `kyc.adapters.screening.loading.Progress`."""
        if not self._seen:
            return
        if name != self._name or entries < self._at:
            self._stack.close()
            self._name, self._at = name, 0
            self._bar = self._stack.enter_context(_bar(name, expected))
        self._bar.update(entries - self._at)
        self._at = entries


def _bar(name: str, expected: int) -> Any:
    """A bar; without an expected number it only counts."""
    return click.progressbar(
        repeat(None), length=expected or None, label=name, show_pos=True, show_eta=bool(expected), file=sys.stderr
    )


class Counting:
    """Counts things of one kind: a bar on a terminal, elsewhere a plain line at every tenth."""

    def __init__(self, name: str, expected: int) -> None:
        self._name, self._expected, self._at = name, expected, 0
        self._bar: Any = _bar(name, expected) if sys.stderr.isatty() and expected else None

    def __enter__(self) -> Counting:
        if self._bar:
            self._bar.__enter__()
        return self

    def __exit__(self, *details: object) -> None:
        if self._bar:
            self._bar.__exit__(*details)

    def add(self, number: int) -> None:
        """Count this many more as done."""
        before, self._at = self._at, self._at + number
        if self._bar:
            self._bar.update(number)
        elif self._tenths(self._at) > self._tenths(before):
            click.echo(f"{self._at} of {self._expected} {self._name}", err=True)

    def _tenths(self, number: int) -> int:
        return 10 * number // max(1, self._expected)
