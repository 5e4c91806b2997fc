"""The page of the watchlists: which are loaded, how old they are, and plainly what is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kyc.adapters.screening import ledger, load, load_sample
from kyc.adapters.screening.ledger import Record
from kyc.adapters.screening.versions import Versions
from kyc.config import Settings
from kyc.domain.errors import Unavailable
from kyc.tools import Tools
from tests.api.staff.people import text
from tests.unit.adapters.screening.files import write_own

pytestmark = pytest.mark.one_database

TODAY = datetime.now(UTC).date().isoformat()


def house(folder: Path, settings: Settings, count: int = 3, *, date: str = TODAY, kind: str = "sanctions") -> None:
    rows = ({"id": f"e{number}", "name": f"Viktor Example{number}", "kind": kind} for number in range(count))
    load(settings.watchlists_dir, [write_own(folder, *rows, date=date)])


def test_where_nothing_is_loaded_the_page_says_that_nobody_is_screened(viewer: FlaskClient) -> None:
    page = text(viewer.get("/staff/watchlists"))
    assert page.count("No list is loaded. Nobody is screened for this in live mode") == 2


def test_the_sample_counts_for_nothing_in_live_mode(viewer: FlaskClient, settings: Settings) -> None:
    load_sample(settings.watchlists_dir)
    page = text(viewer.get("/staff/watchlists"))
    assert page.count("Only the made-up sample is loaded, which counts in test mode alone.") == 2
    assert page.count("Synthetic sample (not a real list) TEST") == 2


def test_a_list_shows_its_dates_entries_and_version(viewer: FlaskClient, settings: Settings, tmp_path: Path) -> None:
    house(tmp_path, settings, 1234)
    page = text(viewer.get("/staff/watchlists"))
    (kept,) = Versions(settings.watchlists_dir / "sanctions").kept()
    assert f"House list ✓ Current Its own date {TODAY} Loaded {kept.loaded_at:%-d %b %Y, %H:%M} UTC" in page
    assert "Entries 1,234" in page
    assert page.count("No list is loaded.") == 1, "there is none of politically exposed persons"


def test_a_list_past_its_limit_warns(viewer: FlaskClient, settings: Settings, tmp_path: Path) -> None:
    house(tmp_path, settings, date=(datetime.now(UTC) - timedelta(days=23)).date().isoformat())
    page = text(viewer.get("/staff/watchlists"))
    assert "! 23 days old, limit 7" in page
    assert "Current" not in page


def test_a_list_that_its_source_confirmed_is_current_whatever_its_date(
    viewer: FlaskClient, settings: Settings, tmp_path: Path
) -> None:
    house(tmp_path, settings, date="2020-01-01")
    (version,) = Tools(settings).watchlist("sanctions").lists()
    taken = (("sanctions", version.name, version.version),)
    ledger.write(settings.watchlists_dir, {"House": Record(lists=taken, confirmed_at=datetime.now(UTC))})
    page = text(viewer.get("/staff/watchlists"))
    assert "✓ Current" in page
    assert "confirmed by its source" in page


def test_a_failed_update_is_told(viewer: FlaskClient, settings: Settings, tmp_path: Path) -> None:
    house(tmp_path, settings)
    ledger.write(settings.watchlists_dir, {"UN": Record(problem="un.example: answered 404")})
    assert "The last update of UN failed: un.example: answered 404" in text(viewer.get("/staff/watchlists"))


def test_an_older_version_in_use_is_told(viewer: FlaskClient, settings: Settings, tmp_path: Path) -> None:
    house(tmp_path, settings, 3)
    house(tmp_path, settings, 4)
    versions = Versions(settings.watchlists_dir / "sanctions")
    versions.go_back(versions.kept()[1].version)
    page = text(viewer.get("/staff/watchlists"))
    assert page.count("went back to an older version") == 1
    assert "Entries 3" in page


def test_a_service_that_does_not_answer_is_told(viewer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: Tools, kind: str) -> object:
        raise Unavailable("watchlist_unavailable")

    monkeypatch.setattr(Tools, "list_standings", away)
    assert text(viewer.get("/staff/watchlists")).count("The list service does not answer.") == 2


def test_the_way_to_the_page_stands_on_every_page(reviewer: FlaskClient) -> None:
    assert 'href="/staff/watchlists"' in reviewer.get("/staff/").get_data(as_text=True)
    shown = reviewer.get("/staff/watchlists").get_data(as_text=True)
    assert 'href="/staff/watchlists" aria-current="page"' in shown


@pytest.mark.parametrize("method", ["post", "delete", "put"])
def test_nothing_can_be_done_here(viewer: FlaskClient, method: str) -> None:
    assert getattr(viewer, method)("/staff/watchlists").status_code in {400, 405}
