"""`python -m bench screening DIR`: who is found on published lists, who is wrongly found, and the cost of a query.

DIR has `lists/` (files as published) and `queries.json`: `queries` [{qid, cls, name, dob, country, expect}], classes
that begin with `n` expect nobody; `holdout` {entity id: names that the index must not know}. The limits were chosen on
one half of the queries ("tuned"); "other" is the other half, and "unseen" are queries of the same classes, drawn with a
seed from entities that `queries.json` does not ask for.
"""

from __future__ import annotations

import argparse
import gc
import json
import tempfile
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench._awkward import awkward
from bench._crowd import crowd
from bench._figures import peak_mb
from bench._published import known, published
from bench._rivals import logic, plain
from bench._tally import Find, Query, measured
from bench._unseen import Unseen, unseen
from kyc.adapters.screening import create
from kyc.adapters.screening.lists import ListSource
from kyc.adapters.screening.loading import load_sources
from kyc.domain.countries import country
from kyc.domain.errors import Unavailable
from kyc.domain.screening import Person
from kyc.domain.watchlists import KINDS

_SEED = 7
_SHOWN = ("recall", "wrong_ordinary", "wrong_namesakes")


def main(argv: list[str]) -> None:
    options = _options(argv)
    asked = json.loads((options.folder / "queries.json").read_text())
    lists = published(options.folder / "lists")
    drawn = unseen(lists, asked["queries"])
    sources = known(lists, asked["holdout"], drawn.hidden, original_script=options.original_script)
    if options.scale:
        missing = options.scale - sum(len(list(source.entities)) for source in sources)
        sources.append(crowd(_people(lists, asked["queries"] + drawn.queries), max(0, missing)))
    with tempfile.TemporaryDirectory() as directory:
        started = time.perf_counter()
        loaded = load_sources(Path(directory), sources)
        head: dict[str, Any] = {"entities": sum(version.entities for _, version in loaded)}
        head["build_s"] = round(time.perf_counter() - started, 1)
        result = head | _measure(Path(directory), asked["queries"], drawn)
        result["hostile"] = _hostile(_screening(Path(directory)), options.hostile, drawn)
        gc.unfreeze()
        result["rss_mb"] = peak_mb()
        if options.peers:
            result["peers"] = _peers(sources, Path(directory), asked["queries"])
    _print(result)


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench screening", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--peers", action="store_true", help="measure rapidfuzz over all names, and logic-v2, beside us"
    )
    parser.add_argument(
        "--original-script",
        action="store_true",
        help="keep names that the UN lists in their own script; without them the Arabic class measures transliteration",
    )
    parser.add_argument("--scale", type=int, default=0, metavar="N", help="grow the sanctions lists to N entries")
    parser.add_argument("--hostile", type=int, default=1000, metavar="N", help="how many hostile names to time")
    return parser.parse_args(argv)


def _people(sources: Iterable[ListSource], queries: Iterable[Query]) -> list[tuple[str, str | None]]:
    """Listed persons and the ordinary people of the queries, with a country: the crowd shares their names."""
    persons = [entity for source in sources for entity in source.entities if entity.may_be_person]
    listed = [(entity.name, next(iter(entity.countries), None)) for entity in persons]
    return listed + [(query["name"], country(query["country"] or "")) for query in queries if not query["expect"]]


def _screening(directory: Path) -> Find:
    """Both screenings of a verification; their costs are added."""
    indexes = [create(directory, kind) for kind in KINDS if (directory / kind).exists()]

    def find(person: Person) -> set[str]:
        answers = [index.screen(person, samples=False) for index in indexes]
        return {match.entity_id for answer in answers for match in answer.matches}

    return find


def _measure(directory: Path, queries: Sequence[Query], drawn: Unseen) -> dict[str, Any]:
    find = _screening(directory)
    find(Person("Warm Up"))
    # No server has the lists that this process holds, so exclude them from garbage collection.
    gc.collect()
    gc.freeze()
    halves = {"tuned": 1, "other": 0}
    return measured(find, queries) | {
        "undated": measured(find, queries, dated=False),
        **{name: measured(find, [one for one in queries if _half(one) == bit]) for name, bit in halves.items()},
        "unseen": measured(find, drawn.queries),
    }


def _half(query: Query) -> int:
    return zlib.crc32(query["qid"].encode()) & 1


def _hostile(find: Find, size: int, drawn: Unseen) -> dict[str, Any]:
    """The cost of the most expensive of many hostile names, and how many are answered as unreadable."""
    slowest, unreadable = 0.0, 0
    for name in awkward(size, _SEED, [query["name"] for query in drawn.queries]):
        started = time.process_time()
        try:
            find(Person(name))
        except Unavailable:
            unreadable += 1
        slowest = max(slowest, (time.process_time() - started) * 1000)
    return {"names": size, "unreadable": unreadable, "slowest_cpu_ms": round(slowest, 1)}


def _peers(sources: Sequence[ListSource], directory: Path, queries: Sequence[Query]) -> dict[str, Any]:
    rivals = {"rapidfuzz token_sort_ratio": plain(sources), "nomenklatura logic-v2": logic(directory)}
    return {name: measured(find, queries) for name, find in rivals.items() if find}


def _print(result: Mapping[str, Any]) -> None:
    parts = [result, *(result[name] for name in ("tuned", "other", "unseen", "undated"))]
    print(f"{'':28}     all   tuned   other  unseen undated")
    for name in sorted({name for part in parts for name in part["classes"]}):
        print(f"{name:28}", *(f"{part['classes'].get(name, float('nan')):7.1%}" for part in parts))
    for name in _SHOWN:
        print(f"{name:28}", *(f"{part[name]:7.2%}" for part in parts))
    for name, figures in result.get("peers", {}).items():
        print(name, *(f"{shown} {figures[shown]:.2%}" for shown in _SHOWN), figures["cpu_ms"])
    print(json.dumps(result))
