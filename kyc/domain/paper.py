"""A document on paper, as plain words in sections: what it says, not how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a head, each as long as `shares`, the columns' parts of the width.

    Without a head the first cell of a row is the label of the others.
    """

    shares: Sequence[float]
    rows: Sequence[Row]
    head: Row = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it: paragraphs and tables."""

    title: str
    blocks: Sequence[str | Table]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document. `name` is its title in lists of files, where no value of a person may stand.

    `foot` stands on every page, beside the page's number; `at` is the moment of which the document speaks.
    """

    name: str
    title: str
    sections: Sequence[Section]
    foot: str
    at: datetime
