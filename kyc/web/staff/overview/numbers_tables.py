"""The tables of the numbers page, each with what its chart shows; no row is of one person, and none has an id."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from kyc.services.numbers.agreement import Agreement
from kyc.services.numbers.cohort import Scope
from kyc.services.numbers.steps import Step, steps
from kyc.services.numbers.summary import Groups
from kyc.services.numbers.tally import Tally, share
from kyc.services.numbers.waits import Waits, waits
from kyc.web.staff.wording import spoken

GROUP_HEADS = (
    "Opened",
    "Submitted",
    "Drop-off",
    "Decided",
    "Pass rate",
    "Straight through",
    "First photos good",
    "Approved at first go",
)
WAIT_HEADS = ("Under 1 min", "1–5 min", "5–15 min", "15–60 min", "1–4 h", "4–24 h", "1–3 days", "3 days or more")
STEPS = {
    "opened": "Opened",
    "document": "Document complete",
    "selfie": "Selfie taken",
    "submitted": "Submitted",
    "decided": "Decided",
    "movements": "Head movements",
}
GROUPS = {
    "documents": ("Document type", "kind", "Not chosen yet"),
    "countries": ("Country", "country", "Not stated"),
    "devices": ("Device", "device", "No page used"),
    "captures": ("Way of the selfie", "capture", "No selfie yet"),
}
"""Each table of groups by its name: the title, the column, and the label for unknown values."""
SPOKEN = {
    "several": "Several devices",
    "unknown": "Not recognised",
    "camera": "Camera on the page",
    "upload": "File on the page",
    "api": "Sent by the partner",
}
SUBJECTS = {"cases": "Decisions on cases", "matches": "Verdicts on list entries"}


class Seconds(int):
    """A time in seconds, which pages show in larger units."""


Cell = str | int | float | Seconds | None
"""A word, a number, a share from 0 to 1 (every float is one), a time, or an empty cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `name` in addresses and ids, the columns after the first, and rows that begin with their name."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(scope: Scope, found: Groups, moved: Step, agreed: Sequence[Agreement]) -> dict[str, Table]:
    """Every table by its name, in the order of the page."""
    made = (
        _days(scope, found.days),
        _outcomes(found.total),
        _steps(found.total, moved),
        _waits(*waits(found.waits)),
        *(_groups(name, title, _named(found.by[key], nobody)) for name, (title, key, nobody) in GROUPS.items()),
        _agreements(agreed),
    )
    return {table.name: table for table in made}


def as_csv(table: Table) -> str:
    """Shares as numbers from 0 to 1, times as whole seconds, nothing where there is nothing to say."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.heads)
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _plain(cell: Cell) -> str | int:
    if cell is None:
        return ""
    return f"{cell:.4f}" if isinstance(cell, float) else cell


def _days(scope: Scope, days: Sequence[Tally]) -> Table:
    heads = ("Day", "Opened", "Submitted", "Decided", "Approved", "Rejected")
    rows: list[tuple[Cell, ...]] = [
        (day.isoformat(), *_volume(tally)) for day, tally in zip(scope.dates, days, strict=True)
    ]
    return Table("days", "Day by day", heads, tuple(rows))


def _volume(one: Tally) -> tuple[int, ...]:
    return (one.opened, one.submitted, one.decided, one.approved, one.rejected)


def _outcomes(all_of: Tally) -> Table:
    numbers = {
        "Approved, no person": all_of.approved_unseen,
        "Approved by a person": all_of.approved - all_of.approved_unseen,
        "Rejected, no person": all_of.rejected_unseen,
        "Rejected by a person": all_of.rejected - all_of.rejected_unseen,
        "Not decided yet": all_of.waiting,
        "Left before sending": all_of.gone,
        "Still under way": all_of.under_way,
    }
    rows = tuple((name, number, share(number, all_of.opened)) for name, number in numbers.items())
    return Table("outcomes", "What became of them", ("Outcome", "Number", "Share of opened"), rows)


def _steps(all_of: Tally, moved: Step) -> Table:
    heads = ("Step", "Reached", "Lost since the step before", "Tried", "First try good")
    rows: list[tuple[Cell, ...]] = [
        (STEPS[one.name], one.reached, one.lost, one.tried, one.first_tries) for one in steps(all_of)
    ]
    rows.append((STEPS[moved.name], None, None, moved.tried, moved.first_tries))
    return Table("steps", "Step by step", heads, tuple(rows))


def _waits(unseen: Waits, seen: Waits) -> Table:
    heads = ("Decided", "Number", "Half waited at most", "Nine of ten waited at most", *WAIT_HEADS)
    named = {"Without a person": unseen, "With a person": seen}
    rows = tuple(
        (name, one.number, _time(one.median_s), _time(one.slow_s), *one.classes) for name, one in named.items()
    )
    return Table("waiting", "Waiting for the decision", heads, rows)


def _time(seconds: int | None) -> Cell:
    return None if seconds is None else Seconds(seconds)


def _named(groups: Mapping[str | None, Tally], nobody: str) -> dict[str, Tally]:
    """Codes of countries stay as they are; every other word is said for people."""
    return {
        nobody if word is None else word if word.isupper() else SPOKEN.get(word, spoken(word)): tally
        for word, tally in groups.items()
    }


def _groups(name: str, title: str, groups: Mapping[str, Tally]) -> Table:
    rows = tuple((word, *_group(tally)) for word, tally in groups.items())
    return Table(name, f"By {title.lower()}", (title, *GROUP_HEADS), rows)


def _group(one: Tally) -> tuple[Cell, ...]:
    counted = (one.opened, one.submitted, one.drop_off, one.decided, one.pass_rate)
    return (*counted, one.straight_through, one.first_photos, one.first_goes)


def _agreements(agreed: Sequence[Agreement]) -> Table:
    heads = ("Of two people", "Pairs", "Alike", "Share alike", "Beyond chance")
    rows = ((SUBJECTS[one.name], one.pairs, one.alike, one.rate, one.beyond_chance) for one in agreed)
    return Table("agreement", "Agreement between reviewers", heads, tuple(rows))
