"""Commands that start things: prepare the installation, serve, work, and demonstrate a whole verification."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click
import requests
from flask import current_app
from flask.cli import with_appcontext

from kyc.cli import database, newcomer, supervisor
from kyc.demo.story import tell_story
from kyc.models import db
from kyc.worker.main import run


@click.command()
@with_appcontext
def init() -> None:
    """Create the database, the keys and the sample data; safe to run again at any time."""
    database.prepare(current_app)
    newcomer.prepare(current_app)


@click.command()
@with_appcontext
def migrate() -> None:
    """Migrate the database to this version's tables (on PostgreSQL a step of every deployment)."""
    database.upgrade(current_app)


@click.command()
@click.option("--workers", default=1, show_default=True, help="Worker processes.")
@with_appcontext
def serve(workers: int) -> None:
    """Prepare and run everything on this machine: web server and workers, restarted when they crash."""
    port = current_app.config["SETTINGS"].port
    if not supervisor.port_is_free(port):
        raise click.ClickException(f"port {port} is taken; choose another one, for example: PORT={port + 1} make serve")
    database.prepare(current_app)
    newcomer.prepare(current_app)
    db.engine.dispose()
    share_metrics(current_app.config["SETTINGS"].instance_dir / "metrics")
    supervisor.run(current_app.config["SETTINGS"], workers)


@click.command()
@with_appcontext
def web() -> None:
    """Run the web server alone in the foreground; workers run as separate processes or on other hosts."""
    settings = current_app.config["SETTINGS"]
    db.engine.dispose()
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        share_metrics(settings.instance_dir / "metrics")
    command = supervisor.web_command(settings)
    os.execv(command[0], command)  # noqa: S606  (gunicorn replaces this process)


def share_metrics(folder: Path) -> None:
    """Share one set of metrics among all web processes, which add them up in an empty folder (prometheus-client)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


@click.command()
@click.option("--slot", default="1", show_default=True, help="Name of this worker on its host.")
@with_appcontext
def worker(slot: str) -> None:
    """Run one worker in the foreground."""
    run(current_app.config["TOOLS"], db.engine, slot)


@click.command()
@with_appcontext
def demo() -> None:
    """Run one whole verification against the running server and print each step as it happens."""
    try:
        tell_story(current_app.config["TOOLS"], click.echo)
    except requests.ConnectionError:
        url = current_app.config["SETTINGS"].public_base_url
        raise click.ClickException(
            f"nothing answers at {url}; run make serve in another terminal, with the same PORT"
        ) from None
