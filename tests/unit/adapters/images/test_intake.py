from __future__ import annotations

import random
import subprocess
import tracemalloc
from io import BytesIO
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kyc.adapters.images import apart, create, decode
from kyc.domain.errors import Refused, Unavailable
from tests.unit.adapters.images.pictures import bomb, corners, noise, opened, pdf, printed_page, saved

INTAKE = create()
HEIC = Path(__file__).with_name("phone.heic").read_bytes()


def refusal(data: bytes, *, allow_pdf: bool = True) -> str:
    with pytest.raises(Refused) as caught:
        INTAKE.accept(data, allow_pdf=allow_pdf)
    assert caught.value.__cause__ is None
    return caught.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_accepted_as_a_jpeg_of_its_size(kind: str) -> None:
    picture = INTAKE.accept(saved(corners(), kind), allow_pdf=False)
    assert (picture.width, picture.height) == (320, 240)
    assert opened(picture).format == "JPEG"
    assert opened(picture).size == (320, 240)


def test_a_heic_photo_of_a_phone_is_accepted_upright() -> None:
    picture = INTAKE.accept(HEIC, allow_pdf=False)
    assert opened(picture).getpixel((10, 10))[0] > 150
    assert not opened(picture).getexif()


def test_the_first_page_of_a_pdf_is_a_document() -> None:
    picture = INTAKE.accept(pdf(printed_page()), allow_pdf=True)
    assert max(picture.width, picture.height) == 2400
    assert INTAKE.document_quality(picture).refused is None


def test_a_pdf_is_no_selfie() -> None:
    assert refusal(pdf(corners()), allow_pdf=False) == "file_type_unsupported"


