"""The operator's commands for watchlists where a yente screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from kyc.cli.watchlists import watchlists_cli
from kyc.config import load
from kyc.tools import Tools
from tests.unit.adapters.screening.yente_server import Yente, catalogue, dataset, serving

Run = Callable[..., Result]


@pytest.fixture
def server() -> Iterator[Yente]:
    with serving() as running:
        yield running


@pytest.fixture
def run(server: Yente, tmp_path: Path) -> Run:
    app = Flask("watchlists")
    settings = load(
        _env_file=None, instance_dir=tmp_path, watchlist="yente", yente_url=f"http://127.0.0.1:{server.port}/"
    )
    app.config.update(SETTINGS=settings, TOOLS=Tools(settings))
    app.cli.add_command(watchlists_cli)
    return lambda *words: app.test_cli_runner().invoke(args=["watchlists", *words])


def test_the_indexed_data_are_listed_for_either_check(run: Run) -> None:
    said = run("list").output
    assert "sanctions: Synthetic default, 2026-11-21, 900 entries, version 20261121041500-abc" in said
    assert "pep: Synthetic default" in said


def test_data_without_a_day_are_listed_all_the_same(run: Run, server: Yente) -> None:
    server.catalog = catalogue(dataset(index_version="v7", updated_at=None))
    answer = run("list")
    assert (answer.exit_code, "unknown, 900 entries, version v7" in answer.output) == (0, True)


def test_a_name_is_tried_with_the_service(run: Run, server: Yente) -> None:
    said = run("screen", "Viktor Sampleman", "--dob", "1970-05-05", "--country", "CZ").output
    assert "sanctions: 1 matches (review 0.7, hit 0.85)" in said
    assert "NK-sampleman" in said
    assert "name 0.93, birth_date 1" in said
    asked = [body["queries"]["person"]["properties"] for *_, body in server.asked if body]
    assert asked == [{"name": ["Viktor Sampleman"], "birthDate": ["1970-05-05"], "country": ["cz"]}] * 2


def test_a_service_that_fails_is_not_performed(run: Run, server: Yente) -> None:
    server.statuses = [401, 200, 429]
    said = run("screen", "Viktor Sampleman").output
    assert "sanctions: not performed (watchlist_unreachable)" in said
    assert "pep: not performed (watchlist_unreachable)" in said
    server.statuses = [500, 500]
    assert "sanctions: not available (watchlist_unreachable)" in run("list").output
