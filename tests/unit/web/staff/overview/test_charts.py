"""Charts that stand alone: well-formed, named for those who do not see them, without style or script."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from kyc.web.staff.overview.charts import WIDTH, Bar, Line, bars, ceiling, lines


def drawn(text: str) -> ET.Element:
    assert not re.search(r"style=|<script|\son\w+=|href", text)
    return ET.fromstring(text)


def lengths(chart: ET.Element) -> list[float]:
    return [float(one.attrib["width"]) for one in chart.iter("rect") if one.attrib["class"] == "bar"]


def test_a_chart_is_one_image_with_title_and_description() -> None:
    chart = drawn(bars("kinds", "By kind", [Bar("Passport", 3, "3"), Bar("Card", 1, "1")]))
    assert chart.attrib["role"] == "img"
    assert chart.attrib["aria-labelledby"] == "kinds-chart kinds-chart-text"
    named = {one.attrib.get("id"): one.text for one in chart.iter()}
    assert named["kinds-chart"] == "By kind"
    assert named["kinds-chart-text"] == "Passport: 3; Card: 1"


def test_bars_are_as_long_as_their_share() -> None:
    longest, half, none = lengths(drawn(bars("a", "A", [Bar("x", 4, "4"), Bar("y", 2, "2"), Bar("z", 0, "0")])))
    assert (half, none) == (longest / 2, 0)
    assert lengths(drawn(bars("a", "A", [Bar("x", 0.5, "50 %")], 1.0))) == [half]


def test_nothing_is_drawn_of_nothing() -> None:
    chart = drawn(bars("a", "A", []))
    assert lengths(chart) == []
    assert "Nothing to show." in "".join(chart.itertext())
    assert lengths(drawn(bars("a", "A", [Bar("x", 0, "0")]))) == [0]


def test_words_are_escaped_and_long_ones_cut() -> None:
    text = bars("a", "A", [Bar('<b>"&', 1, "1"), Bar("A label that is much too long", 1, "1")])
    assert "<b" not in text
    assert "A label that is much…" in [one.text for one in drawn(text).iter("text")]


def test_lines_stay_in_their_frame_and_have_a_point_for_each_place() -> None:
    chart = drawn(lines("d", "Days", ("Monday", "Sunday"), [Line("Opened", [0, 5, 10]), Line("Sent", [0, 1, 2])]))
    points = [one.attrib["points"].split() for one in chart.iter("polyline")]
    assert [len(one) for one in points] == [3, 3]
    places = [tuple(map(float, point.split(","))) for one in points for point in one]
    _, _, width, height = map(float, chart.attrib["viewBox"].split())
    assert width == WIDTH
    assert all(0 <= x <= width and 0 <= y <= height for x, y in places)
    assert "Monday to Sunday: opened 15, sent 3." in "".join(chart.itertext())


def test_higher_values_stand_higher() -> None:
    (line,) = drawn(lines("d", "Days", ("a", "b"), [Line("Opened", [1, 2, 7])])).iter("polyline")
    heights = [float(point.split(",")[1]) for point in line.attrib["points"].split()]
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize(
    ("value", "top"), [(0, 2), (1, 2), (2, 2), (3, 4), (9, 10), (26, 26), (101, 120), (9999, 10_000)]
)
def test_an_axis_ends_at_an_even_number(value: int, top: int) -> None:
    assert ceiling(value) == top
