"""Commands for the kept versions of the watchlists: compare two, roll back to one, remove one list."""

from __future__ import annotations

import click

from kyc.adapters.screening.differences import differences
from kyc.adapters.screening.loading import remove
from kyc.adapters.screening.versions import Kept, Versions
from kyc.cli.watchlist_lines import moment, tell_difference
from kyc.cli.watchlists import directory, watchlists_cli
from kyc.domain.watchlists import KINDS, Kind

__all__ = ["watchlists_cli"]
_KIND = click.argument("kind", type=click.Choice(KINDS))


@watchlists_cli.command("diff")
@_KIND
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--all", "show_all", is_flag=True, help="Every id, not the first twenty of each kind of change.")
def show_difference(kind: Kind, old: str | None, new: str | None, show_all: bool) -> None:
    """Show what was added, changed and removed between two kept versions (`list` names them).

    Without NEW up to the version in use, without OLD from the one before it.
    """
    after = _named(kind, new) if new else _in_use(kind)
    before = _named(kind, old) if old else _before(kind, after)
    click.echo(f"{kind}: from {before.version} ({moment(before.loaded_at)}) to {_brief(after)}")
    found = differences(directory(), kind, before.version, after.version)
    for one in found:
        if one:
            tell_difference(one, show_all)
    if not any(found):
        click.echo("no entry differs")


@watchlists_cli.command("rollback")
@_KIND
@click.argument("version", required=False)
def roll_back(kind: Kind, version: str | None) -> None:
    """Put a kept version into use: VERSION, or the one before. Workers switch by themselves.

    An update does not undo it while its source gives the same file; a changed file is loaded on top of it.
    """
    target = _named(kind, version) if version else _before(kind, _in_use(kind))
    now = Versions(directory() / kind).go_back(target.version)
    click.echo(f"{kind}: in use is index {_brief(now)}: {', '.join(now.lists)}")


@watchlists_cli.command("remove")
@_KIND
@click.argument("name")
def take_out(kind: Kind, name: str) -> None:
    """Take the list NAME out of use; rollback brings it back. `update` loads it again while it has a source."""
    try:
        remove(directory(), kind, name)
    except KeyError:
        raise click.BadParameter(f"no list of this name is loaded as {kind}", param_hint="NAME") from None
    click.echo(f"{kind}: {name} is no longer in use")


def _in_use(kind: Kind) -> Kept:
    found = next((one for one in _kept(kind) if one.current), None)
    if found is None:
        raise click.ClickException(f"{kind}: nothing is loaded")
    return found


def _before(kind: Kind, version: Kept) -> Kept:
    older = [one for one in _kept(kind) if one.loaded_at < version.loaded_at]
    if not older:
        raise click.ClickException(f"{kind}: no version older than {version.version} is kept")
    return older[0]


def _named(kind: Kind, start: str) -> Kept:
    """The one version whose name begins so."""
    found = [one for one in _kept(kind) if one.version.startswith(start)]
    if len(found) != 1:
        known = ", ".join(one.version for one in _kept(kind)) or "none"
        raise click.BadParameter(f"no one version begins with {start!r}; kept are: {known}", param_hint="VERSION")
    return found[0]


def _kept(kind: Kind) -> tuple[Kept, ...]:
    return Versions(directory() / kind).kept()


def _brief(one: Kept) -> str:
    return f"{one.version} ({moment(one.loaded_at)})"
