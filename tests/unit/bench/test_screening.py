"""The bench of screening, on a folder of the evaluation's shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.screening import main
from tests.unit.adapters.screening.files import alias_row, individual, sdn_row, write_ofac, write_senzing, write_un

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
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


def test_the_last_line_holds_every_figure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder)])
    told = figures(capsys.readouterr().out)
    assert (told["entities"], told["queries"]) == (3, 5)
    assert told["classes"] == {"a_exact": 1.0, "c_alias": 0.0, "n_faker": 0.0, "n_namesake_otherdob": 0.0, "p_pep": 1.0}
    assert (told["recall"], told["wrong_ordinary"], told["wrong_namesakes"]) == (0.6667, 0.0, 0.0)
    assert {"p50", "p95"} == set(told["cpu_ms"])
    assert told["rss_mb"] > 0 <= told["build_s"]


def test_a_file_of_no_known_format_is_told_and_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder)])
    assert "left out: other.json" in capsys.readouterr().out


def test_peers_are_measured_on_the_same_queries(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder), "--peers"])
    (peer,) = figures(capsys.readouterr().out)["peers"].values()
    assert (peer["queries"], peer["wrong_namesakes"]) == (5, 1.0)


def test_a_crowd_can_be_added(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder), "--crowd", "50"])
    told = figures(capsys.readouterr().out)
    assert (told["entities"], told["classes"]["a_exact"]) == (53, 1.0)
