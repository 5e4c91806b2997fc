"""The operator's commands, all under `flask kyc`: thin doors to the services and adapters."""

from __future__ import annotations

from flask import Flask

from kyc.cli import staff_links as staff_links
from kyc.cli import staff_sessions as staff_sessions
from kyc.cli.audit import audit_cli
from kyc.cli.backup import backup_cli
from kyc.cli.doctor.command import doctor
from kyc.cli.erasure import erasure_cli
from kyc.cli.holds import holds_cli
from kyc.cli.import_pocketbase import import_pocketbase
from kyc.cli.keys import keys_cli
from kyc.cli.listen import listen_cli
from kyc.cli.mistaken import PlainGroup
from kyc.cli.models import models_cli
from kyc.cli.partners import partners_cli
from kyc.cli.policy import policy_cli
from kyc.cli.process import demo, init, migrate, serve, web, worker
from kyc.cli.retention import retention_cli
from kyc.cli.staff import staff_cli
from kyc.cli.training import training_cli
from kyc.cli.translations import translations_cli
from kyc.cli.watchlist_versions import watchlists_cli

kyc_cli = PlainGroup("kyc", help="Run and maintain this eKYC server.")


def register_commands(app: Flask) -> None:
    """Register every command with the application."""
    groups = (
        audit_cli,
        backup_cli,
        erasure_cli,
        holds_cli,
        keys_cli,
        models_cli,
        partners_cli,
        policy_cli,
        retention_cli,
        staff_cli,
        training_cli,
        translations_cli,
        watchlists_cli,
    )
    for command in (init, migrate, serve, web, worker, demo, doctor, listen_cli, import_pocketbase, *groups):
        kyc_cli.add_command(command)
    app.cli.add_command(kyc_cli)
