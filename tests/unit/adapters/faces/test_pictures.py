"""Bytes become arrays, arrays become smaller or turned."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from kyc.adapters.faces.pictures import decode, shrunk, turned
from kyc.domain.errors import Refused
from tests.faces import jpeg


def test_a_picture_is_decoded_blue_first() -> None:
    picture = decode(jpeg(Image.new("RGB", (8, 4), (255, 0, 0))))
    assert picture.shape == (4, 8, 3)
    blue, _, red = picture[0, 0]
    assert (blue < 10, red > 245) == (True, True)


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\xff\xd8\xff\xe0 cut off"])
def test_bytes_that_are_no_picture_are_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        decode(data)
    assert refusal.value.code == "file_damaged"


def test_shrinking_averages_fine_detail() -> None:
    stripes = np.zeros((40, 40, 3), np.uint8)
    stripes[:, ::2] = 200
    small = shrunk(stripes, 0.5)
    assert small.shape == (20, 20, 3)
    assert set(np.unique(small)) == {100}


def test_a_picture_is_never_enlarged() -> None:
    picture = np.zeros((10, 10, 3), np.uint8)
    assert shrunk(picture, 3.0) is picture


def test_four_quarters_are_a_whole_turn() -> None:
    picture = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    assert turned(picture, 1).shape == (3, 2, 3)
    assert (turned(turned(picture, 3), 1) == picture).all()
