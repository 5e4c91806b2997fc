"""The bench of monitoring, on a folder of the evaluation's shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.monitoring import main
from tests.unit.adapters.screening.files import sdn_row, write_ofac

LETTERS = "bdfgklmnprst"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve listed persons, six of whom are asked for, and two who are nobody."""
    lists = tmp_path / "lists"
    lists.mkdir()
    rows = [
        sdn_row(100 + place, f"SAMPLE{letter}AN, Viktor", remarks=f"DOB {place + 1:02} May 1970; nationality Cuba.")
        for place, letter in enumerate(LETTERS)
    ]
    write_ofac(lists, rows)
    asked = [
        {
            "qid": f"q{place}",
            "cls": "a_exact",
            "name": f"Viktor Sample{letter}an",
            "dob": f"1970-05-{place + 1:02}",
            "country": None,
            "expect": [f"us_ofac_sdn-{100 + place}"],
        }
        for place, letter in enumerate(LETTERS[:6])
    ]
    nobody = [
        {
            "qid": f"n{name}",
            "cls": "n_faker",
            "name": f"Jane {name}",
            "dob": "1990-01-01",
            "country": None,
            "expect": [],
        }
        for name in ("Doe", "Roe")
    ]
    (tmp_path / "queries.json").write_text(json.dumps({"queries": [*asked, *nobody], "holdout": {}}))
    return tmp_path


def test_the_last_line_says_what_it_cost_and_whom_it_missed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder), "--applicants", "30", "--changes", "4", "--compared", "30"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["entities"], told["changes"], told["applicants"]) == (12, 4, 30)
    assert told["forward_matches"] >= 2
    assert (told["missed"], told["found"] >= told["forward_matches"]) == (0, True)
    assert set(told["cpu_s"]) == {"telling_changes", "whole", "proposing", "screening_everybody"}
    assert told["rss_mb"] > 0
