"""The state of each loaded list, from the index, its versions and the ledger of sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kyc.adapters.screening import ledger
from kyc.adapters.screening.loading import loaded_at
from kyc.adapters.screening.versions import Versions
from kyc.domain.evidence import ListVersion
from kyc.domain.watchlists import Standing


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """Days after which a list is too old: the default, and exceptions by list name."""

    days: int
    by_name: Mapping[str, int] = field(default_factory=dict)


def standings(directory: Path, kind: str, lists: Sequence[ListVersion], limits: AgeLimits) -> list[Standing]:
    """Each of `lists` with its dates; a source's confirmation counts only for the version that it provided."""
    times = loaded_at(Versions(directory / kind))
    records = ledger.read(directory)
    confirmed: dict[tuple[str, str, str], datetime | None] = {}
    problems: dict[tuple[str, str], str] = {}
    for record in records.values():
        confirmed |= dict.fromkeys(record.lists, record.confirmed_at)
        problems |= {(taken[0], taken[1]): record.problem for taken in record.lists}
    return [
        Standing(
            kind,
            one,
            times.get(one.name),
            confirmed.get((kind, one.name, one.version)),
            limits.by_name.get(one.name, limits.days),
            problems.get((kind, one.name), ""),
        )
        for one in lists
    ]


def failures(directory: Path) -> dict[str, str]:
    """Sources without a list from the last update, with the reason."""
    return {name: record.problem for name, record in ledger.read(directory).items() if record.problem}
