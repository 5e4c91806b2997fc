"""GET /metrics: the figures of the watchlists."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kyc.adapters.screening import load
from kyc.config import Settings
from kyc.domain.errors import Unavailable
from kyc.tools import Tools
from tests.unit.adapters.screening.files import write_own

LIST = '{kind="sanctions",list="House list"}'


def test_figures_tell_the_age_of_each_list_and_whether_it_is_too_much(
    client: FlaskClient, settings: Settings, tmp_path: Path
) -> None:
    rows = ({"id": f"e{number}", "name": f"Viktor Example{number}"} for number in range(3))
    load(settings.watchlists_dir, [write_own(tmp_path, *rows, date="2020-01-01")])
    page = client.get("/metrics").text
    assert f"ekyc_watchlist_entries{LIST} 3.0" in page
    assert f"ekyc_watchlist_overdue{LIST} 1.0" in page
    (age,) = [line for line in page.splitlines() if line.startswith(f"ekyc_watchlist_age_days{LIST}")]
    assert float(age.split()[-1]) > 365


def test_without_lists_there_is_none_to_tell_of(client: FlaskClient) -> None:
    assert "ekyc_watchlist_age_days{" not in client.get("/metrics").text


def test_a_service_that_is_away_leaves_the_other_figures(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: Tools, kind: str) -> object:
        raise Unavailable("watchlist_unavailable")

    monkeypatch.setattr(Tools, "list_standings", away)
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert "ekyc_jobs_unfinished 0.0" in answer.text
