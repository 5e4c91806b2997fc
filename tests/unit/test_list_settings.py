"""Settings of the watchlists that are fetched."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from kyc.config import Settings

SOURCE = "EU=https://lists.example/eu?token=s3cret"


def settings(**given: object) -> Settings:
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]


def test_without_any_setting_nothing_is_fetched_and_a_week_is_the_limit() -> None:
    plain = settings()
    assert (plain.watchlist_sources, plain.watchlist_update_cron, plain.watchlist_max_age_days) == ((), "", 7)


def test_sources_and_limits_are_parted_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHLIST_SOURCES", f"{SOURCE}, UN=https://un.example/list.xml")
    monkeypatch.setenv("WATCHLIST_AGE_LIMITS", "House list=365, UN=30")
    found = settings()
    assert found.watchlist_sources == (SOURCE, "UN=https://un.example/list.xml")
    assert found.watchlist_age_limits == ("House list=365", "UN=30")


def test_plain_http_has_to_be_allowed() -> None:
    plain = ("EU=http://mirror.example/eu",)
    with pytest.raises(ValidationError, match="only https, unless WATCHLIST_ALLOW_HTTP is set"):
        settings(watchlist_sources=plain)
    assert settings(watchlist_sources=plain, watchlist_allow_http=True).watchlist_sources == plain


@pytest.mark.parametrize(
    "given",
    [
        {"watchlist_sources": (SOURCE, "nonsense")},
        {"watchlist_age_limits": ("House list",)},
        {"watchlist_update_cron": "daily"},
        {"watchlist_update_cron": "0 0 30 2 *"},
        {"watchlist_download_seconds": 0},
        {"watchlist_max_age_days": -1},
        {"watchlist_ca_file": Path("missing.pem")},
    ],
    ids=lambda given: next(iter(given)),
)
def test_a_mistake_is_named_at_the_start_and_no_address_is_shown(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as problem:
        settings(**given)
    assert next(iter(given)).upper() in str(problem.value).upper()
    assert "s3cret" not in str(problem.value)


@pytest.mark.parametrize("cron", ["30 4 * * *", "*/15 0-6 1,15 * MON"])
def test_a_schedule_has_five_fields(cron: str) -> None:
    assert settings(watchlist_update_cron=cron).watchlist_update_cron == cron
