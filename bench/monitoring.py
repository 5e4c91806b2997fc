"""`python -m bench monitoring DIR`: the cost of a list update, and whom it misses compared to screening everybody.

DIR has `lists/` and `queries.json` as for `bench screening`. The approved applicants are the people that the queries
ask for, and a crowd drawn from their names; the update adds or changes some of the entities that the queries expect,
and others at random.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from bench._crowd import crowd
from bench._figures import peak_mb
from bench._published import known, published
from bench._tally import person
from kyc.adapters.screening import create
from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.history import IndexHistory
from kyc.adapters.screening.lists import ListSource
from kyc.adapters.screening.loading import load_sources
from kyc.adapters.screening.normalise import is_unvocalised
from kyc.domain.monitoring import Approved
from kyc.domain.ports import Watchlist
from kyc.domain.screening import Person
from kyc.services.screening.monitoring import compare
from kyc.worker.monitoring import BATCH

Pairs = set[tuple[str, str]]


def main(argv: list[str]) -> None:
    options = _options(argv)
    asked = json.loads((options.folder / "queries.json").read_text())
    sources = [one for one in known(published(options.folder / "lists"), asked["holdout"]) if _counts(one)]
    entities = {entity.id: entity for source in sources for entity in source.entities if entity.may_be_person}
    changed = _changed(entities, asked["queries"], options.changes)
    people = _applicants(asked["queries"], options.applicants)
    with tempfile.TemporaryDirectory() as directory:
        version = _update(Path(directory), entities, changed)
        watchlist = create(Path(directory), "sanctions")
        result = _measure(people, IndexHistory(Path(directory)), version, watchlist, options.compared)
    print(json.dumps({"entities": len(entities), "changes": len(changed)} | result | {"rss_mb": peak_mb()}))


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench monitoring", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--applicants", type=int, default=20_000)
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument("--compared", type=int, default=5_000, help="so many applicants are screened in full beside it")
    return parser.parse_args(argv)


def _counts(source: ListSource) -> bool:
    return source.kind == "sanctions"


def _changed(entities: Mapping[str, Entity], queries: Sequence[Mapping[str, Any]], size: int) -> list[str]:
    """Half of them are entities that one of the applicants is meant to be."""
    chance = random.Random(9)
    expected = sorted({one for query in queries for one in query["expect"]} & set(entities))
    chosen = chance.sample(expected, min(size // 2, len(expected)))
    rest = sorted(set(entities) - set(chosen))
    return [*chosen, *chance.sample(rest, min(size - len(chosen), len(rest)))]


def _applicants(queries: Sequence[Mapping[str, Any]], size: int) -> list[Approved]:
    """Everybody asked for, and a crowd with the first and last names of those that are not in Arabic.

    Names come from documents, which have them in Latin letters.
    """
    found = [person(query) for query in queries][:size]
    names = [(query["name"], None) for query in queries if not is_unvocalised(query["name"])]
    more = (_of(entity) for entity in crowd(names, size - len(found)).entities)
    people = [*found, *islice(more, size - len(found))]
    return [Approved(f"p{place}", f"v{place}", "live", person) for place, person in enumerate(people)]


def _of(entity: Entity) -> Person:
    born = date.fromisoformat(entity.birth_dates[0].value) if entity.birth_dates else None
    return Person(entity.name, born, entity.countries)


def _update(directory: Path, entities: Mapping[str, Entity], changed: Sequence[str]) -> str:
    """Two versions: half of the chosen entities are new in the second one, the others have another programme."""
    new, other = set(changed[::2]), set(changed[1::2])
    before = [entity for entity in entities.values() if entity.id not in new]
    after = [
        replace(one, programmes=(*one.programmes, "ADDED")) if one.id in other else one for one in entities.values()
    ]
    load_sources(directory, [ListSource("List", "sanctions", "2026-11-01", "v1", before)])
    version = IndexHistory(directory).version("sanctions") or ""
    load_sources(directory, [ListSource("List", "sanctions", "2026-11-08", "v2", after)])
    return version


def _measure(
    people: Sequence[Approved], history: IndexHistory, since: str, watchlist: Watchlist, compared: int
) -> dict[str, Any]:
    began = time.process_time()
    changes = history.changes("sanctions", since)
    assert changes is not None
    told = time.process_time()
    proposed = [place for batch in _batches(people) for place in changes.resembling([one.person for one in batch])]
    asked = time.process_time()
    found = _pairs([one for batch in _batches(people) for one in compare(batch, changes, watchlist)])
    done = time.process_time()
    forward = _pairs(compare(people[:compared], None, watchlist))
    each = (time.process_time() - done) / max(1, min(compared, len(people)))
    wanted = {pair for pair in forward if pair[1] in changes.fingerprints}
    return {
        "applicants": len(people),
        "cpu_s": {
            "telling_changes": round(told - began, 2),
            "whole": round(done - asked + told - began, 2),
            "proposing": round(asked - told, 2),
            "screening_everybody": round(each * len(people), 1),
        },
        "proposed": len(proposed),
        "found": len(found),
        "forward_matches": len(wanted),
        "missed": len(wanted - found),
        "only_here": len({pair for pair in found if int(pair[0][1:]) < compared} - wanted),
    }


def _pairs(found: Sequence[Any]) -> Pairs:
    return {(one.approved.profile_id, one.match.fingerprint) for one in found}


def _batches(people: Sequence[Approved]) -> list[Sequence[Approved]]:
    return [people[start : start + BATCH] for start in range(0, len(people), BATCH)]
