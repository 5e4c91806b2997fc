"""The published lists of a folder, and the same lists without the names that an index must not know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.lists import ListRefused, ListSource, read_lists
from kyc.domain.watchlists import Kind

_LATIN = re.compile("[A-Za-z]")
Hidden = Mapping[str, Sequence[str]]
"""By entity id, the names to leave out."""


def published(folder: Path) -> list[ListSource]:
    """Every list of the folder; a file of unknown format is reported and skipped."""
    found: list[ListSource] = []
    ofac = [path for path in sorted(folder.glob("*.csv")) if "targets" not in path.name]
    for files in (ofac, *([path] for path in sorted(folder.iterdir()) if path not in ofac)):
        try:
            found += read_lists(files, kind=_kind(files[0]))
        except ListRefused as refused:
            print(f"left out: {refused}")
    return [replace(source, entities=list(source.entities)) for source in found]


def known(lists: Iterable[ListSource], *hidden: Hidden, original_script: bool = False) -> list[ListSource]:
    """The lists without hidden names and, unless asked for, without the UN lists' names in other scripts."""
    names = {entity: {name for one in hidden for name in one.get(entity, ())} for one in hidden for entity in one}
    return [
        replace(source, entities=[_without(entity, names, original_script) for entity in source.entities])
        for source in lists
    ]


def _kind(path: Path) -> Kind:
    """The data set's Senzing exports are PEPs."""
    return "pep" if path.suffix == ".json" else "sanctions"


def _without(entity: Entity, hidden: Mapping[str, set[str]], original_script: bool) -> Entity:
    left_out = hidden.get(entity.id, set())
    names = [name for name in (entity.name, *entity.aliases) if name not in left_out]
    if entity.id.startswith("un-") and not original_script:
        names = [name for name in names if _LATIN.search(name)]
    weak = tuple(name for name in entity.weak_aliases if name not in left_out)
    return replace(entity, name=names[0] if names else "", aliases=tuple(names[1:]), weak_aliases=weak)
