"""Names written otherwise."""

from __future__ import annotations

import random

import pytest

from bench import _disguises
from bench._disguises import DISGUISES
from kyc.adapters.screening.normalise import tokens

NAME = "Mohammed Sergey SAMPLEMAN-O'Brien"


@pytest.mark.parametrize("cls", DISGUISES)
def test_every_disguise_changes_a_name_that_has_what_it_changes(cls: str) -> None:
    changed = {DISGUISES[cls](NAME, random.Random(seed)) for seed in range(10)}
    assert changed - {NAME}


@pytest.mark.parametrize("cls", DISGUISES)
def test_the_same_chance_gives_the_same_disguise(cls: str) -> None:
    assert DISGUISES[cls](NAME, random.Random(1)) == DISGUISES[cls](NAME, random.Random(1))


@pytest.mark.parametrize(
    ("disguise", "name", "expected"),
    [
        (_disguises.initials, "Viktor Petr Sampleman", "V. Petr Sampleman"),
        (_disguises.turned, "Viktor Petr Sampleman", "Sampleman Petr Viktor"),
        (_disguises.shortened, "Viktor Petr Sampleman", "Viktor Sampleman"),
        (_disguises.shortened, "Viktor Sampleman", "Viktor Sampleman"),
        (_disguises.truncated, "Viktor Petrovich Sampleman", "Viktor Petrovich Sam"),
        (_disguises.unvowelled, "Viktor Sampleman", "Viktor Smplmn"),
        (_disguises.unpunctuated, "Sa'd al-Sample", "Sad al Sample"),
        (_disguises.doubled, "Anna", "Ana"),
        (_disguises.misread, "Kim", "Kirn"),
        (_disguises.respelled, "Sergey", "Sergei"),
        (_disguises.phonetic, "Rich", "Rikh"),
        (_disguises.phonetic, "Ada", "Ada"),
    ],
)
def test_each_does_what_it_is_named_for(disguise: _disguises.Disguise, name: str, expected: str) -> None:
    assert disguise(name, random.Random(0)) == expected


@pytest.mark.parametrize("disguise", [_disguises.homoglyph, _disguises.invisible, _disguises.titled])
def test_tricks_leave_what_is_read(disguise: _disguises.Disguise) -> None:
    changed = [disguise("Anna Sampleman", random.Random(seed)) for seed in range(10)]
    assert {tokens(name) for name in changed} == {("anna", "sampleman")}