@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8])
def test_every_exif_orientation_ends_upright(orientation: int) -> None:
    upright = corners()
    backwards = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    turned = upright if orientation == 1 else upright.transpose(Image.Transpose(backwards[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = opened(INTAKE.accept(saved(turned, "JPEG", exif=exif), allow_pdf=False))
    assert picture.size == (320, 240)
    assert picture.getpixel((40, 40))[1] > 120
    assert picture.getpixel((280, 200))[0] > 150


def test_no_metadata_comes_along() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    text = PngInfo()
    text.add_text("Author", "SECRETMAKER")
    for data in (
        saved(corners(), "JPEG", exif=exif, comment=b"SECRETMAKER", icc_profile=b"SECRETMAKER"),
        saved(corners(), "PNG", pnginfo=text, icc_profile=b"SECRETMAKER"),
    ):
        assert b"SECRETMAKER" in data or b"Author" in data
        picture = INTAKE.accept(data, allow_pdf=False)
        assert b"SECRETMAKER" not in picture.data
        assert set(opened(picture).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_hangs_behind_an_image_is_dropped() -> None:
    polyglot = saved(corners(), "JPEG") + b"PK\x03\x04<script>alert(1)</script>"
    assert b"<script>" not in INTAKE.accept(polyglot, allow_pdf=False).data


def test_a_large_photo_is_brought_to_the_long_side() -> None:
    picture = create(long_side=1000).accept(saved(noise(3000, 1500), "JPEG"), allow_pdf=False)
    assert (picture.width, picture.height) == (1000, 500)


def test_transparency_lies_on_white() -> None:
    clear = Image.new("RGBA", (320, 240), (0, 0, 0, 0))
    assert opened(INTAKE.accept(saved(clear, "PNG"), allow_pdf=False)).getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bit_greys_keep_their_shades() -> None:
    deep = Image.new("I;16", (320, 240), 32_768)
    shade = opened(INTAKE.accept(saved(deep, "PNG"), allow_pdf=False)).getpixel((5, 5))
    assert all(120 <= value <= 136 for value in shade)


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P"])
def test_other_colour_modes_become_rgb(mode: str) -> None:
    kind = "JPEG" if mode in ("CMYK", "L") else "PNG"
    assert opened(INTAKE.accept(saved(corners(mode=mode), kind), allow_pdf=False)).mode == "RGB"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"GIF89a" + bytes(50),
        b"BM" + bytes(50),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04" + bytes(50),
        b"RIFF1234AVI ",
        b"\0\0\0\x20ftypavif" + bytes(20),
        b" %PDF-1.7",
    ],
)
def test_what_is_no_accepted_kind_is_refused_by_its_content(data: bytes) -> None:
    assert refusal(data) == "file_type_unsupported"


def test_a_gif_that_calls_itself_png_is_refused() -> None:
    assert refusal(saved(corners(), "GIF")) == "file_type_unsupported"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_refused(kind: str) -> None:
    frames = saved(corners(), kind, save_all=True, append_images=[noise(320, 240)], duration=50)
    assert refusal(frames) == "file_type_unsupported"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_photo_is_refused(kind: str) -> None:
    whole = saved(noise(), kind)
    assert refusal(whole[: len(whole) // 2]) == "file_damaged"


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        HEIC[:200],
        HEIC[: len(HEIC) // 2],
        b"%PDF-1.7\nx",
    ],
)
def test_a_mere_beginning_is_refused_as_damaged(data: bytes) -> None:
    assert refusal(data) == "file_damaged"


def test_more_bytes_than_allowed_are_refused_unparsed() -> None:
    with pytest.raises(Refused, match="file_too_large"):
        create(max_bytes=1000).accept(bytes(1001), allow_pdf=False)


@pytest.mark.parametrize(
    ("width", "height"), [(30_000, 30_000), (65_535, 65_535), (2**31 - 1, 2**31 - 1), (5000, 5000)]
)
def test_a_pixel_bomb_is_refused_by_its_header(width: int, height: int) -> None:
    tracemalloc.start()
    code = refusal(bomb(width, height))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert code == "image_too_large"
    assert peak < 5_000_000


@pytest.mark.parametrize(("width", "height"), [(1, 50_000), (50_000, 1), (100, 100)])
def test_a_strip_or_a_thumbnail_is_refused(width: int, height: int) -> None:
    assert refusal(bomb(width, height)) == "image_too_small"


def test_a_pdf_with_a_huge_page_is_drawn_small() -> None:
    out = BytesIO()
    corners().save(out, "PDF", resolution=2)
    picture = INTAKE.accept(out.getvalue(), allow_pdf=True)
    assert max(picture.width, picture.height) == 2400


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_mutated_file_is_accepted_or_refused_and_nothing_else(kind: str, data: st.DataObject) -> None:
    raw = bytearray(saved(corners(), kind))
    for _ in range(data.draw(st.integers(1, 20))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        told = INTAKE.accept(bytes(raw), allow_pdf=False).data[:3]
    except Refused as error:
        told = error.code[:5].encode()
    assert told in (b"\xff\xd8\xff", b"file_", b"image")


def test_mutated_heif_files_crash_nothing_but_their_own_process() -> None:
    dice = random.Random(5)
    for _ in range(25):
        raw = bytearray(HEIC)
        for _ in range(dice.choice((1, 5, 50))):
            raw[dice.randrange(12, len(raw))] = dice.randrange(256)
        try:
            told = INTAKE.accept(bytes(raw), allow_pdf=False).data[:3]
        except Refused as error:
            told = error.code[:5].encode()
        assert told in (b"\xff\xd8\xff", b"file_", b"image")


def test_a_process_that_dies_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    assert refusal(HEIC) == "file_damaged"


def test_a_process_that_hangs_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **more: float) -> None:
        raise subprocess.TimeoutExpired("x", more["timeout"])

    monkeypatch.setattr(apart.subprocess, "run", hang)
    assert refusal(HEIC) == "file_damaged"


def test_a_heic_photo_keeps_to_the_limits() -> None:
    with pytest.raises(Refused, match="image_too_large"):
        create(max_pixels=1000).accept(HEIC, allow_pdf=False)
    with pytest.raises(Refused, match="image_too_small"):
        create(min_side=1000).accept(HEIC, allow_pdf=False)


def test_where_too_many_heic_photos_come_at_once_nothing_is_said_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    full = decode.Room(1, waiting=1)
    full._places.acquire()
    monkeypatch.setattr(decode, "_CHILDREN", full)
    with pytest.raises(Unavailable):
        INTAKE.accept(HEIC, allow_pdf=False)
    assert INTAKE.accept(saved(corners(), "JPEG"), allow_pdf=False).width == 320


def test_a_fault_of_our_own_is_not_laid_at_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(INTAKE), "_encode", mock.Mock(side_effect=ValueError("ours")))
    with pytest.raises(ValueError, match="ours"):
        INTAKE.accept(saved(corners(), "JPEG"), allow_pdf=False)
