"""Commands for watchlists: load published files, load the sample, say what is loaded, try a name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from kyc.adapters import screening
from kyc.adapters.screening import KINDS, Kind, ListRefused, ListShrunken
from kyc.domain.countries import country as country_code
from kyc.domain.errors import Unavailable
from kyc.domain.evidence import ListVersion, Match
from kyc.domain.ports import Person, Watchlist
from kyc.tools import Tools

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])

watchlists_cli = AppGroup("watchlists", help="Watchlists: load, list, try a name.")


@watchlists_cli.command("load")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--kind", type=click.Choice(KINDS), help="What the file lists, where its format does not say.")
@click.option("--name", help="Name of the list, where its format does not say; the same name replaces it.")
@click.option("--date", type=_DAY, help="Date of the list; default what the file says, else the file's own date.")
@click.option("--allow-shrunken", is_flag=True, help="Take a list that lost more than a fifth of its entries.")
def load_files(
    files: tuple[Path, ...], kind: Kind | None, name: str | None, date: datetime | None, allow_shrunken: bool
) -> None:
    """Load lists in their published formats; workers change over to them by themselves.

    OFAC's files belong together: load sdn.csv with alt.csv, add.csv and sdn_comments.csv.
    """
    day = date.date().isoformat() if date else None
    try:
        loaded = screening.load(_directory(), files, kind=kind, name=name, date=day, allow_shrunken=allow_shrunken)
    except ListShrunken as problem:
        raise click.ClickException(f"{problem}; if it is right, load it again with --allow-shrunken") from None
    except ListRefused as problem:
        raise click.ClickException(str(problem)) from None
    _tell(loaded)


@watchlists_cli.command("sample")
def load_sample() -> None:
    """Load the synthetic sample: made-up people, counted in test mode alone."""
    _tell(screening.load_sample(_directory()))


@watchlists_cli.command("list")
def show_lists() -> None:
    """Say which lists are loaded, of which date, and what is missing."""
    for kind in KINDS:
        try:
            lists = _watchlist(kind).lists()
        except Unavailable as problem:
            click.echo(f"{kind}: not available ({problem.detail})")
            continue
        _tell([(kind, one) for one in lists])
        if not any(not one.sample for one in lists):
            click.echo(f"{kind}: no list that counts in live mode; {kind}_screening says not_performed")


@watchlists_cli.command("screen")
@click.argument("name")
@click.option("--dob", type=_DAY, help="Birth date, YYYY-MM-DD.")
@click.option("--country", help="Nationality: a code or a plain name.")
def screen_name(name: str, dob: datetime | None, country: str | None) -> None:
    """Try a name against everything that is loaded, the sample included; nothing is stored."""
    code = country_code(country) if country else None
    if country and not code:
        raise click.BadParameter("not a country that is known", param_hint="--country")
    person = Person(name, dob.date() if dob else None, (code,) if code else ())
    for kind in KINDS:
        try:
            found = _watchlist(kind).screen(person, samples=True)
        except Unavailable as problem:
            click.echo(f"{kind}: not performed ({problem.detail})")
        else:
            click.echo(f"{kind}: {len(found.matches)} matches (review {found.review_at}, hit {found.hit_at})")
            for match in found.matches:
                _show(match)


def _show(match: Match) -> None:
    click.echo(f"  {match.score:.2f}  {match.name}  [{match.entity_id}, {match.list_name}]")
    click.echo("        " + ", ".join(f"{feature} {value:g}" for feature, value in match.features.items()))
    click.echo(f"        born {', '.join(match.birth_dates) or '-'}; {', '.join(match.countries) or '-'}")


def _tell(lists: list[tuple[Kind, ListVersion]]) -> None:
    for kind, one in lists:
        click.echo(f"{kind}: {one.name}, {one.date}, {one.entities} entries, version {one.version}")


def _watchlist(kind: Kind) -> Watchlist:
    """What screens, the index or a service: as the workers have it."""
    tools: Tools = current_app.config["TOOLS"]
    return tools.watchlist(kind)


def _directory() -> Path:
    directory: Path = current_app.config["SETTINGS"].watchlists_dir
    return directory
