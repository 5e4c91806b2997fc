"""PostgreSQL's programs: the newest there is, no password where others read it, and what went wrong in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from kyc.adapters.backups import clients
from kyc.domain.errors import Unavailable

URL = make_url("postgresql+psycopg://ekyc:s3cret@db.example.org:5433/kyc?sslmode=require")


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two versions of a program that writes down how it was called; the newer one calls itself so."""
    for version in ("9.6", "16"):
        program = tmp_path / version / "bin" / "pg_dump"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\necho {version} "$PGPASSWORD" "$@" > {tmp_path}/said\n')
        program.chmod(0o755)
    monkeypatch.setattr(clients, "FOLDERS", tmp_path)
    return tmp_path / "said"


def test_the_newest_is_called_and_its_password_stands_in_the_environment_alone(said: Path) -> None:
    clients.run("pg_dump", URL, "--format=custom")
    version, password, *words = said.read_text().split()
    assert (version, password) == ("16", "s3cret")
    assert words == [
        "--dbname=postgresql://ekyc@db.example.org:5433/kyc?sslmode=require",
        "--no-password",
        "--format=custom",
    ]


def test_what_it_says_when_it_fails_is_told_in_one_line(said: Path) -> None:
    program = said.parent / "16" / "bin" / "pg_dump"
    program.write_text("#!/bin/sh\necho server version mismatch >&2\necho more >&2\nexit 1\n")
    with pytest.raises(Unavailable) as problem:
        clients.run("pg_dump", URL)
    assert problem.value.detail == "pg_dump failed: server version mismatch"
    program.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(Unavailable, match="it said nothing"):
        clients.run("pg_dump", URL)


def test_where_there_is_none_the_operator_learns_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "FOLDERS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="install PostgreSQL's client programs"):
        clients.run("pg_restore", URL)
