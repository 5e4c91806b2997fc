"""`flask kyc retention preview | terms | set | orphans`."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from kyc.cli.retention import retention_cli
from kyc.models import DEFAULT_PARTNER, transaction
from tests.unit.services.privacy.ended import decided

pytestmark = pytest.mark.one_database


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(retention_cli, list(words))


def test_the_preview_says_what_goes_when_and_changes_nothing(app: Flask, session: Session) -> None:
    with transaction(session):
        for days in (40, 20, 21, 400):
            decided(session, days)
    run(app, "set", DEFAULT_PARTNER, "images", "30")
    said = run(app, "preview").output
    assert "images            kept   now 2, 20" in said
    assert "record            kept   kept 4" in said
    assert said.endswith("0 open verifications lose nothing; 0 records are under a legal hold\n")
    assert run(app, "preview").output == said


def test_terms_of_a_partner_are_set_and_given_back(app: Flask) -> None:
    assert run(app, "set", DEFAULT_PARTNER, "extracted", "90").output == "set\n"
    line = f"{DEFAULT_PARTNER}  images kept  biometrics kept  extracted 90 days  record kept\n"
    assert run(app, "terms").output == line
    assert run(app, "set", DEFAULT_PARTNER, "extracted").output == "the setting counts\n"
    assert "extracted kept" in run(app, "terms").output
    assert "there is no such partner" in run(app, "set", "ptn_x", "record", "1").output
    assert run(app, "set", DEFAULT_PARTNER, "record", "40000").exit_code == 2


def test_orphans_are_counted_before_they_are_removed(app: Flask, session: Session) -> None:
    app.config["TOOLS"].blobs.put("document/new", b"picture")
    said = "1 objects, 0 that no row names, 1 too young to say\n"
    assert run(app, "orphans").output == said
    assert run(app, "orphans", "--remove").output == said + "removed: 0\n"
    assert list(app.config["TOOLS"].blobs.names()) == ["document/new"]
