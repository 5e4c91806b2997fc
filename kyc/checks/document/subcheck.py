"""Sub-checks: what each one found, why and where, and the combined result of a group of them, one breakdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kyc.domain.evidence import Region


class SubResult(StrEnum):
    """`consider` asks for a person; `not_performed` counts in nobody's favour."""

    CLEAR = "clear"
    CONSIDER = "consider"
    NOT_PERFORMED = "not_performed"


@dataclass(frozen=True, slots=True)
class SubCheck:
    """One judgement; `reason` is a code of the catalogue, absent where it is clear.

    Only one that `refuses` may fail a document.
    """

    result: SubResult
    reason: str | None = None
    regions: tuple[Region, ...] = ()
    refuses: bool = False


Group = Mapping[str, SubCheck]


def clear(*regions: Region) -> SubCheck:
    """Examined, and nothing found."""
    return SubCheck(SubResult.CLEAR, None, regions)


def consider(reason: str, *regions: Region, refuses: bool = False) -> SubCheck:
    """Examined, and something found; `refuses` where it is certain and disqualifies."""
    return SubCheck(SubResult.CONSIDER, reason, regions, refuses)


def skipped(reason: str) -> SubCheck:
    """Not examined, and why."""
    return SubCheck(SubResult.NOT_PERFORMED, reason)


def judged(reason: str, regions: Iterable[Region], *, holds: bool) -> SubCheck:
    """`consider` where the reason holds, else `clear`."""
    return consider(reason, *regions) if holds else clear(*regions)


def result_of(group: Group) -> SubResult:
    """Any doubt makes the group a doubt; otherwise it is clear where anything in it ran."""
    found = {one.result for one in group.values()}
    if SubResult.CONSIDER in found:
        return SubResult.CONSIDER
    return SubResult.CLEAR if SubResult.CLEAR in found else SubResult.NOT_PERFORMED


def reasons_of(group: Group) -> list[str]:
    """The reasons for which a person has to look, each once; sub-checks that did not run give none."""
    return list(dict.fromkeys(one.reason for one in group.values() if one.result is SubResult.CONSIDER and one.reason))


def as_json(group: Group) -> dict[str, Any]:
    """The group as plain JSON values, as it is stored and reported."""
    subs = {name: _sub_json(one) for name, one in group.items()}
    return {"result": result_of(group).value, "reasons": reasons_of(group), "breakdown": subs}


def _sub_json(one: SubCheck) -> dict[str, Any]:
    regions = [{"side": region.side.value, "box": [round(edge, 4) for edge in region.box]} for region in one.regions]
    return {"result": one.result.value, "reason": one.reason, "regions": regions}
