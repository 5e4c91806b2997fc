"""CSV tables row by row: width, quoting, encoding and ending are checked, and columns are named."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from kyc.adapters.screening.lists.source import ListRefused, misread_line

MAX_FIELD = 1 << 20
_TAIL = b"\n\r\x1a"
_CTRL_Z = "\x1a"


@dataclass(frozen=True, slots=True)
class Layout:
    """The column separator, and the number of rows (a date, a title) above the header."""

    delimiter: str = ","
    above: int = 0


COMMAS = Layout()


def check_ending(path: Path) -> None:
    """Refuse a text file whose last line has no end, which is a truncated download."""
    with path.open("rb") as file:
        file.seek(-1, 2)
        if file.read(1) not in _TAIL:
            raise ListRefused(path, "the last line is not complete: the download was cut off")


def rows(path: Path, columns: int | None = None, layout: Layout = COMMAS) -> Iterator[tuple[int, list[str]]]:
    """Every row of a CSV file with its line number; refuses broken quoting and rows of another width.

    Without `columns` the first row below `above` sets the width. The Ctrl-Z at the end of OFAC's files is skipped.
    """
    check_ending(path)
    csv.field_size_limit(MAX_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=layout.delimiter, strict=True)
        try:
            for _ in range(layout.above):
                next(reader, None)
            for row in reader:
                if row in ([], [_CTRL_Z]):
                    continue
                columns = columns or len(row)
                if len(row) != columns:
                    raise ListRefused(path, f"{len(row)} columns where {columns} are expected", reader.line_num)
                yield reader.line_num, row
        except csv.Error as error:
            raise ListRefused(path, f"not a readable CSV: {error}", reader.line_num) from None
        except UnicodeDecodeError:
            raise ListRefused(
                path, "not UTF-8: the file is damaged or in another encoding", misread_line(path)
            ) from None


def records(path: Path, needed: Collection[str], layout: Layout) -> Iterator[tuple[int, dict[str, str]]]:
    """Every row by the names in the header, with stripped values; refuses a header that lacks one of `needed`."""
    table = rows(path, layout=layout)
    line, header = next(table, (1, []))
    names = [name.strip() for name in header]
    if missing := sorted(set(needed) - set(names)):
        raise ListRefused(path, f"columns missing: {', '.join(missing)}", line)
    for line, row in table:
        yield line, dict(zip(names, map(str.strip, row), strict=True))
