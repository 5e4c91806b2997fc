"""What changed between two kept versions of an index, list by list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from kyc.adapters.screening.index import Index
from kyc.adapters.screening.versions import Versions
from kyc.domain.watchlists import Kind


@dataclass(frozen=True, slots=True)
class ListDifference:
    """Ids of the entities of one list that were added, changed and removed; organisations are not stored."""

    name: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def differences(directory: Path, kind: Kind, old: str, new: str) -> list[ListDifference]:
    """The differences of every list of either version, by name; raises `NoSuchVersion`."""
    versions = Versions(directory / kind)
    before, after = Index(versions.find(old).path), Index(versions.find(new).path)
    names = {one.name for index in (before, after) for one in index.lists}
    return [_difference(name, _digests(before, name), _digests(after, name)) for name in sorted(names)]


def _digests(index: Index, name: str) -> dict[str, int]:
    """A digest of everything under each id of a list; an operator's own lists may repeat ids."""
    found: dict[str, int] = defaultdict(int)
    for entity in index.entities(name):
        found[entity.id] += int(entity.fingerprint, 16)
    return found


def _difference(name: str, before: dict[str, int], after: dict[str, int]) -> ListDifference:
    added, removed = after.keys() - before.keys(), before.keys() - after.keys()
    changed = [number for number in before.keys() & after.keys() if before[number] != after[number]]
    return ListDifference(name, tuple(sorted(added)), tuple(sorted(changed)), tuple(sorted(removed)))
