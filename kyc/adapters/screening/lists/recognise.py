"""Which format a file is in, by its content, and which list it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kyc.adapters.screening.entity import KINDS, Kind
from kyc.adapters.screening.lists import ofac, opensanctions, own, senzing, un
from kyc.adapters.screening.lists.source import ListRefused, ListSource, check_file, digest, file_date

_HEAD = 4096
_KNOWN = "OFAC CSV, UN XML, OpenSanctions targets.simple.csv or senzing.json, or our own JSON or CSV"


@dataclass(frozen=True, slots=True)
class _File:
    """A file of one list, and what the operator says where the format says nothing."""

    path: Path
    kind: Kind | None
    name: str | None

    def stated_kind(self) -> Kind:
        if self.kind is None:
            raise ListRefused(self.path, "the format does not say what it lists: state the kind (sanctions or pep)")
        return self.kind

    def published_name(self, publisher: str) -> str:
        """ "OpenSanctions peps" for peps.targets.simple.csv, unless the operator names it."""
        stem = self.path.name.split(".")[0].removesuffix("targets").strip("_- ")
        return self.name or f"{publisher} {stem}".strip()


def read_lists(
    files: Sequence[Path], *, kind: Kind | None = None, name: str | None = None, date: str | None = None
) -> list[ListSource]:
    """The lists that the files hold; `kind`, `name` and `date` speak for files that do not say it themselves.

    Raises `ListRefused` for a file of no known format, for OFAC files whose companions are missing, and for two
    files that would be one list.
    """
    for path in files:
        check_file(path)
    found = [_ofac(publication, files) for publication in ofac.PUBLICATIONS if _of(publication, files)]
    single = [path for path in files if not any(_of(one, [path]) for one in ofac.PUBLICATIONS)]
    found += [source for path in single for source in _single(_File(path, kind, name))]
    twice = [one for (_, one), times in Counter((source.kind, source.name) for source in found).items() if times > 1]
    if twice:
        raise ListRefused(twice[0], "two of the files would be this one list: load them apart, each with a name")
    return [replace(source, date=date or source.date) for source in found]


def _of(publication: ofac.Publication, files: Sequence[Path]) -> dict[str, Path]:
    """Files of an OFAC publication by their role; OFAC's CSV has no header, so the names decide."""
    roles = {file: role for role, file in publication.files.items()}
    return {roles[path.name.lower()]: path for path in files if path.name.lower() in roles}


def _ofac(publication: ofac.Publication, files: Sequence[Path]) -> ListSource:
    mine = _of(publication, files)
    missing = sorted(publication.files[role] for role in ("primary", "aliases") if role not in mine)
    if missing:
        present = next(iter(mine.values()))
        raise ListRefused(present, f"load it together with {', '.join(missing)}: a list without them is not whole")
    entities = ofac.entities(publication.prefix, mine)
    return ListSource(publication.name, "sanctions", file_date(mine["primary"]), digest(mine.values()), entities)


def _single(file: _File) -> list[ListSource]:
    with file.path.open("rb") as opened:
        head = opened.read(_HEAD).decode("utf-8-sig", errors="replace").lstrip()
    first = head.partition("\n")[0]
    if head.startswith("<"):
        return [_un(file)]
    if head.startswith("{"):
        return [_senzing(file)] if '"RECORD_ID"' in first else _own_json(file)
    header = {column.strip(' "\r') for column in first.split(",")}
    if header.issuperset(opensanctions.COLUMNS):
        return [_opensanctions(file)]
    if header.issuperset(own.COLUMNS):
        return _own_csv(file)
    raise ListRefused(file.path, f"no known list format ({_KNOWN})", 1)


def _un(file: _File) -> ListSource:
    name = file.name or "UN Security Council Consolidated"
    return ListSource(name, "sanctions", un.list_date(file.path), digest([file.path]), un.entities(file.path))


def _opensanctions(file: _File) -> ListSource:
    path, kind, name = file.path, file.stated_kind(), file.published_name("OpenSanctions")
    return ListSource(name, kind, opensanctions.list_date(path), digest([path]), opensanctions.entities(path))


def _senzing(file: _File) -> ListSource:
    path, kind, name = file.path, file.stated_kind(), file.published_name("OpenSanctions")
    return ListSource(name, kind, senzing.list_date(path), digest([path]), senzing.entities(path))


def _own_json(file: _File) -> list[ListSource]:
    mine, version = own.read_json(file.path), digest([file.path])
    kinds = {entry.get("kind") for entry in mine.entries if isinstance(entry, Mapping)}
    return [
        ListSource(
            file.name or mine.name,
            kind,
            mine.date,
            version,
            own.entities(file.path, enumerate(mine.entries, 1), kind),
            mine.sample,
        )
        for kind in _present(file, kinds)
    ]


def _own_csv(file: _File) -> list[ListSource]:
    path, version = file.path, digest([file.path])
    kinds = {row.get("kind") for _, row in own.read_csv(path)}
    return [
        ListSource(file.name or path.stem, kind, file_date(path), version, own.entities(path, own.read_csv(path), kind))
        for kind in _present(file, kinds)
    ]


def _present(file: _File, kinds: set[object]) -> list[Kind]:
    """The kinds that a file holds; refuses one without any."""
    present = [kind for kind in KINDS if kind in kinds]
    if not present:
        raise ListRefused(file.path, f"no entry of the kinds {', '.join(KINDS)}")
    return present
