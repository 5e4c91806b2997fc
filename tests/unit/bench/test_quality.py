"""The bench of quality at upload, on a handful of drawn documents."""

from __future__ import annotations

import json
import random
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bench import _nothing, _spoilt
from bench.quality import documents, main, off
from kyc.domain.documents import DocumentType, Side
from tests.faces import models_dir
from tests.unit.adapters.images.papers import card, passport, photo
from tests.unit.adapters.images.pictures import printed_page, saved


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A passport, a card's back and a page without a zone, and one selfie."""
    monkeypatch.setenv("MODELS_DIR", str(models_dir()))
    pages = {"passport.jpg": passport(), "back.jpg": card()[1], "letter.jpg": printed_page()}
    truth = {"passport.jpg": {"mrz": True, "format": "TD3"}, "back.jpg": {"mrz": True, "format": "TD1"}}
    (tmp_path / "documents").mkdir()
    for name, page in pages.items():
        (tmp_path / "documents" / name).write_bytes(saved(page, "JPEG"))
    (tmp_path / "documents" / "truth.json").write_text(json.dumps({**truth, "letter.jpg": {"mrz": False}}))
    return tmp_path


def test_the_last_line_holds_every_error_rate(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder), "--drawn", "4", "--textures", "3", "--seed", "4"])
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (result["honest"]["images"], result["honest"]["refused"]) == (2, 0)
    assert result["honest"]["without_zone"]["images"] == 1
    assert (result["drawn"]["images"], result["drawn"]["refused"], result["drawn"]["page_right"]) == (4, 0, 4)
    assert result["sides"]["right"]["refused"] == 0
    assert result["sides"]["wrong"]["for"] == {"wrong_side": result["sides"]["wrong"]["images"]}
    assert all(group["refused"] == group["images"] for group in result["nothing"].values())
    assert set(result["spoilt"]) == set(_spoilt.KINDS)
    assert result["spoilt"]["dark"]["for"] == {"image_too_dark": 2}
    assert result["cpu_ms"]["p50"] > 0


def test_documents_come_with_the_side_of_their_zone(folder: Path) -> None:
    asked = {name: asked for name, _, asked in documents(folder / "documents")}
    assert asked == {
        "passport.jpg": (Side.DATA_PAGE, DocumentType.PASSPORT),
        "back.jpg": (Side.BACK, DocumentType.ID_CARD),
        "letter.jpg": None,
    }


def test_the_worst_corner_counts_whichever_comes_first() -> None:
    shot = photo()
    corners = [(x / shot.size[0], y / shot.size[1]) for x, y in shot.quad]
    first, second, third, fourth = corners
    assert off((third, fourth, first, second), shot) < 1e-6
    moved = (first[0] + 0.1, first[1])
    assert off((moved, second, third, fourth), shot) == pytest.approx(0.1 * shot.size[0] / max(shot.size))
    assert off(None, shot) == 1


def test_the_same_seed_draws_the_same_textures() -> None:
    first, again, other = (dict(_nothing.drawn(9, seed)) for seed in (1, 1, 2))
    assert first == again
    assert len(first) == len(_nothing.KINDS)
    assert first["wall 00"] != other["wall 00"]


@pytest.mark.parametrize("name", _spoilt.KINDS)
def test_a_spoilt_picture_is_another_one_of_a_known_size(name: str) -> None:
    page = saved(card()[1], "JPEG")
    image = Image.open(BytesIO(_spoilt.spoilt(page, _spoilt.KINDS[name], random.Random(1))))
    whole = card()[1].size
    cut = {"left 15 % cut": (1018, 756), "right 15 % cut": (1018, 756), "bottom 15 % cut": (1198, 643)}
    assert image.size == cut.get(name, (200, 161) if name == "tiny" else whole)
