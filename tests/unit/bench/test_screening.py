"""The bench of screening, on a folder of the evaluation's shape."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from bench.screening import main
from tests.unit.adapters.screening.files import alias_row, individual, sdn_row, write_ofac, write_senzing, write_un

pytestmark = pytest.mark.xdist_group("screening bench")  # one worker: what they share is slow to make

VIKTOR = sdn_row(101, "SAMPLEMAN, Viktor", remarks="DOB 05 May 1970; nationality Cuba.")
PETRA = {
    "RECORD_ID": "Q1",
    "RECORD_TYPE": "PERSON",
    "LAST_CHANGE": "2026-10-30",
    "NAMES": [{"NAME_FULL": "Petra Publicova"}],
    "DATES": [{"DATE_OF_BIRTH": "1968"}],
}


def query(cls: str, name: str, dob: str | None, *expect: str) -> dict[str, Any]:
    return {"qid": f"{cls}-1", "cls": cls, "name": name, "dob": dob, "country": None, "expect": list(expect)}


def folder(tmp_path: Path) -> Path:
    """A set of the evaluation's shape."""
    lists = tmp_path / "lists"
    lists.mkdir()
    write_ofac(lists, [VIKTOR], aliases=[alias_row(101, "ZUBEREC, Karel")])
    write_un(lists, individual(7, "RASHID", "MITHAL", "<NAME_ORIGINAL_SCRIPT>Рашид</NAME_ORIGINAL_SCRIPT>"))
    write_senzing(lists, PETRA)
    (lists / "other.json").write_text("[]")
    queries = [
        query("a_exact", "Viktor Sampleman", "1970-05-05", "us_ofac_sdn-101"),
        query("c_alias", "Karel Zuberec", None, "us_ofac_sdn-101"),
        query("p_pep", "Petra Publicova", "1968", "Q1"),
        query("n_faker", "Jane Doe", "1990-01-01"),
        query("n_namesake_otherdob", "Viktor Sampleman", "1999-09-09"),
    ]
    asked = {"queries": queries, "holdout": {"us_ofac_sdn-101": ["Karel ZUBEREC"]}}
    (tmp_path / "queries.json").write_text(json.dumps(asked))
    return tmp_path


def figures(printed: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return result


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """What one run prints, and its last line."""
    out = io.StringIO()
    with redirect_stdout(out):
        main([str(folder(tmp_path_factory.mktemp("set"))), "--peers", "--hostile", "40"])
    return out.getvalue(), figures(out.getvalue())


def test_the_last_line_holds_every_figure(told: tuple[str, dict[str, Any]]) -> None:
    _, found = told
    assert (found["entities"], found["queries"]) == (3, 5)
    assert found["classes"] == {
        "a_exact": 1.0,
        "c_alias": 0.0,
        "n_faker": 0.0,
        "n_namesake_otherdob": 0.0,
        "p_pep": 1.0,
    }
    assert (found["recall"], found["wrong_ordinary"], found["wrong_namesakes"]) == (0.6667, 0.0, 0.0)
    assert {"p50", "p95"} == set(found["cpu_ms"])
    assert found["rss_mb"] > 0 <= found["build_s"]


def test_the_halves_are_the_whole(told: tuple[str, dict[str, Any]]) -> None:
    _, found = told
    assert found["tuned"]["queries"] + found["other"]["queries"] == found["queries"]


def test_without_birth_dates_a_namesake_is_found(told: tuple[str, dict[str, Any]]) -> None:
    _, found = told
    assert found["undated"]["wrong_namesakes"] == 1.0


def test_queries_that_nobody_tuned_on_are_measured_beside(told: tuple[str, dict[str, Any]]) -> None:
    printed, found = told
    assert found["unseen"]["classes"]["n_faker"] == 0.0
    assert "unseen" in printed.splitlines()[1]


def test_hostile_names_are_timed(told: tuple[str, dict[str, Any]]) -> None:
    _, found = told
    assert found["hostile"]["names"] == 40
    assert 0 < found["hostile"]["unreadable"] < 40
    assert found["hostile"]["slowest_cpu_ms"] > 0


def test_a_file_of_no_known_format_is_told_and_left_out(told: tuple[str, dict[str, Any]]) -> None:
    assert "left out: other.json" in told[0]


def test_peers_are_measured_on_the_same_queries(told: tuple[str, dict[str, Any]]) -> None:
    peer = told[1]["peers"]["rapidfuzz token_sort_ratio"]
    assert (peer["queries"], peer["wrong_namesakes"]) == (5, 1.0)


def test_the_lists_can_be_grown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder(tmp_path)), "--scale", "50", "--hostile", "0"])
    found = figures(capsys.readouterr().out)
    assert (found["entities"], found["classes"]["a_exact"]) == (50, 1.0)
