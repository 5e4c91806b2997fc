"""Figures of all processes of a host: added up, kept when a process ends, in a number of files that does not grow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kyc.meters import MULTIPROCESS, folder

COUNTING = """
import sys
from kyc.meters import figures
figures.REQUESTS.labels("v1.read", "GET", "200").inc(int(sys.argv[1]))
figures.REQUEST_S.labels("v1.read").observe(0.02)
print("counted", flush=True)
sys.stdin.read()
"""


def counting(shared: Path, number: int) -> subprocess.Popen[bytes]:
    """A process that has counted this many requests, and waits."""
    environ = {**os.environ, MULTIPROCESS: str(shared)}
    process = subprocess.Popen(
        [sys.executable, "-c", COUNTING, str(number)], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == b"counted\n"
    return process


def ended(process: subprocess.Popen[bytes]) -> None:
    process.communicate()


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "metrics"
    made.mkdir()
    monkeypatch.setenv(MULTIPROCESS, str(made))
    return made


def figures() -> dict[str, float]:
    """All metrics by name; buckets by their bound too."""
    families = text_string_to_metric_families(folder.text().decode())
    return {
        f"{sample.name}{sample.labels.get('le', '')}": sample.value for family in families for sample in family.samples
    }


def test_processes_are_added_up_and_the_dead_stay_counted(shared: Path) -> None:
    first, second = counting(shared, 2), counting(shared, 3)
    assert figures()["ekyc_http_requests_total"] == 5
    ended(first)
    assert figures()["ekyc_http_requests_total"] == 5
    ended(second)
    ended(counting(shared, 4))
    told = figures()
    assert told["ekyc_http_requests_total"] == 9
    assert told["ekyc_http_request_seconds_count"] == 3
    assert told["ekyc_http_request_seconds_bucket0.01"] == 0
    assert told["ekyc_http_request_seconds_bucket0.025"] == 3
    assert sorted(path.name for path in shared.glob("*.db")) == ["counter_0.db", "histogram_0.db"]


def test_what_is_folded_is_folded_once(shared: Path) -> None:
    ended(counting(shared, 1))
    assert folder.fold(shared) == 2
    assert folder.fold(shared) == 0
    assert figures()["ekyc_http_requests_total"] == 1


def test_files_of_others_are_left_alone(shared: Path) -> None:
    (shared / "notes.db").write_bytes(b"somebody's")
    assert folder.fold(shared) == 0
    assert (shared / "notes.db").exists()


def test_without_a_folder_a_process_tells_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MULTIPROCESS, raising=False)
    assert b"# TYPE ekyc_http_requests_total counter" in folder.text()


def test_the_folder_is_made_before_it_is_needed(tmp_path: Path) -> None:
    process = counting(tmp_path / "deep" / "metrics", 1)
    ended(process)
    assert process.returncode == 0
    assert (tmp_path / "deep" / "metrics" / f"counter_{process.pid}.db").exists()
