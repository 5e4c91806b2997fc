"""The bench of documents, on a folder with a drawn specimen and a page without a zone."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bench._drawn import photographs
from bench._reading import FIELDS
from bench.documents import main
from tests.unit.adapters.images.pictures import printed_page, saved

pytestmark = pytest.mark.xdist_group("documents bench")  # one worker: what they share is slow to make

KEYS = {"documents", "full_exact", "valid_found", "valid_total", "false_valid", "false_positive", "fields", "clear"}
KEYS |= {"clear_right", "cpu_s_median", "cpu_s_p95", "rss_mb", "refused", "upload_cpu_ms"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A specimen with its truth, the same image said to be invalid, and a page that has no zone."""
    folder = tmp_path_factory.mktemp("documents")
    (case,) = photographs(1, seed=5)
    ((_, photo),) = case.sides
    files = {"good.jpg": photo, "invalid.jpg": photo, "plain.jpg": saved(printed_page(), "JPEG")}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    said = {"good.jpg": case.truth, "invalid.jpg": {**case.truth, "valid": False}, "plain.jpg": {"mrz": False}}
    (folder / "truth.json").write_text(json.dumps(said))
    return folder


@pytest.fixture(scope="module")
def printed(folder: Path) -> str:
    """One run with everything that can be asked for: the models are slow to load."""
    out = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out):
        patch.setattr("bench._sweep._STEPS", (("turn", (180,)),))
        main([str(folder), "--drawn", "1", "--drawn-cards", "1", "--sweep", "1", "--seed", "3"])
    return out.getvalue()


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Nothing but a page that has no zone."""
    (tmp_path / "plain.jpg").write_bytes(saved(printed_page(), "JPEG"))
    (tmp_path / "truth.json").write_text(json.dumps({"plain.jpg": {"mrz": False}}))
    return tmp_path


def figures(printed: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return found


def test_the_last_line_holds_every_figure(printed: str) -> None:
    found = figures(printed)
    assert found.keys() >= KEYS
    assert (found["documents"], found["full_exact"], found["valid_found"], found["valid_total"]) == (2, 2, 1, 1)
    assert (found["false_valid"], found["false_positive"], found["refused"]) == (1, 0, 0)
    assert found["fields"] == dict.fromkeys(FIELDS, 2)
    assert (found["clear"], found["clear_right"]) == (2, 2)
    assert found["cpu_s_p95"] >= found["cpu_s_median"] > 0 < found["rss_mb"]
    assert (found["drawn"]["seed"], found["drawn"]["documents"], found["drawn"]["full_exact"]) == (3, 1, 1)
    misses = [line for line in printed.splitlines() if line.startswith(("good", "invalid", "plain"))]
    assert misses == [f"{'invalid.jpg':28} FALSE VALID"]


def test_drawn_cards_stand_in_a_block_of_their_own(printed: str) -> None:
    found = figures(printed)["cards"]
    assert (found["seed"], found["documents"], list(found["kinds"])) == (3, 1, ["id_card"])
    assert found["kinds"]["id_card"]["full_exact"] == 1
    assert "1 drawn cards, visas and licences, --seed 3" in printed
    assert "id_card" in printed


def test_a_sweep_stands_in_a_block_of_its_own(printed: str) -> None:
    found = figures(printed)["sweep"]["turn"]["180"]
    assert (found["of"], found["passport"], found["card"]) == (1, 1, 1)


def test_every_run_draws_something_new(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []
    monkeypatch.setattr("bench.documents._drawn", lambda reader, number, seed: seeds.append(seed) or {})
    for _ in range(2):
        main([str(plain), "--drawn", "1"])
    assert seeds[0] != seeds[1]


def test_a_file_that_is_no_image_is_scored_as_unread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (case,) = photographs(1, seed=5)
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff broken")
    (tmp_path / "truth.json").write_text(json.dumps({"broken.jpg": case.truth}))
    main([str(tmp_path)])
    printed = capsys.readouterr().out
    assert "broken.jpg                   upload: file_damaged; no zone" in printed
    assert (figures(printed)["refused"], figures(printed)["full_exact"]) == (1, 0)
