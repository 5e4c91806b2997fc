"""The desk's figures: outcomes of the verifications opened in a period, by day, group and wait, in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, String, case, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from kyc.services.numbers.cohort import DAY_S, Scope, cohort
from kyc.services.numbers.tally import Tally, sums

FINE_S, HOUR_S = 600, 3600
SEEN = "seen"
KEYS = ("kind", "country", "device", "capture")
"""What groups are formed by: columns of the cohort."""
Named = dict[str | None, Tally]


@dataclass(frozen=True, slots=True)
class Groups:
    """The tallies of each breakdown; `by` has one for each of KEYS, with None for the group where it is unknown.

    `waits` counts the decided ones by seconds waited, the shortest first, and by whether a person saw them.
    """

    total: Tally
    days: tuple[Tally, ...]
    by: dict[str, Named]
    waits: dict[tuple[int, bool], int]


def groups(session: Session, scope: Scope) -> Groups:
    """Every breakdown of the period; a day on which nothing was opened has a tally of zeros."""
    cuts: dict[str, list[tuple[int, tuple[str | None, ...], Tally]]] = {"day": [], "group": [], "wait": []}
    for cut, number, *rest in session.execute(_statement(cohort(scope))):
        cuts[cut].append((number, tuple(rest[: len(KEYS)]), Tally(*rest[len(KEYS) :])))
    by_day = {day: tally for day, _, tally in cuts["day"]}
    days = tuple(by_day.get(day, Tally()) for day in range(scope.days))
    by = {key: _folded((names[place], tally) for _, names, tally in cuts["group"]) for place, key in enumerate(KEYS)}
    waits = {(wait, names[0] == SEEN): tally.opened for wait, names, tally in cuts["wait"]}
    return Groups(sum(days, Tally()), days, by, dict(sorted(waits.items())))


def _statement(of: CTE) -> Any:
    """Three breakdowns of the same rows in one statement, so that the tables are read once."""
    wait, seen, counted = _rounded(of.c.wait), case((of.c.seen == 1, SEEN), else_=""), sums(of)
    count_alone = [counted[0], *(literal(0) for _ in counted[1:])]
    keys = [of.c[key] for key in KEYS]
    return union_all(
        _cut("day", of.c.day, (), counted).group_by(of.c.day),
        _cut("group", cast(null(), Integer), keys, counted).group_by(*keys),
        _cut("wait", wait, (seen,), count_alone).where(of.c.wait.is_not(None)).group_by(wait, of.c.seen),
    )


def _cut(
    name: str, number: ColumnElement[int], words: Sequence[ColumnElement[Any]], counted: Sequence[ColumnElement[int]]
) -> Select[*tuple[Any, ...]]:
    """One breakdown: a number and as many words as there are KEYS, null where it has fewer."""
    filled = [*words, *(cast(null(), String) for _ in KEYS[len(words) :])]
    named = [word.label(key) for word, key in zip(filled, KEYS, strict=True)]
    return select(literal(name).label("cut"), number.label("number"), *named, *counted)


def _rounded(wait: ColumnElement[int]) -> ColumnElement[int]:
    """The wait rounded down, so that groups are few: to seconds under 10 minutes, minutes under a day, then hours."""
    steps = (wait < FINE_S, wait), (wait < DAY_S, wait - wait % 60)
    return case(*steps, else_=wait - wait % HOUR_S)


def _folded(rows: Iterable[tuple[str | None, Tally]]) -> Named:
    """The tallies of the same group added up, the largest first."""
    found: Named = {}
    for name, tally in rows:
        found[name] = found.get(name, Tally()) + tally
    return dict(sorted(found.items(), key=lambda entry: (-entry[1].opened, entry[0] or "~")))
