"""The magic numbers that partners are told of are those that there are."""

from __future__ import annotations

import re
from pathlib import Path

from kyc.domain.scenarios import SCENARIOS

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "partner" / "testing.md").read_text()


def test_the_guide_names_every_scenario_with_what_it_does() -> None:
    told = re.findall(r"^\| `(TEST\w+)` \| (.+) \|$", GUIDE, re.M)
    assert told == [(one.word, one.about) for one in SCENARIOS]
