"""The published formats of watchlists: which one a file is in, and what it becomes."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kyc.adapters.screening.entity import KINDS, Kind
from kyc.adapters.screening.lists import ofac, opensanctions, own, senzing, un
from kyc.adapters.screening.lists.source import (
    ListRefused,
    ListSource,
    check_file,
    digest,
    file_date,
)

__all__ = ["ListRefused", "ListSource", "read_lists"]

# OFAC's files belong together by name; the roles are those of `ofac.entities`.
_OFAC = {
    "sdn": (
        "OFAC SDN",
        "us_ofac_sdn",
        {"primary": "sdn.csv", "aliases": "alt.csv", "addresses": "add.csv"},
    ),
    "cons": (
        "OFAC Consolidated (non-SDN)",
        "us_ofac_cons",
        {
            "primary": "cons_prim.csv",
            "aliases": "cons_alt.csv",
            "addresses": "cons_add.csv",
        },
    ),
}
_COMMENTS = {"sdn": "sdn_comments.csv", "cons": "cons_comments.csv"}
_HEAD = 4096


def read_lists(
    files: Sequence[Path],
    *,
    kind: Kind | None = None,
    name: str | None = None,
    date: str | None = None,
) -> list[ListSource]:
    """The lists that the files hold; `kind`, `name` and `date` speak for files that do not say it themselves.

    Raises `ListRefused` for a file of no known format, and for OFAC files whose companions are missing.
    """
    for path in files:
        check_file(path)
    left, found = list(files), []
    for family in _OFAC:
        mine = [path for path in left if path.name.lower() in _family_names(family)]
        left = [path for path in left if path not in mine]
        found += [_ofac(family, mine)] if mine else []
    for path in left:
        found += _single(path, kind, name)
    return [replace(source, date=date or source.date) for source in found]


def _family_names(family: str) -> set[str]:
    return {*_OFAC[family][2].values(), _COMMENTS[family]}


def _ofac(family: str, files: Sequence[Path]) -> ListSource:
    name, prefix, roles = _OFAC[family]
    by_name = {path.name.lower(): path for path in files}
    missing = sorted({roles["primary"], roles["aliases"]} - by_name.keys())
    if missing:
        raise ListRefused(
            files[0],
            f"load it together with {', '.join(missing)}: a list without them is not whole",
        )
    wanted = roles | {"comments": _COMMENTS[family]}
    parts = {role: by_name[file] for role, file in wanted.items() if file in by_name}
    return ListSource(
        name,
        "sanctions",
        file_date(parts["primary"]),
        digest(files),
        ofac.entities(prefix, parts),
    )


def _single(path: Path, kind: Kind | None, name: str | None) -> list[ListSource]:
    head = path.open("rb").read(_HEAD).decode("utf-8-sig", errors="replace")
    if head.lstrip().startswith("<"):
        title = name or "UN Security Council Consolidated"
        return [
            ListSource(
                title,
                "sanctions",
                un.list_date(path),
                digest([path]),
                un.entities(path),
            )
        ]
    if head.lstrip().startswith("{"):
        return _json(path, head, kind, name)
    header = next(csv.reader([head.splitlines()[0]]), [])
    if set(opensanctions.COLUMNS) <= set(header):
        named, stated = (
            name or f"OpenSanctions {_stem(path)}".strip(),
            _stated(path, kind),
        )
        date = opensanctions.list_date(path)
        return [ListSource(named, stated, date, digest([path]), opensanctions.entities(path))]
    if set(own.COLUMNS) <= set(header):
        return [
            ListSource(
                name or path.stem,
                one,
                file_date(path),
                digest([path]),
                own.entities(path, own.read_csv(path), one),
            )
            for one in KINDS
            if _holds(path, one)
        ]
    raise ListRefused(
        path,
        "no known list format (OFAC CSV, UN XML, OpenSanctions CSV or Senzing JSON, or our own)",
        1,
    )


def _json(path: Path, head: str, kind: Kind | None, name: str | None) -> list[ListSource]:
    if '"RECORD_ID"' in head.partition("\n")[0]:
        named = name or f"OpenSanctions {_stem(path)}".strip()
        source = senzing.entities(path)
        return [
            ListSource(
                named,
                _stated(path, kind),
                senzing.list_date(path),
                digest([path]),
                source,
            )
        ]
    mine = own.read_json(path)
    kinds = {entry.get("kind") for entry in mine.entries if isinstance(entry, Mapping)}
    return [
        ListSource(
            name or mine.name,
            one,
            mine.date,
            digest([path]),
            own.entities(path, _numbered(mine), one),
            mine.sample,
        )
        for one in KINDS
        if one in kinds
    ]


def _numbered(mine: own.OwnList) -> Iterator[tuple[int, object]]:
    return enumerate(mine.entries, 1)


def _holds(path: Path, kind: Kind) -> bool:
    return any(row.get("kind") == kind for _, row in own.read_csv(path))


def _stated(path: Path, kind: Kind | None) -> Kind:
    if kind is None:
        raise ListRefused(
            path,
            "the format does not say what it lists: state the kind (sanctions or pep)",
        )
    return kind


def _stem(path: Path) -> str:
    return path.name.split(".")[0].removesuffix("targets").strip("_- ")
