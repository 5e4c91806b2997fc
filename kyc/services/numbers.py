"""The desk's figures: what became of the verifications opened in a period, by day, group and wait, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, String, case, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from kyc.services.numbers_cohort import DAY_S, Scope, cohort
from kyc.services.numbers_tally import Tally, sums

FINE_S, HOUR_S = 600, 3600
Named = dict[str | None, Tally]


@dataclass(frozen=True, slots=True)
class Groups:
    """The tallies of each cut; None names the group of whom it is not known, `waits` are those decided, by seconds."""

    total: Tally
    days: tuple[Tally, ...]
    kinds: Named
    countries: Named
    waits: dict[int, Tally]


def groups(session: Session, scope: Scope) -> Groups:
    """Every cut of the period; a day on which nothing was opened has a tally of noughts."""
    cuts: dict[str, list[tuple[Any, ...]]] = {"day": [], "group": [], "wait": []}
    for cut, *row in session.execute(_statement(cohort(scope))):
        cuts[cut].append((*row[:3], Tally(*row[3:])))
    by_day = {day: tally for day, _, _, tally in cuts["day"]}
    days = tuple(by_day.get(day, Tally()) for day in range(scope.days))
    kinds = _folded((kind, tally) for _, kind, _, tally in cuts["group"])
    countries = _folded((country, tally) for _, _, country, tally in cuts["group"])
    waits = dict(sorted((wait, tally) for wait, _, _, tally in cuts["wait"]))
    return Groups(sum(days, Tally()), days, kinds, countries, waits)


def _statement(of: CTE) -> Any:
    """Three cuts of the same rows, so that the tables are read once."""
    number, word, wait = cast(null(), Integer), cast(null(), String), _rounded(of.c.wait)
    return union_all(
        _cut(of, "day", of.c.day, word, word).group_by(of.c.day),
        _cut(of, "group", number, of.c.kind, of.c.country).group_by(of.c.kind, of.c.country),
        _cut(of, "wait", wait, word, word).where(of.c.wait.is_not(None)).group_by(wait),
    )


def _cut(of: CTE, name: str, *keys: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    named = [key.label(label) for key, label in zip(keys, ("number", "kind", "country"), strict=True)]
    return select(literal(name).label("cut"), *named, *sums(of))


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
