"""Small watchlist files of made-up people in the formats as they are published, written for one test each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kyc.adapters.screening.loading import load
from kyc.adapters.screening.watchlist import IndexedWatchlist
from kyc.domain.screening import Person
from kyc.domain.watchlists import Kind

CTRL_Z = "\r\n\x1a"
NOTHING = "-0- "
OPENSANCTIONS_HEADER = (
    "id",
    "schema",
    "name",
    "aliases",
    "birth_date",
    "countries",
    "addresses",
    "identifiers",
    "sanctions",
    "phones",
    "emails",
    "program_ids",
    "dataset",
    "first_seen",
    "last_seen",
    "last_change",
)


def sdn_row(number: int, name: str, kind: str = "individual", programme: str = "SDGT", remarks: str = NOTHING) -> str:
    """One line of sdn.csv with its twelve columns, quoted as OFAC quotes."""
    shown = kind if kind == NOTHING else f'"{kind}"'
    told = remarks if remarks == NOTHING else f'"{remarks}"'
    return f'{number},"{name}",{shown},"{programme}",' + f"{NOTHING}," * 7 + told


def alias_row(number: int, name: str) -> str:
    return f'{number},{number + 9000},"aka","{name}",{NOTHING}'


def address_row(number: int, country: str) -> str:
    return f'{number},{number + 5000},{NOTHING},"Somewhere","{country}",{NOTHING}'


def write_ofac(
    folder: Path,
    primary: Sequence[str],
    aliases: Sequence[str] = (),
    addresses: Sequence[str] = (),
    comments: Sequence[str] = (),
    prefix: str = "",
) -> list[Path]:
    """sdn.csv and its companions, or with `prefix="cons_"` those of the consolidated list."""
    names = {
        f"{prefix}prim.csv" if prefix else "sdn.csv": primary,
        f"{prefix}alt.csv": aliases,
        f"{prefix}add.csv": addresses,
        f"{prefix}comments.csv" if prefix else "sdn_comments.csv": comments,
    }
    return [_write(folder / name, "\r\n".join(rows) + CTRL_Z) for name, rows in names.items()]


def individual(number: int, first: str, second: str = "", inner: str = "") -> str:
    """One INDIVIDUAL of the UN list."""
    return (
        f"<INDIVIDUAL><DATAID>{number}</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>{first}</FIRST_NAME>"
        f"<SECOND_NAME>{second}</SECOND_NAME><UN_LIST_TYPE>Utopia</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>UTi.{number:03}</REFERENCE_NUMBER>{inner}</INDIVIDUAL>"
    )


def write_un(folder: Path, *entries: str, name: str = "UN_consolidated.xml", generated: str = "2026-10-30") -> Path:
    """The UN list as scsanctions.un.org writes it."""
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'dateGenerated="{generated}T00:00:09.554Z">\n<INDIVIDUALS>\n'
        + "\n".join(entries)
        + "\n</INDIVIDUALS>\n</CONSOLIDATED_LIST>\n"
    )
    return _write(folder / name, text)


def write_opensanctions(folder: Path, rows: Iterable[Mapping[str, str]], name: str = "peps.targets.simple.csv") -> Path:
    """targets.simple.csv: every value quoted, columns that a row leaves out are empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, OPENSANCTIONS_HEADER, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        filled = {"schema": "Person", "dataset": "Utopian officials", "last_seen": "2026-10-31T05:41:01"}
        writer.writerow(filled | dict(row))
    return _write(folder / name, out.getvalue())


def write_senzing(folder: Path, *records: Mapping[str, Any], name: str = "peps.senzing.json") -> Path:
    """senzing.json: a record a line."""
    return _write(folder / name, "".join(f"{json.dumps(record)}\n" for record in records))


def write_own(folder: Path, *entities: Mapping[str, Any], name: str = "own.json", **head: object) -> Path:
    """Our own JSON; kind and schema are filled in."""
    filled = [{"kind": "sanctions", "schema": "person"} | dict(one) for one in entities]
    told = {"name": "House list", "date": "2026-11-01"} | head
    return _write(folder / name, json.dumps(told | {"entities": filled}, ensure_ascii=False))


def watchlist(folder: Path, *entities: Mapping[str, Any], kind: Kind = "sanctions") -> IndexedWatchlist:
    """A loaded index of these entries."""
    folder.mkdir(exist_ok=True)
    numbered = [{"id": f"e{number}"} | dict(one) for number, one in enumerate(entities, 1)]
    load(folder / "lists", [write_own(folder, *numbered)], kind=kind, allow_shrunken=True)
    return IndexedWatchlist(folder / "lists", kind)


def person(name: str, born: str | None = None, *countries: str, document: str | None = None) -> Person:
    return Person(name, date.fromisoformat(born) if born else None, countries, document)


def found(index: IndexedWatchlist, who: Person) -> dict[str, float]:
    """Entity ids and scores of a screening."""
    return {match.entity_id: match.score for match in index.screen(who, samples=False).matches}


def _write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path
