"""What files say of themselves, and that no file is asked for more than it holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kyc.adapters import images
from kyc.adapters.images.kinds import Kind
from kyc.adapters.images.origin import notes
from tests.unit.adapters.images.pictures import corners, pdf, printed_page, saved

SOFTWARE, MAKE, MODEL, EXIF, COMMENT = 0x0131, 0x010F, 0x0110, 0x8769, 0x9286
XMP = b'<x:xmpmeta><rdf:Description xmp:CreatorTool="%s"/></x:xmpmeta>'


def exif(tags: dict[int, Any], comment: bytes = b"") -> Image.Exif:
    made = Image.Exif()
    made.update(tags)
    if comment:
        made[EXIF] = {COMMENT: comment}
    return made


def of(data: bytes, kind: Kind = Kind.JPEG, size: tuple[int, int] = (1600, 1200)) -> tuple[str, ...] | None:
    return notes(data, kind, *size)


def with_software(kind: str, name: str) -> bytes:
    return saved(corners(), kind, exif=exif({SOFTWARE: name}))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("name", ["Adobe Photoshop 25.0 (Windows)", "GIMP 2.10.36", "Snapseed 2.0", "paint.net 5.0"])
def test_an_editor_is_known_by_its_name_in_every_kind_of_file(kind: str, name: str) -> None:
    assert of(with_software(kind, name), Kind(kind)) == ("image_edited",)


@pytest.mark.parametrize(
    "name", ["17.5.1", "HDR+ 1.0.585804401zd", "G991BXXU9EVL5", "Microsoft Windows Photo Viewer 10.0", "EPSON Scan"]
)
def test_cameras_galleries_and_scanners_are_no_editors(name: str) -> None:
    assert of(with_software("JPEG", name)) == ()


@pytest.mark.parametrize("tool", [b"Adobe Photoshop CC 2019 (Macintosh)", b"Affinity Photo 2"])
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_an_editor_is_found_in_xmp_too(kind: str, tool: bytes) -> None:
    assert of(saved(corners(), kind, xmp=XMP % tool), Kind(kind)) == ("image_edited",)


def test_an_editor_is_found_in_a_heif_that_no_library_opened() -> None:
    item = b"\0\0\0\x06" + exif({SOFTWARE: "Pixelmator Pro 3.5"}).tobytes()
    assert of(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + item, Kind.HEIF) == ("image_edited",)


def test_an_editor_is_found_in_the_texts_of_a_png() -> None:
    info = PngInfo()
    info.add_text("Software", "Adobe ImageReady, Photoshop")
    assert of(saved(corners(), "PNG", pnginfo=info), Kind.PNG) == ("image_edited",)


def test_a_compressed_text_stays_unread() -> None:
    info = PngInfo()
    info.add_text("Software", "Photoshop " * 1000, zip=True)
    assert of(saved(corners(), "PNG", pnginfo=info), Kind.PNG) == ("metadata_absent",)


def test_a_file_that_names_nothing_says_so() -> None:
    assert of(saved(corners(), "JPEG")) == ("metadata_absent",)
    assert of(saved(corners(), "JPEG", exif=exif({MAKE: "Apple", MODEL: "iPhone 15"}))) == ()


@pytest.mark.parametrize("size", [(1170, 2532), (2400, 1080)])
def test_a_phones_screen_is_known_by_its_size_either_way(size: tuple[int, int]) -> None:
    assert of(saved(corners(), "PNG"), Kind.PNG, size) == ("image_screenshot", "metadata_absent")


@pytest.mark.parametrize("size", [(1080, 1920), (720, 1280), (1200, 1600), (3024, 4032), (1171, 2532)])
def test_the_sizes_of_cameras_and_videos_are_no_screens(size: tuple[int, int]) -> None:
    assert of(saved(corners(), "JPEG"), Kind.JPEG, size) == ("metadata_absent",)


def test_a_camera_that_names_itself_took_no_screenshot() -> None:
    assert of(saved(corners(), "JPEG", exif=exif({MODEL: "Pixel 8"})), Kind.JPEG, (1080, 2400)) == ()


def test_a_file_that_calls_itself_a_screenshot_is_one() -> None:
    by_exif = saved(corners(), "JPEG", exif=exif({}, b"ASCII\0\0\0Screenshot"))
    words = (
        b"<x:xmpmeta><exif:UserComment><rdf:Alt><rdf:li>Screenshot</rdf:li></rdf:Alt></exif:UserComment></x:xmpmeta>"
    )
    assert of(by_exif) == ("image_screenshot",)
    assert of(saved(corners(), "JPEG", xmp=words)) == ("image_screenshot",)


def test_a_pdf_is_not_asked() -> None:
    assert of(pdf(corners()), Kind.PDF) is None


def test_the_intake_hands_on_what_the_file_said_and_drops_the_metadata() -> None:
    data = saved(printed_page(), "JPEG", exif=exif({SOFTWARE: "GIMP 2.10", MAKE: "Apple"}))
    picture = images.create().accept(data, allow_pdf=True)
    assert picture.notes == ("image_edited",)
    assert b"GIMP" not in picture.data


def test_metadata_after_half_a_megabyte_of_pixels_is_found_at_the_end() -> None:
    padded = b"\xff\xd8\xff" + bytes(900_000) + XMP % b"Photopea"
    assert of(padded) == ("image_edited",)


@given(st.binary(max_size=600))
def test_no_table_of_tags_whatever_it_holds_breaks_anything(junk: bytes) -> None:
    for order in (b"II*\0", b"MM\0*"):
        found = of(b"\xff\xd8\xff\xe1\0\0Exif\0\0" + order + junk)
        assert found is not None
        assert set(found) <= {"image_edited", "image_screenshot", "metadata_absent"}


def test_a_file_full_of_tables_and_names_is_not_read_to_its_end() -> None:
    names, tables = (XMP % b"Snapseed") * 20, b"Exif\0\0II*\0\xff\xff\xff\xff" * 20
    assert of(b"\xff\xd8\xff" + XMP % b"17.5" * 9 + names) == ()
    assert of(b"\xff\xd8\xff" + tables + exif({SOFTWARE: "GIMP"}).tobytes()) == ("metadata_absent",)


def test_a_table_that_points_at_itself_ends() -> None:
    entry = b"\x87\x69\0\x04\0\0\0\x01\0\0\0\x08"
    assert of(b"\xff\xd8\xffExif\0\0MM\0*\0\0\0\x08" + b"\xff\xff" + entry * 300) == ("metadata_absent",)
