"""When approved applicants are asked for again, where a service screens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kyc.adapters.screening.yente import Scoring, create
from kyc.adapters.screening.yente_history import DailyHistory
from kyc.domain.monitoring import ListHistory
from tests.unit.adapters.screening.yente_server import Yente, catalogue, dataset, serving


@pytest.fixture
def server() -> Iterator[Yente]:
    with serving() as running:
        yield running


@pytest.fixture
def history(server: Yente) -> ListHistory:
    both: dict[str, Any] = {kind: create(kind, server.service(), Scoring()) for kind in ("sanctions", "pep")}
    return DailyHistory(both.__getitem__)


def version(server: Yente, history: ListHistory, **changes: Any) -> str | None:
    server.catalog = catalogue(dataset(**changes))
    return history.version("sanctions")


def test_everybody_is_asked_for_again_when_the_data_are_of_another_day(server: Yente, history: ListHistory) -> None:
    morning = version(server, history, index_version="20261121041500-abc")
    assert morning is not None
    assert version(server, history, index_version="20261121161500-def") == morning
    assert version(server, history, index_version="20261122041500-ghi") != morning


def test_another_list_is_another_version(server: Yente, history: ListHistory) -> None:
    assert version(server, history) != version(server, history, title="House list")


def test_data_without_a_day_are_known_by_their_version(server: Yente, history: ListHistory) -> None:
    undated = {"updated_at": None, "last_export": None}
    assert version(server, history, index_version="v1", **undated) != version(
        server, history, index_version="v2", **undated
    )


def test_nothing_is_begun_while_the_service_is_away_or_still_empty(server: Yente, history: ListHistory) -> None:
    assert version(server, history, index_version=None) is None
    server.statuses = [500]
    assert history.version("pep") is None


def test_what_changed_is_never_told(history: ListHistory) -> None:
    assert history.changes("sanctions", "since") is None
