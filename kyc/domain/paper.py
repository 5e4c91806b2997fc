"""A printable document as plain text in sections: its content, not its layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below a header; each row is as long as `shares`, the columns' shares of the width.

    Without a header the first cell of a row is the label of the others.
    """

    shares: Sequence[float]
    rows: Sequence[Row]
    head: Row = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the paragraphs and tables below it."""

    title: str
    blocks: Sequence[str | Table]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document. `name` is its title in lists of files, which must not hold a value of a person.

    `foot` is printed on every page beside the page number; `at` is the moment that the document describes.
    """

    name: str
    title: str
    sections: Sequence[Section]
    foot: str
    at: datetime
