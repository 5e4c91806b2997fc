"""Settings: names that nobody reads, values that contradict each other or are unsafe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from kyc.cli.doctor.setting_names import setting_names
from kyc.cli.doctor.setting_values import setting_values
from kyc.config import Settings
from tests.unit.cli.doctor.patient import FAIL, OK, WARN, found, levels, patient

pytestmark = pytest.mark.one_database
POSTGRESQL = "postgresql+psycopg://db.example/ekyc"
WRONG: list[tuple[Any, str, dict[str, Any]]] = [
    (FAIL, "PUBLIC_BASE_URL is http", {"public_base_url": "http://kyc.example"}),
    (WARN, "TRUSTED_PROXIES is 0", {"public_base_url": "https://kyc.example"}),
    (WARN, "OIDC_ALLOW_HTTP", {"oidc_allow_http": True}),
    (WARN, "counted by each process", {"database_url": POSTGRESQL}),
    (WARN, "a folder of this host", {"database_url": POSTGRESQL, "rate_limit_url": "redis://x"}),
    (WARN, "VALID_API_KEYS", {"valid_api_keys": ("letmein",)}),
    (WARN, "METRICS_TOKEN", {"metrics_token": SecretStr("short")}),
    (WARN, "OIDC_NEW_ACCOUNTS", {"oidc_new_accounts": ("example.org",)}),
    (FAIL, "YENTE_URL", {"watchlist": "yente"}),
    (WARN, "WATCHLIST_UPDATE_CRON", {"watchlist_update_cron": "0 4 * * *"}),
    (FAIL, "WEBHOOK_URL is a private address", {"webhook_url": "http://10.1.2.3/hooks"}),
    (FAIL, "WEBHOOK_URL is no address", {"webhook_url": "ftp://shop.example"}),
    (FAIL, "OUTGOING_ALLOW", {"outgoing_allow": ("0.0.0.0/0",)}),
]


def test_settings_that_are_known_are_counted(settings: Settings) -> None:
    installation = patient(settings, {"PORT": "3000", "HOME": "/home/me", "LOG_LEVEL": "INFO"}, ["PORT", "AWS_REGION"])
    assert found(setting_names, installation) == [(OK, "2 set, every name is known")]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("PUBLIC_BASE_URI", "PUBLIC_BASE_URL"), ("EKYC_DATABASE_URL", "DATABASE_URL"), ("BLOB_URLS", "BLOB_URL")],
)
def test_a_name_of_the_environment_that_looks_like_a_setting_is_told(settings: Settings, name: str, meant: str) -> None:
    (one,) = setting_names(patient(settings, {name: "hush"}))
    assert (one.level, one.says, one.do) == (WARN, f"{name} is no setting", f"did you mean {meant}?")


def test_whatever_else_stands_in_the_file_is_told(settings: Settings) -> None:
    assert found(setting_names, patient(settings, {}, ["SOMETHING"])) == [(WARN, "SOMETHING is no setting")]


def test_other_names_of_the_environment_are_nobodys_concern(settings: Settings) -> None:
    installation = patient(settings, {"PATH": "/bin", "SHELL": "/bin/sh", "SSH_AUTH_SOCK": "x", "PORTAL": "x"})
    assert levels(setting_names, installation) == [OK]


def test_the_defaults_go_together(settings: Settings) -> None:
    assert levels(setting_values, patient(settings)) == [OK, OK]


@pytest.mark.parametrize(("level", "words", "changed"), WRONG, ids=[words for _, words, _ in WRONG])
def test_what_does_not_go_together_is_told(settings: Settings, level: Any, words: str, changed: dict[str, Any]) -> None:
    told = found(setting_values, patient(settings, **changed))
    assert any(one == level and words in says for one, says in told), told


def test_the_words_hold_no_value_of_a_secret(settings: Settings) -> None:
    told = list(setting_values(patient(settings, valid_api_keys=("letmein",), metrics_token=SecretStr("sesame"))))
    assert "letmein" not in str(told)
    assert "sesame" not in str(told)


def test_a_policy_that_cannot_be_used_is_told(settings: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "policy.toml"
    broken.write_text("[[rules]]\nwhen = 1\n")
    for file in (broken, tmp_path / "missing.toml"):
        assert levels(setting_values, patient(settings, policy_file=file))[-1] is FAIL
