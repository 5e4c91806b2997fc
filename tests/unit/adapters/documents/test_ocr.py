from __future__ import annotations

from itertools import product

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from kyc.adapters.documents import ocr as module
from kyc.adapters.documents.boxes import cut, length
from kyc.adapters.documents.ocr import Ocr, Reading
from kyc.adapters.documents.sheet import decode, read_sheet
from kyc.domain.errors import Unavailable

OCR = Ocr(1)


def writing(*lines: str) -> module.Image:
    image = Image.new("RGB", (900, 80 * len(lines) + 60), "white")
    for row, text in enumerate(lines):
        ImageDraw.Draw(image).text((60, 40 + 80 * row), text, fill="black", font_size=40)
    return np.asarray(image)


def test_lines_are_found_and_read() -> None:
    image = writing("PASSPORT OFFICE", "A1234567 UTOPIA")
    boxes = sorted(OCR.find(image, 960), key=lambda box: box[0, 1])
    readings = OCR.read([cut(image, box) for box in boxes])
    assert [one.text for one in readings] == ["PASSPORT OFFICE", "A1234567 UTOPIA"]
    assert all(one.confidence > 0.9 for one in readings)


def test_the_same_reading_in_the_alphabet_of_a_zone_has_capitals_and_fillers_alone() -> None:
    image = writing("P<UTODOE<<JANE<<<<<<")
    (reading,) = OCR.read([cut(image, max(OCR.find(image, 960), key=length))])
    assert reading.zone.startswith("P<UTODOE<<JANE<<")
    assert set(reading.zone) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")


def test_nothing_is_found_on_an_empty_page() -> None:
    assert OCR.find(np.full((300, 500, 3), 200, np.uint8), 960) == []
    assert OCR.read([]) == []


def test_an_upside_down_page_is_read_the_right_way() -> None:
    image = np.ascontiguousarray(np.rot90(writing("PASSPORT OFFICE", "A1234567 UTOPIA"), 2))
    found = read_sheet(OCR, image, 960)
    assert found.turned
    assert {line.reading.text for line in found.lines} == {"PASSPORT OFFICE", "A1234567 UTOPIA"}


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_page_lying_on_its_side_is_read(quarters: int) -> None:
    image = np.ascontiguousarray(np.rot90(writing("PASSPORT OFFICE", "A1234567 UTOPIA"), quarters))
    found = read_sheet(OCR, image, 960)
    assert {line.reading.text for line in found.lines} == {"PASSPORT OFFICE", "A1234567 UTOPIA"}


def test_a_missing_model_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_READ", "not-shipped.onnx")
    with pytest.raises(Unavailable) as caught:
        Ocr(1).find(writing("X"), 320)
    assert caught.value.detail == "model_missing"


def test_what_is_no_image_cannot_become_a_sheet() -> None:
    with pytest.raises(ValueError, match="not an accepted image"):
        decode(b"nothing")


def test_of_a_picture_full_of_words_only_the_longest_lines_are_read() -> None:
    page = Image.new("RGB", (2000, 2000), "white")
    pen = ImageDraw.Draw(page)
    for row, column in product(range(0, 2000, 70), range(0, 2000, 140)):
        pen.text((column, row), "ABC", fill="black", font_size=35)
    pen.rectangle((0, 980, 2000, 1060), fill="white")
    pen.text((100, 990), "THE LONGEST LINE OF THIS PICTURE", fill="black", font_size=60)
    found = read_sheet(OCR, np.asarray(page), 960)
    assert len(found.lines) == 200
    assert "LONGEST" in found.lines[0].reading.text


def zone_reading(zone: str, doubts: dict[int, str] | None = None) -> Reading:
    return Reading(zone, 0.9, zone, 0.9, tuple((doubts or {}).get(place, "") for place in range(len(zone))))


def test_a_reading_may_be_another_where_it_was_in_doubt() -> None:
    reading = zone_reading("P<UTOSSDN<<ANNA<<<", {7: "O0"})
    assert reading.may_be("P<UTOSSON<<ANNA<<<<<<")
    assert reading.may_be("P<UTOSS0N<<ANNA")
    assert reading.may_be("P<UTOSSDN<<ANNA")


def test_a_reading_may_not_be_another_where_it_was_sure_or_has_another_length() -> None:
    reading = zone_reading("P<UTOSSDN<<ANNA<<<", {7: "O0"})
    assert not reading.may_be("P<UTOSSDM<<ANNA<<<")
    assert not reading.may_be("P<UTOSSDN<<ANNAA<<")
    assert not reading.may_be("P<UTOSSQN<<ANNA<<<")


def test_a_reading_that_knows_of_no_doubts_may_be_nothing_else() -> None:
    reading = Reading("P<UTODOE", 0.9, "P<UTODOE", 0.9)
    assert reading.may_be("P<UTODOE<<<")
    assert not reading.may_be("P<UTODDE")


def test_every_character_of_a_zone_has_its_doubts_and_none_of_them_is_itself() -> None:
    image = writing("O0DQ1IL8B5S")
    for blur in (1, 7, 13):
        (reading,) = OCR.read([cv2.GaussianBlur(image[40:100], (blur, blur), 0)])
        assert len(reading.doubts) == len(reading.zone)
        assert all(char not in doubt for char, doubt in zip(reading.zone, reading.doubts, strict=True))


def test_look_alikes_leave_the_reader_in_doubt() -> None:
    (reading,) = OCR.read([writing("O0O0O0O0 D0DO")[40:100]])
    assert "0" in "".join(reading.doubts) + reading.zone
    assert any(reading.doubts)
