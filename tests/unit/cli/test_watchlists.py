"""The operator's commands for watchlists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from sqlite3 import OperationalError

import pytest
from click.testing import Result
from flask import Flask

from kyc.cli.watchlists import watchlists_cli
from kyc.config import load
from kyc.domain.errors import Unavailable
from kyc.tools import Tools
from tests.unit.adapters.screening.files import sdn_row, write_ofac, write_opensanctions, write_own

Run = Callable[..., Result]
PETRA = {"id": "Q1", "name": "Petra Publicova", "birth_date": "1968-09-14", "countries": "cz"}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `flask watchlists …` on an installation without any list."""
    app = Flask("watchlists")
    settings = load(_env_file=None, instance_dir=tmp_path / "instance")
    app.config.update(SETTINGS=settings, TOOLS=Tools(settings))
    app.cli.add_command(watchlists_cli)
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["watchlists", *map(str, words)])


def test_loading_tells_what_was_loaded(run: Run, tmp_path: Path) -> None:
    answer = run("load", *write_ofac(tmp_path, [sdn_row(101, "SAMPLEMAN, Viktor")]), "--date", "2026-11-18")
    assert answer.exit_code == 0
    assert "sanctions: OFAC SDN, 2026-11-18, 1 entries, version " in answer.output


def test_a_list_of_either_kind_is_loaded_as_stated(run: Run, tmp_path: Path) -> None:
    path = write_opensanctions(tmp_path, [PETRA])
    answer = run("load", path, "--kind", "pep", "--name", "Utopian PEPs")
    assert "pep: Utopian PEPs, 2026-10-31, 1 entries" in answer.output


def test_a_file_that_is_refused_says_where_and_why(run: Run, tmp_path: Path) -> None:
    path = write_own(tmp_path, {"id": "e1", "name": ""})
    answer = run("load", path)
    assert answer.exit_code == 1
    assert "Error: own.json, line 1: an entry needs id, kind, schema, name" in answer.output


def test_a_shrunken_list_names_the_way_out(run: Run, tmp_path: Path) -> None:
    run("load", write_own(tmp_path, *({"id": f"e{number}", "name": "Anna Example"} for number in range(5))))
    smaller = write_own(tmp_path, {"id": "e1", "name": "Anna Example"})
    refused = run("load", smaller)
    assert refused.exit_code == 1
    assert "--allow-shrunken" in refused.output
    assert run("load", smaller, "--allow-shrunken").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [("load",), ("load", "missing.csv"), ("load", __file__, "--kind", "crime"), ("load", __file__, "--date", "soon")],
)
def test_a_wrong_call_is_explained(run: Run, words: tuple[str, ...]) -> None:
    answer = run(*words)
    assert answer.exit_code == 2
    assert "Usage:" in answer.output


def test_an_empty_installation_says_that_nothing_is_screened(run: Run) -> None:
    answer = run("list")
    assert answer.exit_code == 0
    assert "sanctions_screening says not_performed" in answer.output
    assert "pep_screening says not_performed" in answer.output


def test_the_sample_is_listed_but_does_not_count(run: Run) -> None:
    assert run("sample").exit_code == 0
    answer = run("list")
    assert answer.output.count(": Synthetic sample (not a real list), ") == 2
    assert "sanctions_screening says not_performed" in answer.output


def test_a_real_list_counts(run: Run, tmp_path: Path) -> None:
    run("load", *write_ofac(tmp_path, [sdn_row(101, "SAMPLEMAN, Viktor")]))
    answer = run("list")
    assert "sanctions_screening says" not in answer.output
    assert "pep_screening says not_performed" in answer.output


def test_a_name_can_be_tried(run: Run) -> None:
    run("sample")
    answer = run("screen", "viktor sampleman", "--dob", "1970-05-05", "--country", "Utopia")
    assert answer.exit_code == 0
    assert "1.00  VIKTOR SAMPLEMAN  [sample-sanctions-01, Synthetic sample (not a real list)]" in answer.output
    assert "name 1, " in answer.output
    assert "pep: 0 matches" in answer.output


def test_trying_a_name_without_lists_says_not_performed(run: Run) -> None:
    answer = run("screen", "Viktor Sampleman")
    assert "sanctions: not performed (watchlist_not_loaded)" in answer.output
    assert "pep: not performed (watchlist_not_loaded)" in answer.output


def test_lists_of_a_service_that_is_out_of_reach_are_said_to_be_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def lists(self) -> None:
            raise Unavailable("watchlist_unreachable")

    monkeypatch.setattr(Tools, "watchlist", lambda tools, kind: Away())
    answer = run("list")
    assert answer.output.splitlines() == [
        "sanctions: not available (watchlist_unreachable)",
        "pep: not available (watchlist_unreachable)",
    ]


@pytest.mark.parametrize("words", [("--country", "Atlantis"), ("--dob", "05/05/1970")])
def test_a_country_or_date_that_is_not_known_is_refused(run: Run, words: tuple[str, str]) -> None:
    run("sample")
    answer = run("screen", "Viktor Sampleman", *words)
    assert answer.exit_code == 2
    assert "Invalid value" in answer.output


@pytest.mark.parametrize("problem", [OSError(28, "No space left on device"), OperationalError("disk is full")])
def test_a_disk_without_room_is_said_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def full(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr("kyc.adapters.screening.load", full)
    answer = run("load", write_own(tmp_path, {"id": "e1", "name": "Anna Example"}))
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")
    assert answer.output.endswith("; what was loaded before stays in use\n")
