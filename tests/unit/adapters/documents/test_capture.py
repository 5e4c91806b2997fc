from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image
from skimage import data

from kyc.adapters.documents.capture import findings

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


def test_an_honest_photo_shows_nothing() -> None:
    assert findings(jpeg(PHOTO)) == ()


def test_a_copy_without_colour_is_noticed() -> None:
    assert findings(jpeg(PHOTO.convert("L").convert("RGB"))) == ("image_grey_copy",)


def test_the_grid_of_a_screen_is_noticed() -> None:
    assert findings(jpeg(on_a_screen(PHOTO))) == ("image_screen",)


def test_what_is_no_image_shows_nothing() -> None:
    assert findings(b"nothing") == ()
