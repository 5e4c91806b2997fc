"""Watchlists: any file becomes entries in order, or is refused with its name and line."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.lists import ListRefused, read_lists
from tests.unit.adapters.screening import files
from tests.unit.adapters.screening.lists import published

ROOM = Path(tempfile.mkdtemp(prefix="fuzz-"))
# Some formats are recognised by the file's name; the first byte chooses one.
NAMES = ("list", "sdn.csv", "entities.ftm.json", "own.json", "ConList.csv", "SDN.XML")
MOST = 200


def watchlist(data: bytes) -> None:
    """One file: all it yields are entries of known kinds, each with a name."""
    path = ROOM / NAMES[data[0] % len(NAMES)] if data else ROOM / NAMES[0]
    path.write_bytes(data[1:])
    try:
        for source in read_lists([path], kind="sanctions", name="House"):
            for _, entity in zip(range(MOST), source.entities, strict=False):
                _is_one(entity)
    except ListRefused as problem:
        refused = str(problem)
    else:
        refused = path.name
    finally:
        path.unlink()
    assert refused.startswith(path.name)


def _is_one(entity: Entity) -> None:
    assert entity.id
    assert entity.name.strip()
    assert all(isinstance(name, str) for name in (*entity.aliases, *entity.weak_aliases))
    assert all(len(code) == 3 for code in entity.countries)


def lists() -> list[bytes]:
    """A list of two people in every format."""
    with tempfile.TemporaryDirectory() as folder:
        return [bytes([NAMES.index(name)]) + write(Path(folder)).read_bytes() for name, write in WRITERS]


WRITERS: tuple[tuple[str, Callable[[Path], Path]], ...] = (
    ("list", lambda at: files.write_un(at, files.individual(7, "VIKTOR", "SAMPLE", "<NATIONALITY/>"))),
    ("sdn.csv", lambda at: files.write_ofac(at, [files.sdn_row(1, "SAMPLE, Jane", remarks="DOB 05 May 1970.")])[0]),
    ("list", lambda at: published.write_sdn_xml(at, published.sdn_entry(1, "SAMPLE", "Jane", published.sdn_aka("S")))),
    (
        "list",
        lambda at: published.write_advanced(
            at,
            published.party(
                1,
                published.alias([(1520, "SAMPLE"), (1521, "Jane")], primary=True),
                published.feature(8, published.period((1970, 5, 5), (1970, 5, 5)))
                + published.feature(10, published.at(3)),
            ),
            locations=published.location(3, 11),
            documents=published.document(1, "X77", country=12),
            listings=published.listing(1, "UTO"),
        ),
    ),
    ("list", lambda at: published.write_eu_xml(at, published.eu_entity(7, published.eu_name("Jane SAMPLE")))),
    (
        "list",
        lambda at: published.write_eu_csv(
            at, {"Entity_LogicalId": "7", "NameAlias_WholeName": "Jane Sample", "BirthDate_BirthDate": "1970-05-05"}
        ),
    ),
    ("list", lambda at: published.write_fcdo(at, {"Unique ID": "UTO1", "Name 6": "SAMPLE", "D.O.B": "05/05/1970"})),
    ("ConList.csv", lambda at: published.write_conlist(at, {"Group ID": "7", "Name 6": "SAMPLE", "DOB": "00/00/1970"})),
    (
        "entities.ftm.json",
        lambda at: published.write_ftm(
            at, published.ftm("NK-1", name=["Jane Sample"], birthDate=["1970"], topics=["sanction"])
        ),
    ),
    ("list", lambda at: files.write_opensanctions(at, [{"id": "NK-1", "name": "Jane Sample", "countries": "ut"}])),
    (
        "own.json",
        lambda at: files.write_senzing(
            at, {"RECORD_ID": "1", "DATA_SOURCE": "OS", "FEATURES": [{"NAME_FULL": "Jane Sample"}]}
        ),
    ),
    ("own.json", lambda at: files.write_own(at, {"id": "e1", "name": "Jane Sample", "birth_dates": ["1970-05"]})),
)
