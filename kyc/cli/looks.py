"""The command for a partner's branding: name, colours, shape and logo on the applicant's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO

import click
from flask import current_app

from kyc.domain.accents import ThemeName
from kyc.domain.colours import written
from kyc.domain.errors import Invalid, NotFound
from kyc.domain.look import SHAPES, Logo, Mark
from kyc.models import DEFAULT_PARTNER, db, transaction
from kyc.services.accounts import look_rules, looks
from kyc.services.accounts.look_rules import Look, LookChanges
from kyc.services.record.audit import OPERATOR
from kyc.tools import Tools

_HOUSE = "the house's"


@click.command("look")
@click.argument("partner", default=DEFAULT_PARTNER)
@click.option("--name", help="The name applicants see; empty for the partner's own.")
@click.option("--accent", metavar="COLOUR", help="Links and buttons, like #0a7d59; empty for the default.")
@click.option("--accent-dark", metavar="COLOUR", help="The same on dark pages; default: a shade of it.")
@click.option("--shape", type=click.Choice(SHAPES), help="Corners of buttons, fields and panels.")
@click.option("--logo", type=click.File("rb"), help="PNG, JPEG or WebP; 640 × 192 pixels are plenty.")
@click.option("--logo-dark", type=click.File("rb"), help="For dark pages; without it a light background stays.")
@click.option("--no-logo", is_flag=True, help="The name in place of a logo.")
@click.option("--clear", is_flag=True, help="Reset to the default look, before any other change.")
def set_look(
    partner: str, logo: BinaryIO | None, logo_dark: BinaryIO | None, *, no_logo: bool, clear: bool, **tokens: str | None
) -> None:
    """Set how the applicant's pages look for PARTNER, and show it; without options it is only shown."""
    with _worded(partner):
        logos = _logos({"light": logo, "dark": logo_dark}, no_logo=no_logo)
        with transaction(db.session()) as session:
            if clear:
                looks.clear(session, partner, OPERATOR)
            if logos or any(value is not None for value in tokens.values()):
                looks.change(session, partner, LookChanges(**tokens), logos, OPERATOR)
            found = looks.look_of(session, partner)
    for label, value in _lines(found):
        click.echo(f"{label:<12}{value}")


def _logos(files: Mapping[ThemeName, BinaryIO | None], *, no_logo: bool) -> dict[ThemeName, Logo | None]:
    """The logos, read and shrunk before the database is used."""
    tools: Tools = current_app.config["TOOLS"]
    prepare: Callable[..., Logo] = tools.small_logo
    made: dict[ThemeName, Logo | None] = {"light": None} if no_logo else {}
    return made | {theme: look_rules.logo_from(file.read(), theme, prepare) for theme, file in files.items() if file}


@contextmanager
def _worded(partner: str) -> Iterator[None]:
    try:
        yield
    except Invalid as error:
        told = [f"--{one.pointer[1:].replace('_', '-')}: {one.detail}" for one in error.errors]
        raise click.ClickException("\n".join(["nothing was changed", *told])) from None
    except NotFound:
        missing = "nothing is set up yet; run: flask kyc init"
        raise click.ClickException(
            missing if partner == DEFAULT_PARTNER else f"there is no partner {partner}"
        ) from None


def _lines(look: Look) -> Iterator[tuple[str, str]]:
    dark = look.style.accent_dark
    derived = f"{written(dark)} (derived)" if dark else _HOUSE
    yield "name", look.name if look.own_name else f"{look.name} (the partner's own)"
    yield "accent", look.accent or _HOUSE
    yield "on dark", look.accent_dark or derived
    yield "shape", look.shape
    yield "logo", _size(look.logo) or "none: the name stands there"
    if look.logo:
        yield "on dark", _size(look.logo_dark) or "the same, on a light ground"


def _size(mark: Mark | None) -> str:
    return f"{mark.width} × {mark.height} pixels" if mark else ""
