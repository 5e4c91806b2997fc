"""Watchlists as the command line prints them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import click

from kyc.adapters.screening.differences import ListDifference
from kyc.adapters.screening.versions import Versions
from kyc.domain.evidence import ListVersion, Match
from kyc.domain.watchlists import KINDS, Standing

_SHOWN_IDS = 20


def tell_lists(lists: Iterable[tuple[str, ListVersion]]) -> None:
    """Print one line per list."""
    for kind, one in lists:
        click.echo(f"{kind}: {one.name}, {one.date}, {one.entities} entries, version {one.version}")


def tell_standing(standing: Standing, now: datetime) -> None:
    """Print a list, when it was loaded and confirmed, and what is wrong with it."""
    tell_lists([(standing.kind, standing.list)])
    dates = {"loaded": standing.loaded_at, "confirmed by its source": standing.confirmed_at}
    known = [f"{word} {moment(at)}" for word, at in dates.items() if at]
    if known:
        click.echo(f"    {', '.join(known)}")
    for line in warnings(standing, now):
        click.echo(f"    WARNING: {line}")


def warnings(standing: Standing, now: datetime) -> list[str]:
    """Warnings that the operator should act on."""
    if not standing.overdue(now):
        return []
    return [f"{standing.age_days(now)} days old, the limit is {standing.limit_days}: flask kyc watchlists update"]


def start_words(standings: Sequence[Standing], now: datetime) -> list[str]:
    """What a start says of the lists: which screenings do not take place, and which lists are too old."""
    missing = [kind for kind in KINDS if not any(one.kind == kind and not one.list.sample for one in standings)]
    found = [f"No {kind} list that counts in live mode: {kind}_screening says not_performed." for kind in missing]
    found += [f"WARNING: {one.list.name} is {line}" for one in standings for line in warnings(one, now)]
    return found + (["Lists: docs/operate/watchlists.md"] if found else [])


def tell_versions(kind: str, versions: Versions) -> None:
    """Print the versions kept, newest first, and which is in use."""
    in_use = "in use, ROLLED BACK" if versions.rolled_back else "in use"
    for one in versions.kept():
        used = in_use if one.current else "kept"
        click.echo(f"{kind}: index {one.version}, loaded {moment(one.loaded_at)}, {used}: {', '.join(one.lists)}")


def tell_difference(found: ListDifference, show_all: bool) -> None:
    """Print counts and ids: the first twenty of each, or all."""
    counts = ", ".join(f"{len(ids)} {word}" for word, ids in _parts(found).items())
    click.echo(f"{found.name}: {counts}")
    for word, ids in _parts(found).items():
        shown = ids if show_all else ids[:_SHOWN_IDS]
        more = f" … and {len(ids) - len(shown)} more (--all)" if len(shown) < len(ids) else ""
        if shown:
            click.echo(f"    {word}: {' '.join(shown)}{more}")


def tell_match(match: Match) -> None:
    """Print a match with every feature."""
    click.echo(f"  {match.score:.2f}  {match.name}  [{match.entity_id}, {match.list_name}]")
    click.echo("        " + ", ".join(f"{feature} {value:g}" for feature, value in match.features.items()))
    click.echo(f"        born {', '.join(match.birth_dates) or '-'}; {', '.join(match.countries) or '-'}")


def moment(at: datetime) -> str:
    """To the minute, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _parts(found: ListDifference) -> dict[str, tuple[str, ...]]:
    return {"added": found.added, "changed": found.changed, "removed": found.removed}
