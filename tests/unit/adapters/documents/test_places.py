"""Where things stand on a page, whichever way up it was photographed."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from kyc.adapters.documents.places import Printed, part_of, region_of, slant_of
from kyc.adapters.documents.sheet import Line
from kyc.domain.documents import Side
from tests.unit.adapters.documents.sheets import box, line, sheet

PAGE = sheet()


def test_a_region_is_in_shares_of_the_image_and_knows_its_side() -> None:
    region = region_of(replace(PAGE, side=Side.BACK), box(90, 60, 180, 30))
    assert (region.side, region.box) == (Side.BACK, (0.1, 0.1, 0.3, 0.15))


def test_enlarging_the_image_for_the_reader_changes_no_region() -> None:
    larger = replace(PAGE, image=np.zeros((1200, 1800, 3), np.uint8))
    assert region_of(larger, box(180, 120, 360, 60)) == region_of(PAGE, box(90, 60, 180, 30))


def test_a_region_ends_at_the_edge_of_the_image() -> None:
    assert region_of(PAGE, box(-50, -50, 2000, 2000)).box == (0.0, 0.0, 1.0, 1.0)


def test_a_part_of_a_line_is_counted_from_its_beginning() -> None:
    part = part_of(PAGE, box(100, 50, 440, 20), 0.25, 0.5)
    assert region_of(PAGE, part).box == region_of(PAGE, box(210, 50, 110, 20)).box


def test_on_a_page_upside_down_a_line_begins_at_its_right_end() -> None:
    turned = replace(PAGE, turned=True)
    part = part_of(turned, box(100, 50, 440, 20), 0.0, 0.25)
    assert region_of(turned, part).box == region_of(turned, box(430, 50, 110, 20)).box


def test_a_standing_line_begins_at_its_top() -> None:
    part = part_of(PAGE, box(100, 50, 20, 400), 0.0, 0.5)
    assert region_of(PAGE, part).box == region_of(PAGE, box(100, 50, 20, 200)).box


@pytest.mark.parametrize(("start", "end"), [(0.0, 1.0), (0.3, 0.4)])
def test_a_part_is_as_high_as_its_line(start: float, end: float) -> None:
    part = part_of(PAGE, box(100, 50, 440, 20), start, end)
    assert float(np.ptp(part[:, 1])) == pytest.approx(20, abs=0.1)


def test_print_becomes_a_sighting_with_its_confidence_and_place() -> None:
    seen = Printed(PAGE, line("DOE", 90, 60, 180, 30, confidence=0.97654), "DOE").sighting("DOE")
    assert (seen.value, seen.source, seen.confidence) == ("DOE", "viz", 0.977)
    assert seen.region == region_of(PAGE, box(90, 60, 180, 30))


def _aslant(degrees: float) -> Line:
    turn = cv2.getRotationMatrix2D((450, 300), -degrees, 1.0)
    flat = line("DOE", 200, 280, 300, 20)
    return Line((flat.box @ turn[:, :2].T + turn[:, 2]).astype(np.float32), flat.reading)


@pytest.mark.parametrize(("degrees", "slant"), [(0, 0), (17, 17), (-12, -12), (90, 0), (107, 17), (180, 0)])
def test_the_slant_of_a_page_is_that_of_its_writing(degrees: float, slant: float) -> None:
    assert slant_of(sheet(_aslant(degrees), _aslant(degrees), line("X", 10, 10, 30))) == pytest.approx(slant, abs=0.1)


def test_a_page_without_writing_has_no_slant() -> None:
    assert slant_of(sheet()) == 0.0
