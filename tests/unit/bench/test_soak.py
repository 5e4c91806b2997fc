"""What a soak calls a fault: memory, files or the log that grow, a request that fails, nothing that was verified."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench import soak
from bench._growth import Growth, Sample, growth, look, members

FINE = Growth((100.0, 104.0), (50, 51), 4.0)


def told(grown: Growth = FINE, failed: int = 0, decided: int = 3) -> dict[str, object]:
    work = soak.Work()
    work.decided = [(1.0, "approved")] * decided
    work.failed.update({"create 500": failed} if failed else {})
    return soak._told({}, work, grown, 3600, 6.0)


def test_a_run_in_which_nothing_grows_has_no_faults_and_its_figures() -> None:
    found = told()
    assert found["faults"] == []
    assert (found["memory_growth_percent"], found["verifications_per_hour"]) == (4.0, 3)
    assert found["verifications_per_core_hour"] == 1800
    assert found["decision_s_under_load"] == {"p50": 1.0, "p95": 1.0}


@pytest.mark.parametrize(
    ("grown", "fault"),
    [
        (Growth((100.0, 105.0), (50, 50), 4.0), "memory"),
        (Growth((100.0, 100.0), (50, 55), 4.0), "files"),
        (Growth((100.0, 100.0), (50, 50), 65.0), "wal"),
    ],
)
def test_what_grows_is_a_fault(grown: Growth, fault: str) -> None:
    assert told(grown)["faults"] == [fault]


def test_a_request_that_fails_and_a_run_without_verifications_are_faults() -> None:
    assert told(failed=1)["faults"] == ["requests"]
    assert told(decided=0)["faults"] == ["verifications"]


def test_the_second_fifth_is_compared_with_the_last() -> None:
    samples = [Sample(at, 10.0 * at, at, at / 10) for at in range(1, 11)]
    assert growth(samples) == Growth((35.0, 95.0), (3.5, 9.5), 1.0)
    assert growth(samples).memory_share == pytest.approx(95 / 35 - 1)


def test_a_look_counts_every_process_of_a_group(tmp_path: Path) -> None:
    log = tmp_path / "a-wal"
    log.write_bytes(bytes(2_000_000))
    group = os.getpgid(0)
    seen = look(1.0, [group], log)
    assert os.getpid() in members({group})
    assert seen.memory_mb > 10
    assert seen.files > 3
    assert seen.wal_mb == 2.0
    assert look(1.0, [-1], None) == Sample(1.0, 0, 0, 0.0)
