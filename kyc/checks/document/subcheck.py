"""Sub-checks: what each says, why and where to look, and what a group of them, one breakdown, comes to together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kyc.domain.evidence import Region


class SubResult(StrEnum):
    """`consider` asks for a person's eye; `not_performed` says nothing in anybody's favour."""

    CLEAR = "clear"
    CONSIDER = "consider"
    NOT_PERFORMED = "not_performed"


@dataclass(frozen=True, slots=True)
class SubCheck:
    """One judgement; `reason` is a code of the catalogue, absent where all is clear.

    Only one that `refuses` may fail a document.
    """

    result: SubResult
    reason: str | None = None
    regions: tuple[Region, ...] = ()
    refuses: bool = False


Group = Mapping[str, SubCheck]


def clear(*regions: Region) -> SubCheck:
    """Looked at, nothing to object."""
    return SubCheck(SubResult.CLEAR, None, regions)


def consider(reason: str, *regions: Region, refuses: bool = False) -> SubCheck:
    """Looked at, and something is to be said; `refuses` where it is certain and disqualifies."""
    return SubCheck(SubResult.CONSIDER, reason, regions, refuses)


def skipped(reason: str) -> SubCheck:
    """Did not run, and why."""
    return SubCheck(SubResult.NOT_PERFORMED, reason)


def judged(reason: str, regions: Iterable[Region], *, holds: bool) -> SubCheck:
    """`consider` where the reason holds, else `clear`."""
    return consider(reason, *regions) if holds else clear(*regions)


def result_of(group: Group) -> SubResult:
    """One doubt makes the group a doubt; it is clear where whatever of it ran was clear."""
    found = {one.result for one in group.values()}
    if SubResult.CONSIDER in found:
        return SubResult.CONSIDER
    return SubResult.CLEAR if SubResult.CLEAR in found else SubResult.NOT_PERFORMED


def reasons_of(group: Group) -> list[str]:
    """Why somebody has to look, each reason once; what did not run gives none here."""
    return list(dict.fromkeys(one.reason for one in group.values() if one.result is SubResult.CONSIDER and one.reason))


def as_json(group: Group) -> dict[str, Any]:
    """The group in plain JSON values, as it is kept and reported."""
    subs = {name: _sub_json(one) for name, one in group.items()}
    return {"result": result_of(group).value, "reasons": reasons_of(group), "breakdown": subs}


def _sub_json(one: SubCheck) -> dict[str, Any]:
    regions = [{"side": region.side.value, "box": [round(edge, 4) for edge in region.box]} for region in one.regions]
    return {"result": one.result.value, "reason": one.reason, "regions": regions}
