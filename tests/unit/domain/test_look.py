"""A look becomes a style sheet whose address holds all it is made of."""

from __future__ import annotations

import re

import pytest

from kyc.domain.accents import DARK, LIGHT, twin
from kyc.domain.colours import colour, written
from kyc.domain.look import HOUSE, SHAPES, Mark, Shape, Style, logo_digest, sheet, sheet_digest, style_from, style_of

GREEN = "#0a7d59"
PROPERTY = re.compile(r"  --(accent(-strong|-soft)?|on-accent): #[0-9a-f]{6};|  --radius(-small|-large)?: [0-9.]+rem;")


def test_nothing_chosen_is_the_house() -> None:
    assert style_of(None, None, "soft") == HOUSE
    assert HOUSE.code == "house-house-soft"


def test_an_accent_brings_its_twin_for_dark_pages() -> None:
    style = style_of(GREEN, None, "soft")
    assert style.accent_dark == twin(colour(GREEN))
    assert style.code == f"0a7d59-{written(twin(colour(GREEN)))[1:]}-soft"


def test_a_dark_accent_may_be_chosen_alone_or_beside() -> None:
    assert style_of(None, "#ffcc00", "soft").code == "house-ffcc00-soft"
    assert style_of(GREEN, "#ffcc00", "round").code == "0a7d59-ffcc00-round"


def test_the_sheet_holds_custom_properties_alone() -> None:
    lines = sheet(style_of(GREEN, "#ffcc00", "round")).splitlines()
    frame = [line for line in lines if not PROPERTY.fullmatch(line)]
    assert frame == [":root {", "}", "@media screen and (prefers-color-scheme: dark) {", ":root {", "}", "}"]
    assert len(lines) - len(frame) == 4 + 3 + 4


def test_the_sheet_says_each_theme_its_own_accent() -> None:
    light, dark = sheet(style_of(GREEN, "#ffcc00", "soft")).split("@media")
    assert f"--accent: {GREEN};" in light
    assert "--on-accent: #ffffff;" in light
    assert "--accent: #ffcc00;" in dark
    assert f"--on-accent: {written(DARK.label)};" in dark
    assert written(LIGHT.label) == "#ffffff"


def test_a_shape_alone_leaves_the_colours() -> None:
    found = sheet(Style(shape="square"))
    assert "accent" not in found
    assert "@media" not in found
    assert "--radius: 0.0625rem;" in found


def test_shapes_grow_rounder() -> None:
    def middle(shape: Shape) -> float:
        found = re.search(r"--radius: ([0-9.]+)rem", sheet(Style(shape=shape)))
        assert found
        return float(found[1])

    assert middle("square") < middle("soft") < middle("round")
    assert set(SHAPES) == {"square", "soft", "round"}


@pytest.mark.parametrize("style", [HOUSE, style_of(GREEN, None, "round"), style_of(None, "#ffcc00", "square")])
def test_an_address_leads_back_to_its_style(style: Style) -> None:
    assert style_from(style.code) == style


@pytest.mark.parametrize(
    "code",
    [
        "",
        "house",
        "house-house",
        "house-house-soft-soft",
        "house-house-oval",
        "ffcc00-ffcc00-soft",  # too weak on light pages
        "0a7d59-0a7d59-soft",  # too weak on dark ones
        "0a7d59-house-soft",  # never stored so
        "0A7D59-ffcc00-soft",  # one address for one style
        "#0a7d59-ffcc00-soft",
        "0a7-ffcc00-soft",
        "red}-house-soft",
    ],
)
def test_other_addresses_lead_nowhere(code: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        style_from(code)


def test_each_style_has_a_digest_of_its_own() -> None:
    styles = [HOUSE, Style(shape="round"), style_of(GREEN, None, "soft"), style_of(None, "#ffcc00", "soft")]
    assert len({sheet_digest(style) for style in styles}) == len(styles)
    assert re.fullmatch(r"[0-9a-f]{16}", sheet_digest(HOUSE))


def test_a_logo_is_known_by_its_bytes() -> None:
    assert logo_digest(b"one") != logo_digest(b"two")
    assert re.fullmatch(r"[0-9a-f]{32}", logo_digest(b"one"))


@pytest.mark.parametrize(
    ("pixels", "shown"),
    [((320, 96), (160, 48)), ((320, 40), (160, 20)), ((96, 96), (48, 48)), ((80, 20), (80, 20)), ((16, 96), (8, 48))],
)
def test_a_logo_fits_the_masthead_and_is_never_enlarged(pixels: tuple[int, int], shown: tuple[int, int]) -> None:
    assert Mark("0" * 32, *pixels).shown == shown
