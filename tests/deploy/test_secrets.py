"""The secrets of a new installation: every one that hosts have to share, made once, readable by their owner."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from kyc import secret_file
from kyc.adapters.blobs import Keyring
from kyc.config import load
from tests.deploy.told import ROOT, lines_of, unknown


def made(folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["sh", "deploy/new-secrets.sh", str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_they_are_all_that_hosts_share_and_the_settings_take_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert made(tmp_path / "secrets").returncode == 0
    words = lines_of((tmp_path / "secrets" / "ekyc.env").read_text())
    assert unknown(set(words)) == set()
    assert {name.upper() for name in secret_file.NAMES} <= set(words)
    for name, value in words.items():
        monkeypatch.setenv(name, value)
    settings = load(_env_file=None, instance_dir=tmp_path / "instance")
    for name in secret_file.NAMES:
        assert getattr(settings, name).get_secret_value() == words[name.upper()]
    assert Keyring.parse(words["BLOB_KEYS"]).current == "k1"
    assert settings.database_url.startswith("postgresql+psycopg://ekyc:")


def test_services_get_theirs_alone_and_nobody_else_can_read_them(tmp_path: Path) -> None:
    made(tmp_path)
    words, database, store = (
        lines_of((tmp_path / f"{name}.env").read_text()) for name in ("ekyc", "database", "store")
    )
    assert f":{database['POSTGRES_PASSWORD']}@" in words["DATABASE_URL"]
    assert store == {"ROOT_ACCESS_KEY": words["AWS_ACCESS_KEY_ID"], "ROOT_SECRET_KEY": words["AWS_SECRET_ACCESS_KEY"]}
    assert len(set(words.values())) == len(words)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*.env")} == {0o600}


def test_those_that_are_there_are_never_replaced(tmp_path: Path) -> None:
    made(tmp_path)
    before = (tmp_path / "ekyc.env").read_text()
    again = made(tmp_path)
    assert (again.returncode, (tmp_path / "ekyc.env").read_text()) == (1, before)
    assert "stays as it is" in again.stderr
