"""Watchlists for the operator: where each is fetched from, how old it is, and when that is too old."""

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
    """A list to fetch: the operator's name for it, the URLs of its files, its kind where the format does not say."""

    name: str
    urls: tuple[str, ...] = field(repr=False)
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of one loaded list: when it was loaded, and when its source last confirmed that it is the newest.

    `limit_days` is the age from which it is too old (0: never); `problem` is why its last update failed.
    """

    kind: str
    list: ListVersion
    loaded_at: datetime | None = None
    confirmed_at: datetime | None = None
    limit_days: int = 0
    problem: str = ""

    @property
    def known_newest(self) -> datetime | None:
        """The last moment at which it was known to be the publisher's newest: when confirmed, or its own date."""
        own = _start_of(self.list.date) or self.loaded_at
        return max(filter(None, (own, self.confirmed_at)), default=None)

    def age_days(self, now: datetime) -> int | None:
        """Whole days since then; None where that is unknown."""
        newest = self.known_newest
        return max(0, (now - newest).days) if newest else None

    def overdue(self, now: datetime) -> bool:
        """Whether it is older than its limit; the synthetic sample never is."""
        newest = self.known_newest
        if self.list.sample or not self.limit_days or newest is None:
            return False
        return now - newest > timedelta(days=self.limit_days)


def sources_from(words: Sequence[str]) -> tuple[Source, ...]:
    """Sources from entries `name=url` or `pep:name=url`; a name that is repeated adds a file to its list.

    Raises `ValueError` that names the entry and never repeats an address, which may hold a token.
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
    """Age limits in days by list, from entries `name=days`; raises `ValueError` that names the entry."""
    found: dict[str, int] = {}
    for place, word in enumerate(words, 1):
        name, _, days = (part.strip() for part in word.rpartition("="))
        if not name or not (days.isascii() and days.isdigit() and len(days) < 6):
            raise ValueError(f"entry {place} of WATCHLIST_AGE_LIMITS has to be name=days")
        found[name] = int(days)
    return found


def _start_of(text: str) -> datetime | None:
    """Midnight of the date that the text starts with (ISO 8601); None for a month, a year or anything else."""
    try:
        return datetime.combine(date.fromisoformat(text[:10]), time(), UTC)
    except ValueError:
        return None
