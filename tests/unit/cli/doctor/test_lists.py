"""Watchlists: what counts in live mode, and what is too old."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kyc.adapters.screening import load, load_sample
from kyc.cli.doctor.lists import watchlists
from kyc.config import Settings
from kyc.domain.errors import Unavailable
from kyc.tools import Tools
from tests.unit.adapters.screening.files import write_own
from tests.unit.cli.doctor.patient import FAIL, OK, WARN, found, levels, patient

pytestmark = pytest.mark.one_database


def loaded(settings: Settings, folder: Path, day: str) -> None:
    row = {"id": "e1", "name": "Viktor Example", "kind": "sanctions"}
    load(settings.watchlists_dir, [write_own(folder, row, date=day)])


def test_where_nothing_or_the_sample_is_loaded_nobody_is_screened(settings: Settings) -> None:
    assert levels(watchlists, patient(settings)) == [WARN, WARN]
    load_sample(settings.watchlists_dir)
    assert levels(watchlists, patient(settings)) == [WARN, WARN]


def test_a_list_of_today_is_well(settings: Settings, tmp_path: Path) -> None:
    loaded(settings, tmp_path, datetime.now(UTC).date().isoformat())
    assert found(watchlists, patient(settings))[0] == (OK, "sanctions: House list")


def test_a_list_that_is_too_old_is_told(settings: Settings, tmp_path: Path) -> None:
    loaded(settings, tmp_path, "2020-01-01")
    level, says = found(watchlists, patient(settings))[0]
    assert level is WARN
    assert says.startswith("House list is ")
    assert says.endswith("days old, the limit is 7")


def test_a_service_that_is_away_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: Tools, kind: str) -> object:
        raise Unavailable("watchlist_unavailable")

    monkeypatch.setattr(Tools, "list_standings", away)
    assert levels(watchlists, patient(settings)) == [FAIL, FAIL]
