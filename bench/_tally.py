"""The results of screening queries: by class, with the CPU time of each."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bench._figures import quantile
from kyc.domain.screening import Person

NAMESAKES = "n_namesake_otherdob"
Query = Mapping[str, Any]
Find = Callable[[Person], set[str]]
"""The ids of the listed entities that match a person."""


@dataclass(slots=True)
class Tally:
    """For each class of queries whether somebody was found, and the CPU milliseconds of every query.

    For a class that begins with "n" nobody should be found; namesakes are counted apart from ordinary people.
    """

    found: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    cpu_ms: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        ordinary = [one for name in self.found if name[0] == "n" and name != NAMESAKES for one in self.found[name]]
        wanted = [one for name in self.found if name[0] != "n" for one in self.found[name]]
        return {
            "queries": len(self.cpu_ms),
            "recall": _share(wanted),
            "wrong_ordinary": _share(ordinary),
            "wrong_namesakes": _share(self.found.get(NAMESAKES, [])),
            "classes": {name: _share(found) for name, found in sorted(self.found.items())},
            "cpu_ms": {"p50": quantile(self.cpu_ms, 0.5, 2), "p95": quantile(self.cpu_ms, 0.95, 2)},
        }


def measured(find: Find, queries: Iterable[Query], *, dated: bool = True) -> dict[str, Any]:
    """The figures of an engine; not `dated`: all queries are made without a birth date."""
    tally = Tally()
    for query in queries:
        who = person(query, dated=dated)
        started = time.process_time()
        ids = find(who)
        tally.cpu_ms.append((time.process_time() - started) * 1000)
        tally.found[query["cls"]].append(bool(ids & set(query["expect"]) if query["expect"] else ids))
    return tally.figures()


def person(query: Query, *, dated: bool = True) -> Person:
    """The person of a query; a birth date known to the year or month becomes the first day of it."""
    text = query["dob"] if dated else None
    parts = [int(part) for part in text.split("-")] if text else []
    born = date(*[*parts, 1, 1][:3]) if parts else None
    return Person(query["name"], born, (query["country"],) if query["country"] else ())


def _share(found: list[bool]) -> float:
    return round(sum(found) / len(found), 4) if found else 0.0
