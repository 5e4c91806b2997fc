"""The bench of uploads sends real photos to the real door, and never measures another answer than it names."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from bench import upload
from bench._snapshots import Snapshots
from tests.unit.adapters.images.pictures import printed_page


@pytest.fixture
def photos(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Snapshots:
    """Small ones; without weights no face is looked for."""
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    page = printed_page()
    blurred = page.filter(ImageFilter.GaussianBlur(30))
    return Snapshots(page, blurred, page, printed_page(light=0.05))


def test_every_kind_of_answer_is_measured(photos: Snapshots) -> None:
    found = upload.measured(1, photos)
    assert list(found) == ["document_accepted", "document_refused", "selfie_accepted", "selfie_refused"]
    assert all(one["p95"] >= one["p50"] > 0 for one in found.values())


def test_another_answer_than_expected_is_not_measured(photos: Snapshots) -> None:
    swapped = Snapshots(photos.document_blurred, photos.document, photos.selfie, photos.selfie_blurred)
    with pytest.raises(RuntimeError, match="should be accepted"):
        upload.measured(1, swapped)


def test_each_press_of_the_shutter_gives_other_bytes(photos: Snapshots) -> None:
    first, second = photos.taken("document", 1), photos.taken("document", 2)
    assert first != second
    assert photos.taken("document", 1) == first
    assert Image.open(io.BytesIO(first)).size == photos.document.size
