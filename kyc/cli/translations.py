"""Commands for those who translate the applicant's pages."""

from __future__ import annotations

import click
from babel import Locale, UnknownLocaleError
from flask.cli import AppGroup

from kyc.web import messages
from kyc.web.translations import SOURCE, offered

translations_cli = AppGroup("translations", help="Translations of the applicant's pages.")


@translations_cli.command("update")
@click.argument("names", nargs=-1, metavar="[LANGUAGE]...")
def update(names: tuple[str, ...]) -> None:
    """Update the files of all languages, or start those named (de, pt_BR, zh_Hant)."""
    for locale in map(_locale, names) if names else _translated():
        messages.refresh(locale)
        click.echo(f"{locale}: {len(messages.faults(locale))} messages to translate")


@translations_cli.command("check")
def check() -> None:
    """List every message that is untranslated, fuzzy, obsolete or has other placeholders; fails where there is one."""
    found = [f"{locale}: {fault}" for locale in _translated() for fault in messages.faults(locale)]
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException(f"{len(found)} messages are not in order")


def _translated() -> list[Locale]:
    return [locale for locale in offered() if str(locale) != SOURCE]


def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        raise click.ClickException(f"no language is known as {name}") from None
