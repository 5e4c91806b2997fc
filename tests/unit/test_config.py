"""Settings come from the environment and complete themselves."""

from __future__ import annotations

import json
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kyc.config import Settings, load

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))


def test_without_any_setting_everything_lies_in_one_folder(tmp_path: Path) -> None:
    settings = load()
    root = tmp_path / "instance"
    assert settings.database_url == f"sqlite:///{root}/ekyc.db"
    assert settings.blob_url == f"file://{root}/blobs"
    assert (settings.models_dir, settings.watchlists_dir) == (root / "models", root / "watchlists")
    assert settings.public_base_url == "http://localhost:3000"
    assert settings.is_sqlite


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_usual_postgresql_addresses_are_understood(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://me@db.example/kyc")
    assert load().database_url == "postgresql+psycopg://me@db.example/kyc"
    assert not load().is_sqlite


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALID_API_KEYS", " one, two ,,")
    assert load().valid_api_keys == ("one", "two")


def test_the_base_url_follows_the_port_and_has_no_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "4000")
    assert load().public_base_url == "http://localhost:4000"
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://kyc.example/")
    assert load().public_base_url == "https://kyc.example"


def test_secrets_are_made_once_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    first, second = load(), load()
    assert first.secret_key.get_secret_value() == second.secret_key.get_secret_value()
    path = tmp_path / "instance" / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(set(json.loads(path.read_text()).values())) == 4


def test_processes_that_start_together_agree_on_the_secrets() -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load().secret_key.get_secret_value(), range(16)))
    assert len(keys) == 1


def test_a_secret_that_is_set_wins_over_the_generated_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "from the operator")
    assert load().secret_key.get_secret_value() == "from the operator"


def test_settings_never_show_a_secret() -> None:
    settings = load()
    assert settings.secret_key.get_secret_value() not in repr(settings)


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert load().port == 3000


def test_a_mistake_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_STATUS", "sometimes")
    with pytest.raises(ValueError, match="public_status"):
        load()


def test_every_setting_stands_in_the_example_file() -> None:
    shown = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert shown == {name.upper() for name in Settings.model_fields}


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())
