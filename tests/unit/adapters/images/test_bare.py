"""What is left of a file once everything that makes no pixels is gone."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kyc.adapters.images.bare import bare, orientation
from kyc.adapters.images.kinds import Kind
from kyc.domain.errors import Refused
from tests.unit.adapters.images.pictures import corners, noise, saved

MARK = b"SECRETMAKER"
EXIF = Image.Exif()
EXIF[0x0112], EXIF[0x010F] = 6, MARK.decode()


def pixels(data: bytes) -> tuple[tuple[int, int], bytes]:
    with Image.open(BytesIO(data)) as image:
        return image.size, image.convert("RGB").tobytes()


def with_text() -> bytes:
    text = PngInfo()
    text.add_text("Author", MARK.decode())
    return saved(noise(), "PNG", pnginfo=text, icc_profile=MARK, exif=EXIF)


FULL = {
    Kind.JPEG: saved(noise(), "JPEG", exif=EXIF, comment=MARK, icc_profile=MARK),
    Kind.PNG: with_text(),
    Kind.WEBP: saved(noise(), "WEBP", exif=EXIF, icc_profile=MARK, xmp=MARK, lossless=True),
}


@pytest.mark.parametrize("kind", FULL)
def test_the_pixels_stay_as_they_are(kind: Kind) -> None:
    assert pixels(bare(FULL[kind], kind).data) == pixels(FULL[kind])


@pytest.mark.parametrize("kind", FULL)
def test_of_the_metadata_only_the_orientation_is_told(kind: Kind) -> None:
    found = bare(FULL[kind], kind)
    assert found.orientation == 6
    assert MARK not in found.data
    with Image.open(BytesIO(found.data)) as image:
        assert not set(image.info) & {"exif", "icc_profile", "comment", "xmp", "Author"}


@pytest.mark.parametrize("mode", ["CMYK", "L", "RGB"])
def test_a_jpeg_keeps_what_tells_its_colours(mode: str) -> None:
    data = saved(corners(mode=mode), "JPEG", exif=EXIF)
    assert pixels(bare(data, Kind.JPEG).data) == pixels(data)


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"subsampling": 0}, {"restart_marker_blocks": 5}, {"optimize": True}]
)
def test_a_jpeg_of_any_process_is_whole(options: dict[str, int]) -> None:
    data = saved(noise(), "JPEG", **options)
    assert pixels(bare(data, Kind.JPEG).data) == pixels(data)


def test_what_stands_behind_the_end_is_left_out() -> None:
    for kind in (Kind.JPEG, Kind.PNG):
        data = saved(noise(), kind.value)
        assert bare(data + b"<script>" + data, kind).data == bare(data, kind).data


def test_what_stands_between_two_segments_is_left_out() -> None:
    data = saved(noise(), "JPEG")
    assert bare(data[:2] + b"junk" + data[2:], Kind.JPEG).data == bare(data, Kind.JPEG).data


def test_a_jpeg_of_several_scans_has_to_be_buffered_whole() -> None:
    assert bare(saved(noise(), "JPEG", progressive=True), Kind.JPEG).buffered
    assert not bare(saved(noise(), "JPEG"), Kind.JPEG).buffered


def test_more_scans_than_any_photo_has_are_refused() -> None:
    data = saved(Image.new("L", (320, 240), 99), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    assert bare(data[:-2] + data[last:-2] * 50 + b"\xff\xd9", Kind.JPEG)
    with pytest.raises(ValueError, match="scans"):
        bare(data[:-2] + data[last:-2] * 80 + b"\xff\xd9", Kind.JPEG)


def test_a_flood_of_segments_is_refused() -> None:
    data = saved(noise(), "JPEG")
    with pytest.raises(ValueError, match="segments"):
        bare(data[:2] + b"\xff\xfe\0\2" * 100_000 + data[2:], Kind.JPEG)


def test_a_flood_of_chunks_is_refused() -> None:
    data = saved(noise(), "PNG")
    with pytest.raises(ValueError, match="chunks"):
        bare(data[:33] + b"\0\0\0\0teSt\0\0\0\0" * 100_000 + data[33:], Kind.PNG)
    data = FULL[Kind.WEBP]
    with pytest.raises(ValueError, match="chunks"):
        bare(data[:30] + b"junk\0\0\0\0" * 100_000 + data[30:], Kind.WEBP)


@pytest.mark.parametrize("kind", [Kind.PNG, Kind.WEBP])
def test_an_animation_is_no_photo(kind: Kind) -> None:
    frames = saved(corners(), kind.value, save_all=True, append_images=[noise(320, 240)], duration=50)
    with pytest.raises(Refused, match="file_type_unsupported"):
        bare(frames, kind)


@pytest.mark.parametrize("kind", FULL)
def test_a_cut_off_file_is_broken_or_still_cut_off(kind: Kind) -> None:
    for share in (0.01, 0.3, 0.9):
        with pytest.raises((ValueError, struct.error, OSError, SyntaxError)):
            pixels(bare(FULL[kind][: int(len(FULL[kind]) * share)], kind).data)


def tiff(order: str, tag: int = 0x0112, kind: int = 3, value: int = 6, start: int = 8, count: int = 1) -> bytes:
    head = b"II*\0" if order == "<" else b"MM\0*"
    return head + struct.pack(order + "IHHHIH", start, count, tag, kind, 1, value) + bytes(6)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("value", range(1, 9))
def test_each_orientation_is_read_in_both_byte_orders(order: str, value: int) -> None:
    assert orientation(tiff(order, value=value)) == value


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"II*\0",
        b"XX*\0" + bytes(30),
        tiff("<", value=0),
        tiff("<", value=9),
        tiff("<", value=65_535),
        tiff("<", kind=4),
        tiff("<", tag=0x0100),
        tiff("<", start=2**32 - 1),
        tiff("<", start=0),
        tiff("<")[:15],
        tiff("<", tag=0x0100, count=65_535),
    ],
)
def test_an_orientation_that_makes_no_sense_is_upright(exif: bytes) -> None:
    assert orientation(exif) == 1
