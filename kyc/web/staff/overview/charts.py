"""Small charts as SVG: bars and lines by attributes and classes only, so that the content policy needs no exception.

Each is one image with a title and a description; its figures are in the table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from markupsafe import Markup

WIDTH = 360
ROW, LABELS, VALUES = 30, 138, 54
TALL, FOOT, SIDE = 190, 24, 40
_FRAME = Markup(
    '<svg class="chart {kind}" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    ' aria-labelledby="{name}-chart {name}-chart-text">'
    '<title id="{name}-chart">{title}</title><desc id="{name}-chart-text">{text}</desc>{body}</svg>'
)
_BAR = Markup(
    '<text class="label" x="0" y="{middle}">{label}</text>'
    '<rect class="rail" x="{left}" y="{top}" width="{room}" height="14" rx="3"/>'
    '<rect class="bar" x="{left}" y="{top}" width="{length}" height="14" rx="3"/>'
    '<text class="value" x="{right}" y="{middle}" text-anchor="end">{said}</text>'
)
_GRID = Markup(
    '<path class="grid" d="M{left} {y}H{right}"/>'
    '<text class="label" x="{beside}" y="{below}" text-anchor="end">{said}</text>'
)
_FOOT = Markup('<text class="label" x="{x}" y="{y}" text-anchor="{anchor}">{said}</text>')
_LINE = Markup('<polyline class="line line-{place}" points="{points}"/>')
_LETTERS = 21


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length, and the figure in words."""

    label: str
    value: float
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, and a value for each position."""

    label: str
    values: Sequence[int]


def bars(name: str, title: str, rows: Sequence[Bar], full: float | None = None) -> Markup:
    """A bar for each row, as long as its share of `full`, or of the largest. `name` is unique on the page."""
    whole = full or max((row.value for row in rows), default=0) or 1
    body = Markup().join(_bar(place, row, row.value / whole) for place, row in enumerate(rows))
    text = "; ".join(f"{row.label}: {row.said}" for row in rows) or "Nothing to show."
    return _framed("bars", name, title, text, ROW * max(1, len(rows)), body)


def lines(name: str, title: str, ends: tuple[str, str], series: Sequence[Line]) -> Markup:
    """Lines over one axis whose first and last positions are labelled `ends`; values are counts from 0."""
    top = ceiling(max((value for line in series for value in line.values), default=0))
    grid = Markup().join(_grid(part, top) for part in (0, top // 2, top))
    drawn = Markup().join(_LINE.format(place=place, points=_points(line, top)) for place, line in enumerate(series))
    foot = Markup().join(
        _FOOT.format(x=x, y=TALL + FOOT - 6, anchor=anchor, said=said)
        for x, anchor, said in zip((SIDE, WIDTH), ("start", "end"), ends, strict=True)
    )
    told = ", ".join(f"{line.label.lower()} {sum(line.values)}" for line in series)
    return _framed("lines", name, title, f"{ends[0]} to {ends[1]}: {told}.", TALL + FOOT, grid + drawn + foot)


def ceiling(value: int) -> int:
    """The next even number of one or two digits followed by zeros, so that an axis and its middle are easy to read."""
    step = 2 * 10 ** max(0, int(log10(value)) - 1) if value > 0 else 2
    return max(2, ceil(value / step) * step)


def _framed(kind: str, name: str, title: str, text: str, height: int, body: Markup) -> Markup:
    return _FRAME.format(kind=kind, name=name, title=title, text=text, width=WIDTH, height=height, body=body)


def _bar(place: int, row: Bar, part: float) -> Markup:
    room = WIDTH - LABELS - VALUES
    label = row.label if len(row.label) <= _LETTERS else f"{row.label[: _LETTERS - 1]}…"
    where = {"top": place * ROW + 8, "middle": place * ROW + 20, "left": LABELS, "right": WIDTH, "room": room}
    return _BAR.format(label=label, length=round(room * min(1.0, part), 1), said=row.said, **where)


def _grid(value: int, top: int) -> Markup:
    y = _height(value, top)
    return _GRID.format(left=SIDE, right=WIDTH, y=y, beside=SIDE - 6, below=y + 4, said=value)


def _points(line: Line, top: int) -> str:
    step = (WIDTH - SIDE - 2) / max(1, len(line.values) - 1)
    return " ".join(f"{SIDE + place * step:.1f},{_height(value, top)}" for place, value in enumerate(line.values))


def _height(value: int, top: int) -> float:
    return round(TALL - 8 - (TALL - 18) * value / top, 1)
