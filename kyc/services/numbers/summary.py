"""The desk's figures: what became of the verifications opened in a period, by day, group and wait, in one statement."""

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
Keys = tuple[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]]
Named = dict[str | None, Tally]


@dataclass(frozen=True, slots=True)
class Groups:
    """The tallies of each cut; None names the group of whom it is not known.

    `waits` are numbers of decided ones by seconds waited, the shortest first, and whether a person saw them.
    """

    total: Tally
    days: tuple[Tally, ...]
    kinds: Named
    countries: Named
    waits: dict[tuple[int, bool], int]


def groups(session: Session, scope: Scope) -> Groups:
    """Every cut of the period; a day on which nothing was opened has a tally of noughts."""
    cuts: dict[str, list[tuple[Any, ...]]] = {"day": [], "group": [], "wait": []}
    for cut, number, kind, country, *counted in session.execute(_statement(cohort(scope))):
        cuts[cut].append((number, kind, country, Tally(*counted)))
    by_day = {day: tally for day, _, _, tally in cuts["day"]}
    days = tuple(by_day.get(day, Tally()) for day in range(scope.days))
    kinds = _folded((kind, tally) for _, kind, _, tally in cuts["group"])
    countries = _folded((country, tally) for _, _, country, tally in cuts["group"])
    waits = {(wait, seen == SEEN): tally.opened for wait, seen, _, tally in cuts["wait"]}
    return Groups(sum(days, Tally()), days, kinds, countries, dict(sorted(waits.items())))


def _statement(of: CTE) -> Any:
    """Three cuts of the same rows, so that the tables are read once."""
    number, word, wait = cast(null(), Integer), cast(null(), String), _rounded(of.c.wait)
    seen, counted = case((of.c.seen == 1, SEEN), else_=""), sums(of)
    count_alone = [counted[0], *(literal(0) for _ in counted[1:])]
    return union_all(
        _cut("day", (of.c.day, word, word), counted).group_by(of.c.day),
        _cut("group", (number, of.c.kind, of.c.country), counted).group_by(of.c.kind, of.c.country),
        _cut("wait", (wait, seen, word), count_alone).where(of.c.wait.is_not(None)).group_by(wait, of.c.seen),
    )


def _cut(name: str, keys: Keys, counted: Sequence[ColumnElement[int]]) -> Select[*tuple[Any, ...]]:
    named = [key.label(label) for key, label in zip(keys, ("number", "kind", "country"), strict=True)]
    return select(literal(name).label("cut"), *named, *counted)


def _rounded(wait: ColumnElement[int]) -> ColumnElement[int]:
    """Down to the second under ten minutes, the minute under a day, the hour from there: few groups, close enough."""
    steps = (wait < FINE_S, wait), (wait < DAY_S, wait - wait % 60)
    return case(*steps, else_=wait - wait % HOUR_S)


def _folded(rows: Iterable[tuple[str | None, Tally]]) -> Named:
    """The same group of several rows added up, the largest first."""
    found: Named = {}
    for name, tally in rows:
        found[name] = found.get(name, Tally()) + tally
    return dict(sorted(found.items(), key=lambda entry: (-entry[1].opened, entry[0] or "~")))
