"""`python -m bench documents DIR`: how well documents are read, why uploads are refused, and the cost of both.

DIR has images and `truth.json`: {file: {mrz, lines, type, country, number, nationality, dob, sex, expiry, surname,
given, valid}}; dates are YYMMDD, `mrz` false means that no zone is visible. Nothing is declared to the reader.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench._cards import card_figures, card_miss, card_table, cards
from bench._drawn import photographs
from bench._figures import peak_mb, within
from bench._peers import measure_peers
from bench._product import Case, Upload, read_all
from bench._reading import FIELDS, Result, figures, miss
from bench._sweep import sweep, sweep_table
from bench.server import models_dir
from kyc.adapters import documents
from kyc.domain.documents import Side
from kyc.domain.ports import DocumentReader


def main(argv: list[str]) -> None:
    options = _options(argv)
    folder = within(options.folder, "documents")
    cases = _cases(folder)
    reader = documents.create(threads=options.threads, models_dir=models_dir())
    upload = Upload()
    results = list(read_all(reader, cases, upload))
    _table(results, upload)
    result = figures(results) | upload.figures(results) | {"rss_mb": peak_mb()} | _fresh(reader, options)
    if options.peers or options.peer_python:
        paths, truth = ({one.name: folder / one.name for one in cases}, {one.name: one.truth for one in cases})
        result["peers"] = dict(measure_peers(options.peer_python, paths, truth))
    _print(result)


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench documents", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threads", type=int, default=2, help="of the reader; the setting's default is 2")
    parser.add_argument("--drawn", type=int, default=0, metavar="N", help="also read N freshly drawn passports")
    parser.add_argument("--drawn-cards", type=int, default=0, metavar="N", help="N cards, visas and licences")
    parser.add_argument("--sweep", type=int, default=0, metavar="N", help="N passports and cards at each turn and size")
    parser.add_argument("--seed", type=int, help="draw the photographs of an earlier run again")
    parser.add_argument("--peers", action="store_true", help="other readers beside ours, installed in a scratch place")
    parser.add_argument("--peer-python", type=Path, help="the Python of an environment in which peers are installed")
    return parser.parse_args(argv)


def _cases(folder: Path) -> list[Case]:
    truth = json.loads((folder / "truth.json").read_text())
    return [Case(name, ((Side.FRONT, (folder / name).read_bytes()),), said) for name, said in sorted(truth.items())]


def _fresh(reader: DocumentReader, options: argparse.Namespace) -> dict[str, Any]:
    """Newly drawn documents: each block under its name, with the seed that draws it again."""
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(2**32)
    found: dict[str, Any] = {}
    if options.drawn:
        found["drawn"] = {"seed": seed, **_drawn(reader, options.drawn, seed)}
    if options.drawn_cards:
        found["cards"] = {"seed": seed, **_cards(reader, options.drawn_cards, seed)}
    if options.sweep:
        print(f"\nevery turn and size, {options.sweep} of each, --seed {seed}")
        found["sweep"] = sweep(reader, options.sweep, seed)
        print(sweep_table(found["sweep"]))
    return found


def _drawn(reader: DocumentReader, number: int, seed: int) -> dict[str, Any]:
    print(f"\n{number} drawn passports, --seed {seed}")
    upload = Upload()
    results = list(read_all(reader, photographs(number, seed), upload))
    _table(results, upload)
    return figures(results) | upload.figures(results)


def _cards(reader: DocumentReader, number: int, seed: int) -> dict[str, Any]:
    print(f"\n{number} drawn cards, visas and licences, --seed {seed}")
    upload = Upload()
    results = list(read_all(reader, cards(number, seed), upload))
    for one in results:
        _line(one, upload, card_miss(one))
    found = card_figures(results)
    print(card_table(found))
    return {**found, "refused": len(upload.refused)}


def _table(results: Iterable[Result], upload: Upload) -> None:
    """One line per image that is not entirely right."""
    for one in results:
        _line(one, upload, miss(one))


def _line(one: Result, upload: Upload, missed: str) -> None:
    refused = f"upload: {upload.refused[one.name]}" if one.name in upload.refused else ""
    said = "; ".join(part for part in (refused, missed) if part)
    if said:
        print(f"{one.name:28.40} {said}")


def _print(result: dict[str, Any]) -> None:
    columns = {"ours": result, **{name: one for name, one in result.get("peers", {}).items() if "documents" in one}}
    print("\n" + " " * 16 + "".join(f"{name:>14}" for name in columns))
    for name in ("documents", "full_exact", "valid_found", "false_valid", "false_positive", "clear", "clear_right"):
        print(f"{name:16}" + "".join(f"{one.get(name, '-'):>14}" for one in columns.values()))
    for name in FIELDS:
        print(f"{name:16}" + "".join(f"{one['fields'][name]:>14}" for one in columns.values()))
    for name in ("cpu_s_median", "cpu_s_p95", "rss_mb"):
        print(f"{name:16}" + "".join(f"{one[name]:>14}" for one in columns.values()))
    print(json.dumps(result))
