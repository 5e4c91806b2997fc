"""Files with one JSON object per line, read line by line."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kyc.adapters.screening.lists.source import ListRefused

# A thousand times the longest record of OpenSanctions.
MAX_LINE = 16 << 20


def objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every line as an object, with its number; refuses lines that are no object, too long, or not UTF-8."""
    with path.open("rb") as file:
        number = 0
        while text := file.readline(MAX_LINE + 1):
            number += 1
            if len(text) > MAX_LINE:
                raise ListRefused(path, "a record is longer than 16 MiB", number)
            try:
                record = json.loads(text.removeprefix(BOM_UTF8).decode())
            except UnicodeDecodeError:
                raise ListRefused(path, "not UTF-8: the file is damaged or in another encoding", number) from None
            except (ValueError, RecursionError):
                raise ListRefused(path, "not a JSON record: the file is damaged or was cut off", number) from None
            if not isinstance(record, dict):
                raise ListRefused(path, "not a record: a line is one JSON object", number)
            yield number, record


def first_keys(path: Path) -> frozenset[str]:
    """The keys of the first line's object; empty if the first line is no object."""
    try:
        _, record = next(objects(path), (0, {}))
    except ListRefused:
        return frozenset()
    return frozenset(record)
