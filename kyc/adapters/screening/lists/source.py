"""A list read from files, what is known about a file before it is read, and the error for a refused file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from kyc.adapters.screening.entity import Entity
from kyc.domain.countries import country
from kyc.domain.watchlists import Kind

MAX_BYTES = 2 << 30
_CHUNK = 1 << 20


class ListRefused(ValueError):
    """A file that cannot be accepted as a list: which file (or list), which line, and why."""

    def __init__(self, origin: Path | str, reason: str, line: int | None = None) -> None:
        name = origin if isinstance(origin, str) else origin.name
        super().__init__(f"{name}, line {line}: {reason}" if line else f"{name}: {reason}")
        self.line, self.reason = line, reason


@dataclass(frozen=True, slots=True)
class ListSource:
    """A list ready to be read: `entities` can be iterated once and raises `ListRefused` if the file is invalid."""

    name: str
    kind: Kind
    date: str
    version: str
    entities: Iterable[Entity]
    sample: bool = False


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file of one list, and what the operator states that the format does not."""

    path: Path
    kind: Kind | None = None
    name: str | None = None

    def stated_kind(self) -> Kind:
        if self.kind is None:
            raise ListRefused(self.path, "the format does not say what it lists: state the kind (sanctions or pep)")
        return self.kind

    def published_name(self, publisher: str) -> str:
        """ "OpenSanctions peps" for peps.targets.simple.csv, unless the operator names it."""
        stem = self.path.name.split(".")[0].removesuffix("targets").removesuffix("entities").strip("_- ")
        return self.name or f"{publisher} {stem}".strip()


def check_file(path: Path) -> None:
    """Refuse a missing or empty file, or one above the size limit, before anything is read."""
    if not path.is_file():
        raise ListRefused(path, "no such file")
    size = path.stat().st_size
    if not 0 < size <= MAX_BYTES:
        raise ListRefused(path, "the file is empty" if not size else "the file is larger than 2 GiB")


def misread_line(path: Path) -> int | None:
    """The number of the first line that is not UTF-8; None if all are."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return None


def digest(paths: Iterable[Path]) -> str:
    """Twelve hex digits that change with any byte of the files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                total.update(chunk)
    return total.hexdigest()[:12]


def file_date(path: Path) -> str:
    """The file's modification date, for formats that carry no date."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()


def list_day(path: Path, text: str, *formats: str, line: int | None = None) -> str:
    """The publication date (ISO 8601) that a list states; refuses a text in none of the formats."""
    for form in formats:
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    raise ListRefused(path, "no date of publication where the format has one", line)


def country_codes(names: Iterable[str]) -> tuple[str, ...]:
    """Alpha-3 codes of the known countries, each once; "Korea, North" is reordered."""
    found = (_country_code(name) for name in names if name.strip())
    return tuple(dict.fromkeys(code for code in found if code))


@lru_cache(maxsize=4096)
def _country_code(name: str) -> str | None:
    return country(name) or country(" ".join(reversed(name.split(", "))))
