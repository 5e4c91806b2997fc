"""Which version is in use, and what it says otherwise than an older one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kyc.adapters.screening import history
from kyc.adapters.screening.entity import BirthDate, Entity
from kyc.adapters.screening.history import IndexHistory, WholeHistory
from kyc.adapters.screening.lists import ListSource
from kyc.adapters.screening.loading import load_sources
from kyc.adapters.screening.versions import Versions
from kyc.adapters.screening.watchlist import IndexedWatchlist
from kyc.domain.errors import Unavailable
from kyc.domain.ports import Watchlist
from tests.unit.adapters.screening.files import person

VIKTOR = Entity("e1", "person", "Viktor Sampleman", birth_dates=(BirthDate("1970-05-05"),))
OLGA = Entity("e2", "person", "Olga Otherovic")
JANE, WIKTOR = person("Jane Doe", "1990-01-15"), person("Wiktor Sampleman", "1970-05-05")


def load(directory: Path, version: str, *entities: Entity) -> str:
    """Publish a list and return the version of the index."""
    load_sources(directory, [ListSource("List", "sanctions", "2026-11-01", version, entities)], allow_shrunken=True)
    return IndexHistory(directory).version("sanctions") or ""


def test_the_version_is_that_of_the_index_in_use(tmp_path: Path) -> None:
    assert IndexHistory(tmp_path).version("sanctions") is None
    first = load(tmp_path, "v1", OLGA)
    second = load(tmp_path, "v2", OLGA, VIKTOR)
    assert first != second == IndexHistory(tmp_path).version("sanctions")
    assert IndexHistory(tmp_path).version("pep") is None


def test_only_what_was_added_or_changed_counts(tmp_path: Path) -> None:
    since = load(tmp_path, "v1", OLGA, VIKTOR)
    changed = replace(VIKTOR, programmes=("NEW",))
    load(tmp_path, "v2", OLGA, changed)
    changes = IndexHistory(tmp_path).changes("sanctions", since)
    assert changes is not None
    assert set(changes.fingerprints) == {changed.fingerprint}
    assert list(changes.resembling([JANE, WIKTOR, person("Olga Otherovic")])) == [1]


def test_nobody_resembles_what_was_only_removed(tmp_path: Path) -> None:
    since = load(tmp_path, "v1", OLGA, VIKTOR)
    load(tmp_path, "v2", OLGA)
    changes = IndexHistory(tmp_path).changes("sanctions", since)
    assert changes is not None
    assert (set(changes.fingerprints), list(changes.resembling([WIKTOR]))) == (set(), [])


def test_a_version_that_is_gone_leaves_everything_open(tmp_path: Path) -> None:
    load(tmp_path, "v1", VIKTOR)
    assert IndexHistory(tmp_path).changes("sanctions", "0123456789ab") is None


def test_too_many_changes_are_not_turned_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    since = load(tmp_path, "v1", OLGA)
    load(tmp_path, "v2", OLGA, VIKTOR, replace(VIKTOR, id="e3"))
    monkeypatch.setattr(history, "MOST", 1)
    assert IndexHistory(tmp_path).changes("sanctions", since) is None


def test_where_asking_costs_more_than_screening_everybody_is_named(tmp_path: Path) -> None:
    since = load(tmp_path, "v1", OLGA)
    load(tmp_path, "v2", OLGA, *(replace(VIKTOR, id=f"e{number}") for number in range(5)))
    changes = IndexHistory(tmp_path).changes("sanctions", since)
    assert changes is not None
    assert list(changes.resembling([JANE])) == [0]


def test_the_version_that_is_held_stays(tmp_path: Path) -> None:
    since = load(tmp_path, "v1", OLGA)
    IndexHistory(tmp_path).hold("sanctions", since)
    assert (tmp_path / "sanctions" / "held-monitoring").read_text() == f"{since}.sqlite"
    assert Versions(tmp_path / "sanctions").find(since).version == since


class Away:
    """A service that does not answer."""

    def lists(self) -> list[object]:
        raise Unavailable("watchlist_unreachable")


def test_a_watchlist_without_versions_tells_only_that_its_lists_are_others(tmp_path: Path) -> None:
    def watchlists(kind: str) -> Watchlist:
        return IndexedWatchlist(tmp_path, "sanctions" if kind == "sanctions" else "pep")

    whole = WholeHistory(watchlists)
    assert whole.version("sanctions") is None
    load(tmp_path, "v1", OLGA)
    first = whole.version("sanctions")
    load(tmp_path, "v2", OLGA, VIKTOR)
    assert (first is None, whole.version("sanctions") == first) == (False, False)
    assert whole.changes("sanctions", first or "") is None
    whole.hold("sanctions", "anything")
    assert not (tmp_path / "sanctions" / "held-monitoring").exists()


def test_a_service_that_is_away_is_not_taken_for_one_without_lists() -> None:
    assert WholeHistory(lambda _: Away()).version("sanctions") is None  # type: ignore[arg-type,return-value]
