"""What the first start makes and says, and what later starts do not say again."""

from __future__ import annotations

import json
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.adapters.screening import load
from kyc.adapters.screening.versions import Versions
from kyc.cli import newcomer
from kyc.models import ApiKey, StaffUser
from tests.unit.adapters.screening.files import write_own


def first_words(app: Flask, capsys: pytest.CaptureFixture[str]) -> str:
    newcomer.prepare(app)
    return capsys.readouterr().out


def test_the_first_start_says_all_a_newcomer_needs(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    words = first_words(app, capsys)
    assert "http://localhost:3000" in words
    assert re.search(r"ekyc_test_[a-z0-9]{10}_[a-z0-9]{32}[0-9a-f]{8}", words)
    assert newcomer.EMAIL in words
    assert re.search(r"One-time password \S{12,}", words)
    assert "Synthetic sample (not a real list)" in words


def test_the_curl_works_as_pasted(app: Flask, client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    words = first_words(app, capsys)
    command = re.search(r"curl .*?'\{.*?\}'", words, re.S)
    assert command is not None
    parts = shlex.split(command.group().replace("\\\n", " "))
    headers = dict(part.split(": ", 1) for part in parts if re.match(r"[\w-]+: ", part))
    answer = client.post("/api/profiles/create", headers=headers, data=parts[parts.index("-d") + 1])
    assert answer.status_code == 201
    assert json.loads(answer.data)["success"] is True


def test_a_service_that_screens_is_named_in_place_of_the_sample(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"watchlist": "yente"})
    words = first_words(app, capsys)
    assert "WATCHLIST=yente" in words
    assert "Synthetic sample" not in words


def test_a_second_start_shows_no_secret_and_makes_nothing(
    app: Flask, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    first_words(app, capsys)
    words = first_words(app, capsys)
    assert "ekyc_test_" not in words
    assert "password" not in words.lower()
    assert session.scalar(select(func.count()).select_from(ApiKey)) == 1
    assert session.scalar(select(func.count()).select_from(StaffUser)) == 1


def test_keys_of_the_settings_are_mentioned_but_not_shown(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    words = first_words(app, capsys)
    assert "VALID_API_KEYS: 2 keys" in words
    assert not any(key in words for key in app.config["SETTINGS"].valid_api_keys)


def test_the_generated_password_has_to_be_changed(
    app: Flask, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    first_words(app, capsys)
    account = session.scalars(select(StaffUser)).one()
    assert account.must_change_password
    assert [role.name for role in account.roles] == ["admin"]


def test_every_start_says_which_screening_does_not_take_place(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        words = first_words(app, capsys)
        for kind in ("sanctions", "pep"):
            assert f"No {kind} list that counts in live mode: {kind}_screening says not_performed." in words


def test_a_start_warns_of_a_list_that_is_too_old(
    app: Flask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = app.config["SETTINGS"].watchlists_dir
    for kind, day in (("sanctions", "2020-01-01"), ("pep", datetime.now(UTC).date().isoformat())):
        entry = {"id": "e1", "name": "Viktor Sampleman", "kind": kind}
        load(directory, [write_own(tmp_path, entry, date=day)], name=f"{kind} list")
    words = first_words(app, capsys)
    assert re.search(r"WARNING: sanctions list is \d+ days old, the limit is 7: flask kyc watchlists update", words)
    assert "pep list is" not in words
    assert "not_performed" not in words


def test_no_start_undoes_a_rollback(app: Flask, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directory = app.config["SETTINGS"].watchlists_dir
    for name in ("First list", "Second list"):
        load(directory, [write_own(tmp_path, {"id": "e1", "name": "Viktor Sampleman"})], name=name)
    versions = Versions(directory / "sanctions")
    older = versions.kept()[1].version
    versions.go_back(older)
    first_words(app, capsys)
    assert versions.find(older).current
    assert versions.rolled_back
