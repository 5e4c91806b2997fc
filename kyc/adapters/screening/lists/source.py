"""What a list file becomes, how its rows are read within limits, and how a file is refused."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kyc.adapters.screening.entity import Entity, Kind
from kyc.domain.countries import country

MAX_BYTES = 2 << 30
MAX_FIELD = 1 << 20
_CHUNK = 1 << 20
_TAIL = b"\n\r\x1a"


class ListRefused(ValueError):
    """A file that cannot be taken as a list: which file (or list), which line, and why."""

    def __init__(self, origin: Path | str, reason: str, line: int | None = None) -> None:
        name = origin if isinstance(origin, str) else origin.name
        super().__init__(f"{name}, line {line}: {reason}" if line else f"{name}: {reason}")
        self.line, self.reason = line, reason


@dataclass(frozen=True, slots=True)
class ListSource:
    """A list ready to be read: `entities` can be iterated once and raises `ListRefused` where the file is wrong."""

    name: str
    kind: Kind
    date: str
    version: str
    entities: Iterable[Entity]
    sample: bool = False


def check_file(path: Path) -> None:
    """Refuse what is missing, empty or beyond the size limit, before anything is read."""
    if not path.is_file():
        raise ListRefused(path, "no such file")
    size = path.stat().st_size
    if not 0 < size <= MAX_BYTES:
        raise ListRefused(path, "the file is empty" if not size else "the file is larger than 2 GiB")


def check_ending(path: Path) -> None:
    """Refuse a text file whose last line is not ended: a download that was cut off."""
    with path.open("rb") as file:
        file.seek(-1, 2)
        if file.read(1) not in _TAIL:
            raise ListRefused(path, "the last line is not complete: the download was cut off")


def digest(paths: Iterable[Path]) -> str:
    """Twelve hex digits that change when any byte of the files does."""
    total = hashlib.sha256()
    for path in sorted(paths):
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                total.update(chunk)
    return total.hexdigest()[:12]


def file_date(path: Path) -> str:
    """The file's own date, for formats that carry none."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()


def rows(path: Path, columns: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """Every row of a CSV file with its line number; refuses broken quoting and rows of another width.

    Without `columns` the first row sets the width. The Ctrl-Z with which OFAC ends its files is passed over.
    """
    check_ending(path)
    csv.field_size_limit(MAX_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            for row in reader:
                if row in ([], ["\x1a"]):
                    continue
                columns = columns or len(row)
                if len(row) != columns:
                    raise ListRefused(path, f"{len(row)} columns where {columns} are expected", reader.line_num)
                yield reader.line_num, row
        except csv.Error as error:
            raise ListRefused(path, f"not a readable CSV: {error}", reader.line_num) from None
        except UnicodeDecodeError:
            raise ListRefused(path, "not UTF-8: the file is damaged", reader.line_num + 1) from None


def country_codes(names: Iterable[str]) -> tuple[str, ...]:
    """Alpha-3 codes of the countries that are known, each once; "Korea, North" is turned round."""
    found = (country(name) or country(" ".join(reversed(name.split(", ")))) for name in names if name.strip())
    return tuple(dict.fromkeys(code for code in found if code))
