"""Loads lists: reads the files, refuses invalid ones, builds a new version beside the old one and makes it current."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from kyc.adapters.screening.builder import Builder
from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.index import Index
from kyc.adapters.screening.lists import ListRefused, ListSource, read_lists
from kyc.adapters.screening.versions import FORMAT, Versions
from kyc.domain.evidence import ListVersion
from kyc.domain.watchlists import KINDS, Kind

# A list that loses more than a fifth of its entries at once is more likely damaged than really shorter.
SMALLEST_SHARE = 0.8
_SAID_EVERY = 500
_SAMPLE = Path(__file__).parent / "sample" / "watchlist.json"


class ListShrunken(ValueError):
    """A list with far fewer entries than the one it would replace."""

    def __init__(self, name: str, before: int, now: int) -> None:
        super().__init__(f"{name}: {now} entries where {before} were loaded before; refused as shrunken")
        self.name, self.before, self.now = name, before, now


Progress = Callable[[str, int, int], None]
"""Receives a list's name, how many entries it had before (0 if unknown), and how many have been read."""


def silent(name: str, expected: int, entries: int) -> None:
    """Ignores progress reports."""


@dataclass(slots=True)
class _Counted:
    """Passes persons on, counts all entries, and reports progress now and then."""

    entities: Iterable[Entity]
    say: Callable[[int], None]
    count: int = 0

    def __iter__(self) -> Iterator[Entity]:
        for entity in self.entities:
            self.count += 1
            if not self.count % _SAID_EVERY:
                self.say(self.count)
            if entity.may_be_person:
                yield entity


def load(
    directory: Path,
    files: Sequence[Path],
    *,
    kind: Kind | None = None,
    name: str | None = None,
    date: str | None = None,
    allow_shrunken: bool = False,
    progress: Progress = silent,
) -> list[tuple[Kind, ListVersion]]:
    """Load the lists in `files` into the indexes under `directory`; lists with other names are unchanged.

    Raises `ListRefused` or `ListShrunken`, and then leaves that index unchanged.
    """
    sources = read_lists(files, kind=kind, name=name, date=date)
    return load_sources(directory, sources, allow_shrunken=allow_shrunken, progress=progress)


def load_sources(
    directory: Path, sources: Sequence[ListSource], *, allow_shrunken: bool = False, progress: Progress = silent
) -> list[tuple[Kind, ListVersion]]:
    """As `load`, for lists whose format is already recognised."""
    loaded: list[tuple[Kind, ListVersion]] = []
    for one in KINDS:
        mine = [source for source in sources if source.kind == one]
        if mine:
            names = {source.name for source in mine}
            made = _rebuild(Versions(directory / one), mine, names, allow_shrunken=allow_shrunken, progress=progress)
            loaded += [(one, version) for version in made]
    return loaded


def load_sample(directory: Path) -> list[tuple[Kind, ListVersion]]:
    """Load the fictitious people that come with the project; they count only in test mode."""
    return load(directory, [_SAMPLE], allow_shrunken=True)


def remove(directory: Path, kind: Kind, name: str) -> None:
    """Remove one list from an index, as a new version; raises `KeyError` if none of that name is loaded."""
    versions = Versions(directory / kind)
    path = versions.current()
    if path is None or name not in {one.name for one in Index(path).lists}:
        raise KeyError(name)
    _rebuild(versions, (), {name}, allow_shrunken=True, progress=silent)


def changes(directory: Path, kind: Kind, since_version: str | None) -> Iterator[Entity]:
    """The entities that the current version added or changed since a kept one; all entities since None.

    They are compared by fingerprint and streamed; about 80 bytes stay in memory for each older entity. Raises
    `NoSuchVersion` at the first step if the older version is no longer kept.
    """
    versions = Versions(directory / kind)
    path = versions.current()
    if path is None:
        return
    known = _fingerprints(Index(versions.find(since_version).path)) if since_version else set()
    for _, entity in _everything(Index(path)):
        if bytes.fromhex(entity.fingerprint) not in known:
            yield entity


def _fingerprints(index: Index) -> set[bytes]:
    return {bytes.fromhex(entity.fingerprint) for _, entity in _everything(index)}


def _everything(index: Index) -> Iterator[tuple[ListVersion, Entity]]:
    for one in index.lists:
        for entity in index.entities(one.name):
            yield one, entity


def _rebuild(
    versions: Versions,
    sources: Sequence[ListSource],
    replaced: Collection[str],
    *,
    allow_shrunken: bool,
    progress: Progress,
) -> list[ListVersion]:
    with versions.exclusive() as draft:
        path = versions.current()
        old = Index(path) if path else None
        before = {one.name: one for one in old.lists} if old else {}
        kept = [one for one in before.values() if one.name not in replaced]
        builder = Builder(draft)
        try:
            for version in kept:
                say = partial(progress, version.name, version.entities)
                builder.add(version, _Counted(old.entities(version.name) if old else (), say))
            loaded = [_add(builder, source, before.get(source.name), allow_shrunken, progress) for source in sources]
            builder.finish()
        finally:
            builder.close()
        now, times = datetime.now(UTC), loaded_at(versions)
        moments = {one.name: times.get(one.name, now) for one in kept} | {one.name: now for one in loaded}
        versions.publish(draft, _digest([*kept, *loaded]), moments)
    return loaded


def _add(
    builder: Builder, source: ListSource, before: ListVersion | None, allow_shrunken: bool, progress: Progress
) -> ListVersion:
    say = partial(progress, source.name, before.entities if before else 0)
    entities = _Counted(source.entities, say)
    version = ListVersion(source.name, source.date, 0, source.version, source.sample)
    builder.add(version, entities)
    if not entities.count:
        raise ListRefused(source.name, "the list holds no entry")
    if before and not allow_shrunken and entities.count < SMALLEST_SHARE * before.entities:
        raise ListShrunken(source.name, before.entities, entities.count)
    builder.set_count(entities.count)
    return replace(version, entities=entities.count)


def loaded_at(versions: Versions) -> Mapping[str, datetime]:
    """When each list of the current version was loaded."""
    return next((one.lists for one in versions.kept() if one.current), {})


def _digest(lists: Iterable[ListVersion]) -> str:
    """The version name of an index, which changes with any list in it and with the format."""
    text = "\n".join(sorted(f"{one.name}\t{one.date}\t{one.version}\t{one.sample}" for one in lists))
    return hashlib.sha256(f"{FORMAT}\n{text}".encode()).hexdigest()[:12]
