"""Where a fact stands on the document and how certain its reading is, in words for the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kyc.domain.applicant import number_key

SOURCES = {"mrz": "zone", "viz": "print", "barcode": "barcode"}
_FAINT = 0.6
"""Below this confidence (0 to 1) a reading that nothing confirms is called unclear."""


class Clarity(StrEnum):
    """How certain a reading is; the value is the word for it."""

    SURE = "sure"
    ONCE = "read once"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Told:
    """How a fact was read: `sources` are all that agree; the least certain of its parts counts."""

    sources: tuple[str, ...]
    clarity: Clarity

    @property
    def words(self) -> str:
        """`Zone and print, sure`."""
        places = " and ".join(self.sources)
        return f"{places[:1].upper()}{places[1:]}, {self.clarity}" if places else str(self.clarity)


def told(reading: Mapping[str, Any], names: Sequence[str]) -> Told | None:
    """How the fields with these names were read; None where none was."""
    kept = {**(reading.get("impossible") or {}), **(reading.get("fields") or {})}
    found = {name: kept[name] for name in names if name in kept}
    if not found:
        return None
    doubted = {*(reading.get("conflicts") or ()), *(reading.get("ambiguous") or ()), *(reading.get("impossible") or {})}
    said = {_clarity(one, doubted=name in doubted) for name, one in found.items()}
    worst = next(one for one in (Clarity.UNCLEAR, Clarity.ONCE, Clarity.SURE) if one in said)
    sources = {source for one in found.values() for source in _sources(one)}
    return Told(tuple(word for source, word in SOURCES.items() if source in sources), worst)


def _clarity(field: Mapping[str, Any], *, doubted: bool) -> Clarity:
    if doubted or not (field.get("clear") or field.get("confidence", 1.0) >= _FAINT):
        return Clarity.UNCLEAR
    return Clarity.SURE if field.get("clear") else Clarity.ONCE


def _sources(field: Mapping[str, Any]) -> set[str]:
    """Where this value was read, at first and again."""
    same = [other for other in field.get("others") or () if number_key(other["value"]) == number_key(field["value"])]
    return {str(one["source"]) for one in (field, *same) if one.get("source")}
