"""A tag can be read in each of its colours, in both themes."""

from __future__ import annotations

import re

import pytest

from kyc.domain.colours import colour, contrast
from kyc.services.desk.tags import COLOURS
from tests.unit.web.test_styles import STATIC, TOKENS

LIGHT, DARK = TOKENS.read_text().split("@media screen and (prefers-color-scheme: dark)")
PAIR = r"\.colour-{}\s*{{\s*background: var\((--[\w-]+)\);\s*color: var\((--[\w-]+)\);\s*}}"


def value(token: str, theme: str) -> str:
    found = re.search(rf"{token}: (#[0-9a-f]{{6}});", theme)
    assert found, token
    return found[1]


@pytest.mark.parametrize("name", COLOURS)
def test_a_tag_stands_out_from_its_ground(name: str) -> None:
    pair = re.search(PAIR.format(name), (STATIC / "desk.css").read_text())
    assert pair, "no style for this colour"
    for theme in (LIGHT, DARK.split("@media print")[0]):
        ground, word = (colour(value(token, theme)) for token in pair.groups())
        assert contrast(ground, word) >= 4.5
