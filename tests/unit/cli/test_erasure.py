"""`flask kyc erasure …`: erase, list, receipts, keys, tombstones, replay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from kyc.cli.erasure import erasure_cli
from kyc.models import Erasure, Profile, Verification, transaction
from kyc.services.privacy import erasure, holds, receipts, tombstones
from tests import make

pytestmark = pytest.mark.one_database


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(erasure_cli, list(words))


@pytest.fixture
def made(session: Session) -> Verification:
    with transaction(session):
        return make.in_review(session)


@pytest.fixture
def done(app: Flask, session: Session, made: Verification) -> Erasure:
    """An erasure with its receipt."""
    with transaction(session):
        found = erasure.redact(session, session.get_one(Verification, made.id), erasure.Order("unlawful", "operator"))
    with transaction(session):
        receipts.finish(session, app.config["TOOLS"].receipts, "https://kyc.example", found.id)
    return session.get_one(Erasure, found.id)


def test_a_record_is_erased_by_its_id(app: Flask, session: Session, made: Verification) -> None:
    said = run(app, "run", made.profile_id, "--reason", "unlawful", "--yes").output
    assert "a worker deletes 2 objects, then signs the receipt" in said
    session.rollback()
    assert session.get_one(Profile, made.profile_id, populate_existing=True).name is None


def test_a_session_is_erased_by_its_id(app: Flask, made: Verification) -> None:
    assert "erased" in run(app, "run", made.id, "--reason", "unlawful", "--yes").output
    assert "pending" in run(app, "list").output


def test_without_a_yes_nothing_is_erased(app: Flask, session: Session, made: Verification) -> None:
    assert run(app, "run", made.id, "--reason", "unlawful").exit_code == 1
    session.rollback()
    assert session.get_one(Profile, made.profile_id, populate_existing=True).name == "Jane Doe"


def test_what_is_unknown_or_held_is_said(app: Flask, session: Session, made: Verification) -> None:
    assert "no such record" in run(app, "run", "sess_none", "--reason", "unlawful", "--yes").output
    with transaction(session):
        holds.put(session, made.profile_id, "litigation", "", "operator")
    assert "under a legal hold" in run(app, "run", made.id, "--reason", "unlawful", "--yes").output


def test_a_receipt_is_printed_once_it_is_signed(app: Flask, session: Session, made: Verification) -> None:
    with transaction(session):
        found = erasure.redact(session, session.get_one(Verification, made.id), erasure.Order("unlawful", "operator"))
    assert "not yet" in run(app, "receipt", found.id).output
    assert "no such receipt" in run(app, "receipt", "rcpt_none").output


def test_a_receipt_is_verified_with_our_keys_or_a_copy_of_them(app: Flask, done: Erasure, tmp_path: Path) -> None:
    (tmp_path / "receipt").write_text(run(app, "receipt", done.id).output)
    (tmp_path / "keys").write_text(run(app, "keys").output)
    for more in ((), ("--keys", str(tmp_path / "keys"))):
        said = run(app, "verify", str(tmp_path / "receipt"), *more)
        assert (said.exit_code, f"good: {done.id}, record {done.profile_id}" in said.output) == (0, True)


def test_a_receipt_that_was_changed_is_not_good(app: Flask, done: Erasure, tmp_path: Path) -> None:
    head, body, signature = (done.receipt or "").split(".")
    (tmp_path / "receipt").write_text(f"{head}.{body[:-4]}AAAA.{signature}")
    said = run(app, "verify", str(tmp_path / "receipt"))
    assert (said.exit_code, "not good" in said.output) == (1, True)


def test_tombstones_are_exported_one_a_line(app: Flask, done: Erasure, tmp_path: Path) -> None:
    run(app, "export", str(tmp_path / "stones"))
    assert tombstones.kept(tmp_path / "stones") == [erasure.tombstone_of(done)]
    assert json.loads(run(app, "export").output)["id"] == done.id


@pytest.mark.parametrize("kind", ["tombstones", "receipts"])
def test_what_a_backup_brought_back_is_erased_again(
    app: Flask, session: Session, done: Erasure, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "kept"
    file.write_text(run(app, "export").output if kind == "tombstones" else f"{done.receipt}\n")
    with transaction(session):  # as a backup from before has it
        found = session.get_one(Verification, done.verification_ids[0])
        profile = session.get_one(Profile, done.profile_id)
        found.erasure_id = profile.erasure_id = None
        session.delete(session.get_one(Erasure, done.id))
        session.flush()
        profile.name = "Jane Doe"
    assert "1 tombstones, 1 applied" in run(app, "replay", str(file)).output
    assert "1 tombstones, 0 applied" in run(app, "replay", str(file)).output
    session.rollback()
    assert session.get_one(Profile, done.profile_id, populate_existing=True).name is None


def test_a_line_that_is_none_is_named_and_nothing_is_done(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text('{"id": 1}\n')
    said = run(app, "replay", str(tmp_path / "kept"))
    assert (said.exit_code, "line 1 is no tombstone" in said.output) == (1, True)


def test_the_tables_are_rewritten(app: Flask, session: Session) -> None:
    session.close()
    assert "rewritten" in run(app, "compact", "--yes").output
