from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from skimage import data

from kyc.adapters.documents.capture import LOOKED_FOR, findings, written
from kyc.adapters.documents.sheet import Line, Sheet
from kyc.domain.documents import Side
from kyc.domain.evidence import Region
from kyc.domain.ports import Page
from tests.unit.adapters.documents.sheets import line, sheet

PHOTO = Image.fromarray(data.astronaut())


def jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def on_a_screen(image: Image.Image) -> Image.Image:
    """The grid of a display, slightly turned against the camera's."""
    rows, columns = np.mgrid[: image.height, : image.width]
    grid = (
        0.5
        + 0.25 * np.cos(2 * np.pi * (columns + 0.2 * rows) / 4.3)
        + 0.25 * np.cos(2 * np.pi * (rows - 0.2 * columns) / 4.3)
    )
    pixels = np.asarray(image) * (0.6 + 0.4 * grid[..., None])
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def shown(image: Image.Image, side: Sheet | None = None) -> list[str]:
    return [one.reason for one in findings(Page(Side.FRONT, jpeg(image)), side)]


ROWS = [line("TEXT", 180, 150 + 60 * row, width=450) for row in range(6)]


def test_an_honest_photo_shows_nothing() -> None:
    assert shown(PHOTO) == []


def test_a_copy_without_colour_is_noticed() -> None:
    assert shown(PHOTO.convert("L").convert("RGB")) == ["image_grey_copy"]


def test_a_back_is_often_black_on_white_and_no_copy() -> None:
    assert findings(Page(Side.BACK, jpeg(PHOTO.convert("L").convert("RGB")))) == ()
    assert [one.reason for one in findings(Page(Side.BACK, jpeg(on_a_screen(PHOTO))))] == ["image_screen"]


def test_the_grid_of_a_screen_is_noticed() -> None:
    assert shown(on_a_screen(PHOTO)) == ["image_screen"]


def test_what_is_no_image_shows_nothing() -> None:
    assert findings(Page(Side.FRONT, b"nothing")) == ()


def test_all_that_can_be_found_is_named_as_looked_for() -> None:
    assert set(shown(on_a_screen(PHOTO.convert("L").convert("RGB")))) == LOOKED_FOR


def test_a_page_stands_where_the_writing_is() -> None:
    assert written(sheet(*ROWS)) == pytest.approx((0.16, 0.21, 0.74, 0.8233), abs=1e-4)


def test_the_margin_ends_at_the_picture() -> None:
    assert written(sheet(*ROWS, line("TEXT", 0, 0, 900, 600))) == (0.0, 0.0, 1.0, 1.0)


@pytest.mark.parametrize("rows", [ROWS[:3], [line("TEXT", 10, 10, 20, 5)] * 6], ids=["few lines", "a small corner"])
def test_too_little_writing_does_not_tell_where_the_page_is(rows: list[Line]) -> None:
    assert written(sheet(*rows)) is None


def test_a_colourful_table_hides_no_grey_copy() -> None:
    table = PHOTO.resize((900, 600))
    table.paste(PHOTO.resize((530, 375)).convert("L").convert("RGB"), (140, 124))
    assert shown(table) == []
    found = findings(Page(Side.DATA_PAGE, jpeg(table)), sheet(*ROWS))
    assert [one.reason for one in found] == ["image_grey_copy"]
    assert found[0].region == Region(Side.DATA_PAGE, written(sheet(*ROWS)) or (0, 0, 0, 0))
