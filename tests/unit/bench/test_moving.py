"""The bench of moving in: what it fills is what the first generation had, and all of it moves."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench import moving


@pytest.mark.xdist_group("pocketbase")
def test_every_record_moves_once(tmp_path: Path) -> None:
    figures = moving.measure(tmp_path, 40)
    assert list(figures) == ["file", "file again", "server again"]
    assert all(one["records_per_cpu_s"] > 0 and one["peak_mb"] > 0 for one in figures.values())
    with closing(sqlite3.connect(tmp_path / "instance" / "ekyc.db")) as opened:
        asked = "select verification_status, count(*) from profile where origin = 'pocketbase' group by 1 order by 1"
        assert opened.execute(asked).fetchall() == [("rejected", 10), ("unverified", 20), ("verified", 10)]
        assert opened.execute("select count(*) from status_history").fetchone() == (50,)
        states = "select state, count(*) from verification group by 1 order by 1"
        assert opened.execute(states).fetchall() == [("approved", 10), ("manual_review", 10), ("rejected", 10)]
