"""Commands for training: add, list and remove the cases that reviewers practise on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from kyc.adapters.weights.registry import InstallFailed
from kyc.demo import practice
from kyc.domain.errors import NotFound, Refused
from kyc.domain.reasons import CATALOGUE
from kyc.models import db, transaction
from kyc.services.examining.examination import Equipment
from kyc.services.examining.reuse import Reused
from kyc.services.training import cases
from kyc.services.training.drafts import Draft, read_folder
from kyc.tools import Tools

training_cli = AppGroup("training", help="Cases for reviewers to practise on: add, seed, list, remove.")


@training_cli.command("add")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def add(folder: Path) -> None:
    """Measure and store the cases that cases.toml in FOLDER lists; a name already taken is left as it is."""
    try:
        drafts = read_folder(folder)
    except ValueError as error:
        raise click.ClickException(f"nothing was added\n{error}") from None
    _add(drafts)


@training_cli.command("seed")
def seed() -> None:
    """Add nine cases of drawn passports and the demo's photographs; safe to run again at any time."""
    try:
        drafts = practice.cases(_tools().settings.models_dir.parent / "people")
    except InstallFailed as problem:
        raise click.ClickException(f"the photographs cannot be fetched\n{problem}") from None
    _add(drafts)


@training_cli.command("list")
def list_cases() -> None:
    """Show every case with its truth, which reviewers learn after their answer."""
    for case in cases.standing(db.session()):
        results = "  ".join(f"{one['name']} {one['result']}" for one in case.results)
        click.echo(f"{case.name}  [{case.truth}]  {results}")


@training_cli.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Remove the case NAME from training and delete its images; answers stay in the results."""
    try:
        with transaction(db.session()) as session:
            blobs = cases.remove(session, name)
    except NotFound:
        raise click.ClickException("there is no case of this name; see: flask kyc training list") from None
    for blob in blobs:
        _tools().blobs.delete(blob)
    click.echo("removed")


def _add(drafts: Sequence[Draft]) -> None:
    """Add one after the other, each committed before the next is measured."""
    taken = cases.known(db.session(), [draft.name for draft in drafts])
    equipment = _equipment(_tools())
    for draft in drafts:
        if draft.name in taken:
            click.echo(f"{draft.name}: is there already")
            continue
        try:
            measured = cases.measure(draft, _tools().intake, equipment)
        except Refused as error:
            raise click.ClickException(f"{draft.name}: {CATALOGUE[error.code].staff}") from None
        with transaction(db.session()) as session:
            cases.add(session, measured)
        click.echo(f"{draft.name}: {measured.found.verdict.outcome.value} by the policy")


def _equipment(tools: Tools) -> Equipment:
    """The real engines and checks, without the search for reused documents and without progress notes."""
    return Equipment(
        engines=lambda: tools.engines,
        blobs=tools.blobs,
        checks=tools.checks,
        policy=tools.policy,
        reused=lambda *_: Reused(),
        tell=lambda *_: None,
    )


def _tools() -> Tools:
    tools: Tools = current_app.config["TOOLS"]
    return tools
