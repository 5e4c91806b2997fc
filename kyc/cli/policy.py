"""Commands for the decision policy: check a file, and see which past cases it would decide differently."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

import click
from flask.cli import AppGroup

from kyc.domain.decision import Policy, policy_from
from kyc.models import db
from kyc.services.desk import policy_replay
from kyc.services.desk.policy_replay import MOST, Replay

policy_cli = AppGroup("policy", help="The decision policy: try a change on past cases.")


@policy_cli.command("simulate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--last", type=click.IntRange(1, MOST), default=500, show_default=True, help="How many cases.")
@click.option("--mode", type=click.Choice(["live", "test"]), default=None, help="Default: both.")
def simulate(file: Path, last: int, mode: Literal["live", "test"] | None) -> None:
    """Judge past cases by the policy in FILE and print those that would change; nothing is written."""
    found = policy_replay.replay(db.session(), _policy(file), last, mode)
    for case in found.flips:
        rules = f"{case.then_rule} → {case.now_rule}"
        click.echo(f"{case.verification_id}  {case.then} → {case.now}  ({rules}; stands at {case.state.value})")
    click.echo(_summary(found))


def _policy(file: Path) -> Policy:
    try:
        return policy_from(tomllib.loads(file.read_text("utf-8")))
    except ValueError as error:
        raise click.ClickException(f"{file.name}: {error}") from None


def _summary(found: Replay) -> str:
    if not found.cases:
        return "No case was decided by a policy yet."
    turned = [f"{number} {then} → {now}" for (then, now), number in found.counts().items() if then != now]
    return f"{len(found.flips)} of {len(found.cases)} cases would flip" + (f": {', '.join(turned)}" if turned else "")
