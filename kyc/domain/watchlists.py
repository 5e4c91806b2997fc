"""Watchlists as an operator looks after them: where each is fetched from, how old it is, and when that is too old."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from kyc.domain.evidence import ListVersion

Kind = Literal["sanctions", "pep"]
"""Which index an entity is listed in: sanctions, or politically exposed persons."""
KINDS: tuple[Kind, ...] = ("sanctions", "pep")
_PLACE = "entry {} of WATCHLIST_SOURCES"


@dataclass(frozen=True, slots=True)
class Source:
    """A list to fetch: the operator's name for it, the addresses of its files, its kind where the format is silent."""

    name: str
    urls: tuple[str, ...] = field(repr=False)
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How one loaded list stands: when it was loaded, and when its source last confirmed that it is the newest.

    `limit_days` is the age from which it is too old (0: never); `problem` is why the last update of it failed.
    """

    kind: str
    list: ListVersion
    loaded_at: datetime | None = None
    confirmed_at: datetime | None = None
    limit_days: int = 0
    problem: str = ""

    @property
    def known_newest(self) -> datetime | None:
        """The last moment at which this was the publisher's newest for all we know: confirmed, or its own date."""
        own = _start_of(self.list.date) or self.loaded_at
        return max(filter(None, (own, self.confirmed_at)), default=None)

    def age_days(self, now: datetime) -> int | None:
        """Whole days since then; None where nothing is known."""
        newest = self.known_newest
        return max(0, (now - newest).days) if newest else None

    def overdue(self, now: datetime) -> bool:
        """Whether it is older than its limit; the synthetic sample never is."""
        newest = self.known_newest
        if self.list.sample or not self.limit_days or newest is None:
            return False
        return now - newest > timedelta(days=self.limit_days)


def sources_from(words: Sequence[str]) -> tuple[Source, ...]:
    """`name=url` or `pep:name=url` each; the same name again adds a file to the list.

    Raises `ValueError` that names the place and never repeats an address, which may hold a token.
    """
    found: dict[str, Source] = {}
    for place, word in enumerate(words, 1):
        label, equals, url = (part.strip() for part in word.partition("="))
        kind, colon, name = (part.strip() for part in label.partition(":"))
        kind, name = (kind, name) if colon and kind in KINDS else ("", label)
        if not equals or not name or not url.startswith(("https://", "http://")):
            raise ValueError(f"{_PLACE.format(place)} has to be name=https://…")
        before = found.get(name, Source(name, (), kind or None))
        if kind and before.kind != kind:
            raise ValueError(f"{_PLACE.format(place)} gives another kind than the list's first file")
        found[name] = Source(name, (*before.urls, url), before.kind)
    return tuple(found.values())


def limits_from(words: Sequence[str]) -> Mapping[str, int]:
    """Days by list out of `name=days`; raises `ValueError` that names the place."""
    found: dict[str, int] = {}
    for place, word in enumerate(words, 1):
        name, _, days = (part.strip() for part in word.rpartition("="))
        if not name or not (days.isascii() and days.isdigit() and len(days) < 6):
            raise ValueError(f"entry {place} of WATCHLIST_AGE_LIMITS has to be name=days")
        found[name] = int(days)
    return found


def _start_of(text: str) -> datetime | None:
    """Midnight of an ISO 8601 date, whatever follows it; None for a month, a year and what is no date."""
    try:
        return datetime.combine(date.fromisoformat(text[:10]), time(), UTC)
    except ValueError:
        return None
