"""Commands for watchlists: load published files or the sample, fetch updates, show what is loaded, try a name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import OperationalError

import click
from flask import current_app
from flask.cli import AppGroup

from kyc.adapters import screening
from kyc.adapters.screening import ListRefused, ListShrunken
from kyc.adapters.screening.standing import failures
from kyc.adapters.screening.updating import Outcome, UpdateRunning
from kyc.adapters.screening.versions import Versions
from kyc.cli.progress import LoadProgress
from kyc.cli.watchlist_lines import tell_lists, tell_match, tell_standing, tell_versions
from kyc.config import Settings
from kyc.domain.countries import country as country_code
from kyc.domain.errors import Unavailable
from kyc.domain.screening import Person
from kyc.domain.watchlists import KINDS, Kind, Source, sources_from
from kyc.tools import Tools

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])

watchlists_cli = AppGroup("watchlists", help="Watchlists: load, update, list, compare, roll back, try a name.")


@watchlists_cli.command("load")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--kind", type=click.Choice(KINDS), help="What the file lists, where its format does not say.")
@click.option("--name", help="Name of the list, where its format does not say; the same name replaces it.")
@click.option("--date", type=_DAY, help="Date of the list; default what the file says, else the file's own date.")
@click.option("--allow-shrunken", is_flag=True, help="Accept a list that lost more than a fifth of its entries.")
def load_files(
    files: tuple[Path, ...], kind: Kind | None, name: str | None, date: datetime | None, allow_shrunken: bool
) -> None:
    """Load lists in their published formats; workers switch to them by themselves.

    OFAC's files belong together: load sdn.csv with alt.csv, add.csv and sdn_comments.csv.
    """
    day = date.date().isoformat() if date else None
    try:
        with LoadProgress() as progress:
            loaded = screening.load(
                directory(), files, kind=kind, name=name, date=day, allow_shrunken=allow_shrunken, progress=progress
            )
    except ListShrunken as problem:
        raise click.ClickException(f"{problem}; if it is right, load it again with --allow-shrunken") from None
    except ListRefused as problem:
        raise click.ClickException(str(problem)) from None
    except (OSError, OperationalError) as problem:
        raise click.ClickException(f"{problem}; what was loaded before stays in use") from None
    tell_lists(loaded)


@watchlists_cli.command("update")
@click.argument("names", nargs=-1)
@click.option("--again", is_flag=True, help="Load also what did not change.")
@click.option("--allow-shrunken", is_flag=True, help="Accept a list that lost more than a fifth of its entries.")
def update_lists(names: tuple[str, ...], again: bool, allow_shrunken: bool) -> None:
    """Fetch the lists of WATCHLIST_SOURCES, or only those NAMES, and load those that changed.

    A list that fails keeps its old version and does not stop the others; the exit code is then 1.
    """
    chosen = _chosen(names)
    with LoadProgress() as progress:
        update = _tools().list_update(again=again, allow_shrunken=allow_shrunken, progress=progress)
        try:
            outcomes = [_told(outcome) for outcome in update.run(chosen)]
        except UpdateRunning:
            raise click.ClickException("another update is running; try again when it has ended") from None
    for kind in KINDS:
        if Versions(directory() / kind).rolled_back:
            click.echo(f"{kind}: still ROLLED BACK; what did not change since is not loaded without --again")
    if failed := sum(outcome.result == "failed" for outcome in outcomes):
        raise click.ClickException(f"{failed} of {len(outcomes)} not updated; what was loaded before stays in use")


@watchlists_cli.command("sample")
def load_sample() -> None:
    """Load the synthetic sample: made-up people, counted in test mode alone."""
    tell_lists(screening.load_sample(directory()))


@watchlists_cli.command("list")
def show_lists() -> None:
    """Show which lists are loaded, their dates and kept versions, which are too old, and which are missing."""
    for kind in KINDS:
        try:
            found = _tools().list_standings(kind)
        except Unavailable as problem:
            click.echo(f"{kind}: not available ({problem.detail})")
            continue
        for standing in found:
            tell_standing(standing, datetime.now(UTC))
        if not any(not standing.list.sample for standing in found):
            click.echo(f"{kind}: no list that counts in live mode; {kind}_screening says not_performed")
        if _settings().watchlist == "index":
            tell_versions(kind, Versions(directory() / kind))
    for name, reason in failures(directory()).items():
        click.echo(f"WARNING: the last update of {name} failed: {reason}")


@watchlists_cli.command("screen")
@click.argument("name")
@click.option("--dob", type=_DAY, help="Birth date, YYYY-MM-DD.")
@click.option("--country", help="Nationality: a code or a plain name.")
def screen_name(name: str, dob: datetime | None, country: str | None) -> None:
    """Screen a name against everything loaded, the sample included; nothing is stored."""
    code = country_code(country) if country else None
    if country and not code:
        raise click.BadParameter("unknown country", param_hint="--country")
    person = Person(name, dob.date() if dob else None, (code,) if code else ())
    for kind in KINDS:
        try:
            found = _tools().watchlist(kind).screen(person, samples=True)
        except Unavailable as problem:
            click.echo(f"{kind}: not performed ({problem.detail})")
        else:
            click.echo(f"{kind}: {len(found.matches)} matches (review {found.review_at}, hit {found.hit_at})")
            for match in found.matches:
                tell_match(match)


def directory() -> Path:
    """Where the indexes are stored."""
    return _settings().watchlists_dir


def _chosen(names: tuple[str, ...]) -> list[Source]:
    sources = sources_from(_settings().watchlist_sources)
    if not sources:
        raise click.ClickException("no sources: set WATCHLIST_SOURCES=name=https://… (docs/operate/watchlists.md)")
    if unknown := set(names) - {source.name for source in sources}:
        raise click.BadParameter(
            f"not in WATCHLIST_SOURCES: {', '.join(sorted(unknown))}; there are "
            f"{', '.join(source.name for source in sources)}",
            param_hint="NAMES",
        )
    return [source for source in sources if not names or source.name in names]


def _told(outcome: Outcome) -> Outcome:
    """Print it as soon as it is known: the next list may take minutes."""
    click.echo(f"{outcome.source}: {outcome.result}{f': {outcome.problem}' if outcome.problem else ''}")
    tell_lists(outcome.lists)
    if outcome.shrunken:
        click.echo(f"    if it is right: flask kyc watchlists update {outcome.source!r} --allow-shrunken")
    return outcome


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _tools() -> Tools:
    tools: Tools = current_app.config["TOOLS"]
    return tools
