"""The operator's commands for the audit chain."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from kyc.models import AuditEntry, transaction
from kyc.services.record import audit
from kyc.services.record.audit import OPERATOR, Act


@pytest.fixture(autouse=True)
def _three(session: Session) -> None:
    for subject in ("k1", "k2", "k3"):
        with transaction(session):
            audit.note(session, Act.KEY_ISSUED, OPERATOR, subject, mode="live")


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["kyc", "audit", *arguments])
    return done.exit_code, done.output.strip()


def test_an_untouched_chain_is_whole(app: Flask) -> None:
    assert run(app, "verify") == (0, "whole")


def test_a_changed_row_is_told_with_its_place(app: Flask, session: Session) -> None:
    with transaction(session):
        session.execute(update(AuditEntry).where(AuditEntry.position == 2).values(subject="other"))
    assert run(app, "verify") == (1, "Error: broken at entry 2: it was changed")


def test_a_chain_cut_short_is_told(app: Flask, session: Session) -> None:
    with transaction(session):
        session.execute(delete(AuditEntry).where(AuditEntry.position == 3))
    assert run(app, "verify") == (1, "Error: broken at entry 3: the chain does not reach the head that was noted")


def test_an_export_is_checked_against_a_noted_head(app: Flask, tmp_path: Path) -> None:
    _, head = run(app, "head")
    file = str(tmp_path / "export.jsonl")
    assert run(app, "export", file) == (0, "")
    assert run(app, "verify", file, "--head", head) == (0, "whole")
    lines = Path(file).read_text().splitlines(keepends=True)
    Path(file).write_text("".join(lines[:2]))
    assert run(app, "verify", file) == (0, "whole")
    assert run(app, "verify", file, "--head", head)[0] == 1


def test_a_file_that_is_no_export_is_told(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "export.jsonl").write_text("{}\n")
    assert run(app, "verify", str(tmp_path / "export.jsonl")) == (1, "Error: line 1 is no entry")


def test_what_is_no_head_is_told(app: Flask) -> None:
    assert run(app, "verify", "--head", "yesterday") == (1, "Error: a head is POSITION:DIGEST")
