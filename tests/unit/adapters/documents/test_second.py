from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from kyc.adapters.documents import second
from kyc.adapters.documents.boxes import Image as Picture
from kyc.adapters.documents.second import HEIGHTS, SecondReader
from kyc.adapters.weights.table import ZONE_READING
from kyc.domain.mrz import ALPHABET
from kyc.domain.mrz_write import td3
from tests.faces import models_dir

ROWS = td3("UTO", "Eriksson", "Anna Maria", "A1B7Z4K9T", "UTO", date(1974, 8, 12), "F", date(2031, 4, 15))
READER = SecondReader(models_dir())


def strip(text: str, height: int = 48) -> Picture:
    """A row as a zone is printed: every character as wide as the next."""
    image = Image.new("RGB", (26 * len(text) + 22, 48), (240, 240, 232))
    for place, char in enumerate(text):
        at = (24 + 26 * place, 36)
        ImageDraw.Draw(image).text(at, char, fill=(20, 20, 24), font=ImageFont.load_default(36), anchor="ms")
    return np.asarray(image.resize((round(image.width * height / 48), height), Image.Resampling.LANCZOS))


@pytest.mark.parametrize("height", HEIGHTS)
def test_rows_of_a_zone_are_read_character_by_character(height: int) -> None:
    assert READER.read([strip(row) for row in ROWS], height) == list(ROWS)


@pytest.mark.parametrize("drawn", [24, 96])
def test_small_and_large_rows_are_read_alike(drawn: int) -> None:
    assert READER.read([strip(ROWS[0], drawn)], HEIGHTS[0]) == [ROWS[0]]


def test_a_grey_strip_is_as_good_as_a_coloured_one() -> None:
    grey = np.ascontiguousarray(strip(ROWS[0])[..., 0])
    assert READER.read([grey], HEIGHTS[0]) == [ROWS[0]]


def test_no_strips_give_no_texts() -> None:
    assert READER.read([], HEIGHTS[0]) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (2, 9000), (36, 3), (48, 20_000)])
@pytest.mark.parametrize("tone", [0, 255])
def test_no_shape_of_a_strip_ends_the_process(shape: tuple[int, int], tone: int) -> None:
    (text,) = READER.read([np.full((*shape, 3), tone, np.uint8)], HEIGHTS[0])
    assert set(text) <= set(ALPHABET)


def test_noise_is_answered_in_the_alphabet_of_a_zone() -> None:
    noise = np.random.default_rng(7).integers(0, 256, (8, 40, 900, 3), np.uint8)
    texts = READER.read(list(noise), HEIGHTS[1])
    assert len(texts) == 8
    assert set("".join(texts)) <= set(ALPHABET)


def test_with_its_weights_it_is_available() -> None:
    assert READER.available


@pytest.mark.parametrize("folder", [None, Path("no-such-folder")])
def test_without_its_weights_it_reads_nothing_and_says_so(folder: Path | None) -> None:
    reader = SecondReader(folder)
    assert not reader.available
    assert reader.read([strip(ROWS[0]), strip(ROWS[1])], HEIGHTS[0]) == ["", ""]


def test_altered_weights_are_not_used(tmp_path: Path) -> None:
    (tmp_path / ZONE_READING.file.name).write_bytes(b"not what the table names")
    assert not SecondReader(tmp_path).available


def test_without_its_package_it_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "find_spec", lambda name: None)
    assert SecondReader(models_dir()).read([strip(ROWS[0])], HEIGHTS[0]) == [""]
