"""`python -m bench screening DIR`: who is found on published lists, who is wrongly found, and what a query costs.

DIR holds `lists/` (files as they are published) and `queries.json`: `queries` [{qid, cls, name, dob, country, expect}],
classes that begin with `n` expect nobody; `holdout` {entity id: names that the index must not know}.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from bench._crowd import crowd
from kyc.adapters.screening import KINDS, create
from kyc.adapters.screening.entity import Entity, Kind
from kyc.adapters.screening.lists import ListRefused, ListSource, read_lists
from kyc.adapters.screening.loading import load_sources
from kyc.adapters.screening.normalise import tokens
from kyc.domain.ports import Person

NAMESAKES = "n_namesake_otherdob"
_PEER, _PEER_LIMIT = "rapidfuzz token_sort_ratio", 85.0
_LATIN = re.compile("[A-Za-z]")
Find = Callable[[Person], set[str]]


@dataclass(slots=True)
class Tally:
    """For each class of queries whether somebody was found, and the CPU milliseconds of every query."""

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
            "cpu_ms": {"p50": _quantile(self.cpu_ms, 0.5), "p95": _quantile(self.cpu_ms, 0.95)},
        }


def main(argv: list[str]) -> None:
    options = _options(argv)
    asked = json.loads((options.folder / "queries.json").read_text())
    sources = _sources(options.folder / "lists", asked["holdout"], original_script=options.original_script)
    if options.crowd:
        sources.append(crowd(_names(sources, asked["queries"]), options.crowd))
    with tempfile.TemporaryDirectory() as directory:
        started = time.perf_counter()
        loaded = load_sources(Path(directory), sources)
        built = time.perf_counter() - started
        figures = _measure(_screening(Path(directory)), asked["queries"]).figures()
    head = {"entities": sum(version.entities for _, version in loaded)}
    result = head | figures | {"build_s": round(built, 1), "rss_mb": _peak_mb()}
    if options.peers:
        result["peers"] = {_PEER: _measure(_plain(sources), asked["queries"]).figures()}
    _print(result)


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench screening", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", action="store_true", help="measure rapidfuzz over all names beside us")
    parser.add_argument(
        "--original-script",
        action="store_true",
        help="keep names that the UN lists in their own script; without them the Arabic class measures transliteration",
    )
    parser.add_argument("--crowd", type=int, default=0, metavar="N", help="add N made-up people to the sanctions lists")
    return parser.parse_args(argv)


def _names(sources: Iterable[ListSource], queries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Names of listed persons and of the ordinary people that are asked for: the crowd shares both."""
    listed = [entity.name for source in sources for entity in source.entities if entity.may_be_person]
    return listed + [query["name"] for query in queries if not query["expect"]]


def _sources(folder: Path, holdout: Mapping[str, list[str]], *, original_script: bool) -> list[ListSource]:
    """Every list of the folder without the held-out names; a file of no known format is told and left out."""
    found: list[ListSource] = []
    ofac = [path for path in sorted(folder.glob("*.csv")) if "targets" not in path.name]
    for files in (ofac, *([path] for path in sorted(folder.iterdir()) if path not in ofac)):
        try:
            found += read_lists(files, kind=_kind(files[0]))
        except ListRefused as refused:
            print(f"left out: {refused}")
    return [replace(source, entities=list(_without(source.entities, holdout, original_script))) for source in found]


def _kind(path: Path) -> Kind:
    """The Senzing exports of the set are PEPs."""
    return "pep" if path.suffix == ".json" else "sanctions"


def _without(entities: Iterable[Entity], holdout: Mapping[str, list[str]], original_script: bool) -> Iterable[Entity]:
    for entity in entities:
        hidden = set(holdout.get(entity.id, ()))
        names = [name for name in (entity.name, *entity.aliases) if name not in hidden]
        if entity.id.startswith("un-") and not original_script:
            names = [name for name in names if _LATIN.search(name)]
        weak = tuple(name for name in entity.weak_aliases if name not in hidden)
        yield replace(entity, name=names[0] if names else "", aliases=tuple(names[1:]), weak_aliases=weak)


def _screening(directory: Path) -> Find:
    """Both screenings of a verification; what they cost counts together."""
    indexes = [create(directory, kind) for kind in KINDS if (directory / kind).exists()]

    def find(person: Person) -> set[str]:
        answers = [index.screen(person, samples=False) for index in indexes]
        return {match.entity_id for answer in answers for match in answer.matches}

    return find


def _plain(sources: Iterable[ListSource]) -> Find:
    """The simplest peer: every name compared with rapidfuzz, nothing but names."""
    rows = [
        (" ".join(tokens(name)), entity.id)
        for source in sources
        for entity in source.entities
        if entity.may_be_person
        for name in (entity.name, *entity.aliases, *entity.weak_aliases)
    ]
    names = [name for name, _ in rows]

    def find(person: Person) -> set[str]:
        said = " ".join(tokens(person.name))
        near = process.extract(said, names, scorer=fuzz.token_sort_ratio, limit=20, score_cutoff=_PEER_LIMIT)
        return {rows[place][1] for _, _, place in near}

    return find


def _measure(find: Find, queries: Iterable[Mapping[str, Any]]) -> Tally:
    tally = Tally()
    for query in queries:
        person = _person(query)
        started = time.process_time()
        ids = find(person)
        tally.cpu_ms.append((time.process_time() - started) * 1000)
        tally.found[query["cls"]].append(bool(ids & set(query["expect"]) if query["expect"] else ids))
    return tally


def _person(query: Mapping[str, Any]) -> Person:
    """A query whose birth date is known to the year or month is asked with the first day of it."""
    text = query["dob"] or ""
    parts = [int(part) for part in text.split("-")] if text else []
    born = date(*[*parts, 1, 1][:3]) if parts else None
    return Person(query["name"], born, (query["country"],) if query["country"] else ())


def _share(found: list[bool]) -> float:
    return round(sum(found) / len(found), 4) if found else 0.0


def _quantile(values: list[float], share: float) -> float:
    return round(sorted(values)[int((len(values) - 1) * share)], 2)


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _print(result: Mapping[str, Any]) -> None:
    for name, found in result["classes"].items():
        print(f"{name:28} {found:7.1%}")
    for name in ("recall", "wrong_ordinary", "wrong_namesakes"):
        print(f"{name:28} {result[name]:7.2%}")
    print(json.dumps(result))
