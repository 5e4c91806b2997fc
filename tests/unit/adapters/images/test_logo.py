"""A logo comes out small, clean and as transparent as it was, or does not come in at all."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from kyc.adapters.images import logo as logos
from kyc.adapters.images.logo import logo
from kyc.domain.colours import BLACK, WHITE
from kyc.domain.errors import Refused
from kyc.domain.look import Logo


def drawn(
    size: tuple[int, int] = (640, 160), ink: object = (10, 60, 50, 255), ground: object = (0, 0, 0, 0)
) -> Image.Image:
    """Letters of a kind: bars on a ground, with a margin."""
    image = Image.new("RGBA", size, ground)  # type: ignore[arg-type]
    pen, (width, height) = ImageDraw.Draw(image), size
    for step in range(2, 18, 3):
        pen.rectangle((width * step // 20, height // 4, width * (step + 1) // 20, height * 3 // 4), fill=ink)  # type: ignore[arg-type]
    return image


def file(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    (image.convert("RGB") if kind == "JPEG" else image).save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def opened(made: Logo) -> Image.Image:
    image = Image.open(BytesIO(made.data))
    assert image.format == "PNG"
    assert image.size == (made.width, made.height)
    return image


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_logo_is_brought_to_size_without_its_empty_margin(kind: str) -> None:
    made = logo(file(drawn((1600, 400)), kind), WHITE)
    assert made.width == 320
    assert made.height < 96
    image = opened(made).convert("RGBA")
    assert image.getchannel("A").getextrema() == (0, 255), "transparent as it was"
    assert image.getbbox() == (0, 0, *image.size)


def test_a_jpeg_keeps_its_ground() -> None:
    made = logo(file(drawn(ground=(250, 250, 250, 255)), "JPEG"), WHITE)
    assert opened(made).convert("RGBA").getchannel("A").getextrema() == (255, 255)


def test_a_small_logo_is_never_enlarged() -> None:
    made = logo(file(drawn((80, 20), ground=(1, 2, 3, 255))), WHITE)
    assert (made.width, made.height) == (80, 20)


def test_the_heaviest_logo_stays_light() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (96, 320, 4), np.uint8)
    noise[..., 3] |= 128
    made = logo(file(Image.fromarray(noise, "RGBA")), WHITE)
    assert (made.width, made.height) == (320, 96)
    assert len(made.data) <= logos.MAX_KB * 1000


def test_nothing_but_pixels_goes_out() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "somebody@example.org")
    assert b"somebody" not in logo(file(drawn(), pnginfo=notes), WHITE).data


def test_contrast_is_that_of_what_stands_out() -> None:
    dark = logo(file(drawn()), WHITE)
    light = logo(file(drawn(ink=(250, 250, 250, 255))), WHITE)
    assert dark.contrast > 10
    assert light.contrast < 1.1
    assert logo(file(drawn(ink=(250, 250, 250, 255))), BLACK).contrast > 15


def test_an_empty_picture_stands_out_from_nothing() -> None:
    assert logo(file(Image.new("RGBA", (64, 64), (0, 0, 0, 0))), WHITE).contrast == 1


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "file_type_unsupported"),
        (SVG, "file_type_unsupported"),
        (b"GIF89a" + bytes(64), "file_type_unsupported"),
        (b"%PDF-1.7", "file_type_unsupported"),
        (file(drawn())[:60], "file_damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"nonsense" * 9, "file_damaged"),
        (b"\xff\xd8\xff" + bytes(99), "file_damaged"),
        (file(Image.new("L", (4000, 2001))), "image_too_large"),
        (file(Image.new("L", (15, 40))), "image_too_small"),
        (file(Image.new("L", (4000, 20))), "image_too_small"),
        (b"\x89PNG\r\n\x1a\n" + bytes(logos.MAX_BYTES), "file_too_large"),
    ],
    ids=["empty", "svg", "gif", "pdf", "cut", "broken", "no jpeg", "huge", "tiny", "a line", "heavy"],
)
def test_what_is_no_logo_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        logo(data, WHITE)
    assert caught.value.code == reason


def test_a_moving_picture_is_refused() -> None:
    moving = file(drawn(), "WEBP", save_all=True, append_images=[drawn(ink=(200, 0, 0, 255))])
    with pytest.raises(Refused) as caught:
        logo(moving, WHITE)
    assert caught.value.code == "file_type_unsupported"
