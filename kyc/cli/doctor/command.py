"""The command: every check in order, one line per finding, and an exit code for machines."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

import click
from dotenv import dotenv_values
from flask import current_app
from flask.cli import with_appcontext

from kyc.cli.doctor import engines, keys, lists, places, reach, records, setting_names, setting_values, webhooks
from kyc.cli.doctor.finding import Check, Finding, Installation, Level, looked, worst
from kyc.models import db

CHECKS: tuple[Check, ...] = (
    setting_names.setting_names,
    setting_values.setting_mistakes,
    setting_values.setting_values,
    places.disk_space,
    places.private_files,
    records.database,
    records.database_clock,
    records.workers,
    reach.image_store,
    keys.stored_images,
    keys.sealed_secrets,
    engines.models,
    engines.running_engines,
    lists.watchlists,
    reach.limits_store,
    reach.identity_provider,
    reach.own_address,
    webhooks.webhook_to_oneself,
    records.webhooks_on_their_way,
)
_DATABASE, _IMAGES = frozenset({"DATABASE_URL"}), frozenset({"BLOB_URL", "BLOB_KEYS"})
NEEDS: Mapping[Check, frozenset[str]] = {
    records.database: _DATABASE,
    records.database_clock: _DATABASE,
    records.workers: _DATABASE,
    reach.image_store: _IMAGES,
    keys.stored_images: _DATABASE | _IMAGES,
    keys.sealed_secrets: _DATABASE | _IMAGES,
    reach.limits_store: frozenset({"RATE_LIMIT_URL"}),
    reach.own_address: frozenset({"PUBLIC_BASE_URL", "PORT"}),
    webhooks.webhook_to_oneself: _DATABASE | _IMAGES,
    records.webhooks_on_their_way: _DATABASE,
}
"""Settings whose default would say nothing of this installation: where one is mistaken, the check is left out."""
COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Check everything this installation needs; exit 0 when all is well, 1 with warnings, 2 with faults."""
    findings = []
    installation = _installation()
    chosen = [check for check in CHECKS if not NEEDS.get(check, frozenset()) & installation.mistakes.keys()]
    for one in looked(chosen, installation):
        findings.append(one)
        if not as_json:
            _tell(one)
    if as_json:
        click.echo(json.dumps({"worst": list(Level)[worst(findings)], "findings": [asdict(one) for one in findings]}))
    else:
        click.echo(_counted(findings))
    raise SystemExit(worst(findings))


def _installation() -> Installation:
    written = frozenset(dotenv_values(".env")) if Path(".env").is_file() else frozenset[str]()
    mistakes = current_app.config.get("MISTAKES", {})
    return Installation(current_app.config["TOOLS"], db.session(), dict(os.environ), written, mistakes)


def _tell(one: Finding) -> None:
    click.echo(f"{click.style(f'{one.level:4}', fg=COLOURS[one.level])}  {one.area}: {one.says}")
    if one.do:
        click.echo(f"      → {one.do}")


def _counted(findings: Iterable[Finding]) -> str:
    levels = [one.level for one in findings]
    return f"{levels.count(Level.OK)} ok, {levels.count(Level.WARN)} warnings, {levels.count(Level.FAIL)} faults"
