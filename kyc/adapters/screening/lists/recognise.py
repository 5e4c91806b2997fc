"""Recognises a file's format by its content, and the lists in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from kyc.adapters.screening.lists import (
    eu_csv,
    eu_xml,
    ftm,
    ofac_advanced,
    ofac_csv,
    ofac_xml,
    opensanctions,
    own,
    senzing,
    stream,
    uk,
    un,
)
from kyc.adapters.screening.lists.jsonlines import first_keys
from kyc.adapters.screening.lists.source import ListFile, ListRefused, ListSource, check_file
from kyc.adapters.screening.lists.table import Layout
from kyc.domain.watchlists import Kind

_HEAD = 1 << 14
# The header is searched in this many lines: spreadsheets of the UK's list have a title, the date and the header.
_HIGHEST = 5
_KNOWN = "OFAC CSV or XML, UN XML, EU XML or CSV, UK CSV, OpenSanctions CSV or JSON lines, or our own JSON or CSV"
# ZIP, and with it ODS and XLSX; gzip.
_PACKED = (b"PK\x03\x04", b"\x1f\x8b")

Reader = Callable[[ListFile], list[ListSource]]
TableReader = Callable[[ListFile, Layout], list[ListSource]]

_DOCUMENTS: dict[str, Reader] = {
    un.ROOT: un.read,
    ofac_xml.ROOT: ofac_xml.read,
    ofac_advanced.ROOT: ofac_advanced.read,
    eu_xml.ROOT: eu_xml.read,
}
_RECORDS: tuple[tuple[Collection[str], Reader], ...] = ((senzing.MARKS, senzing.read), (ftm.MARKS, ftm.read))
_TABLES: tuple[tuple[Collection[str], TableReader], ...] = (
    (opensanctions.MARKS, opensanctions.read),
    (eu_csv.MARKS, eu_csv.read),
    (uk.MARKS, uk.read),
    (own.COLUMNS, own.read_table),
)


def read_lists(
    files: Sequence[Path], *, kind: Kind | None = None, name: str | None = None, date: str | None = None
) -> list[ListSource]:
    """The lists in the files; `kind`, `name` and `date` are for files that do not state them.

    Raises `ListRefused` for a file of an unknown format, for OFAC files without their companions, and for two files
    that would be the same list.
    """
    for path in files:
        check_file(path)
    groups, others = ofac_csv.parted(files)
    found = [ofac_csv.read(group) for group in groups]
    found += [source for path in others for source in _single(ListFile(path, kind, name))]
    twice = [one for (_, one), times in Counter((source.kind, source.name) for source in found).items() if times > 1]
    if twice:
        raise ListRefused(twice[0], "two of the files would be this one list: load them apart, each with a name")
    return [replace(source, date=date or source.date) for source in found]


def _single(file: ListFile) -> list[ListSource]:
    with file.path.open("rb") as opened:
        start = opened.read(_HEAD)
    if start.startswith(_PACKED):
        raise ListRefused(file.path, "a packed file or a spreadsheet: unpack it, or save the sheet as CSV")
    head = start.decode("utf-8-sig", errors="replace").lstrip()
    if head.startswith("<"):
        return _document(file)
    if head.startswith("{"):
        return _json(file)
    return _table(file, head)


def _document(file: ListFile) -> list[ListSource]:
    tag, _ = stream.root(file.path)
    if tag not in _DOCUMENTS:
        raise ListRefused(file.path, f"no list that is known has the XML root {tag[:40]!r} ({_KNOWN})", 1)
    return _DOCUMENTS[tag](file)


def _json(file: ListFile) -> list[ListSource]:
    keys = first_keys(file.path)
    return next((read for marks, read in _RECORDS if keys.issuperset(marks)), own.read)(file)


def _table(file: ListFile, head: str) -> list[ListSource]:
    """The lists of a table; its header is the first line, or a later one below a title and a date."""
    for above, line in enumerate(head.split("\n")[:_HIGHEST]):
        for delimiter in ",;":
            columns = {column.strip(' "\r') for column in line.split(delimiter)}
            for marks, read in _TABLES:
                if columns.issuperset(marks):
                    return read(file, Layout(delimiter, above))
    raise ListRefused(file.path, f"no known list format ({_KNOWN})", 1)
