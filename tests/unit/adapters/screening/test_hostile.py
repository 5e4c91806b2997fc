"""Ten thousand names that nobody bears: each is answered, or told to be unreadable."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench._awkward import awkward
from kyc.adapters.screening import create, load_sample
from kyc.domain.errors import Unavailable
from kyc.domain.ports import Watchlist
from tests.unit.adapters.screening.files import person


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Watchlist:
    folder: Path = tmp_path_factory.mktemp("sample")
    load_sample(folder)
    return create(folder, "sanctions")


def answered(index: Watchlist, name: str) -> bool:
    """Whether the name was screened; False where it was told to be unreadable."""
    try:
        index.screen(person(name, "1970-05-05"), samples=True)
    except Unavailable as refused:
        if refused.detail == "name_unreadable":
            return False
        raise
    return True


def test_no_name_breaks_the_screening(index: Watchlist) -> None:
    listed = ["Viktor Sampleman", "Esperanza Ficticia Inventada"]
    results = [answered(index, name) for name in awkward(10_000, 1, listed)]
    assert len(results) == 10_000
    assert 0 < results.count(False) < 2_000
    assert index.screen(person("Viktor Sampleman", "1970-05-05"), samples=True).matches


@pytest.mark.parametrize("name", ["", "\x00", "\ud800", "\u202e\u202c", "\u0301" * 10_000, "🙂", "%_%"])
def test_what_has_no_letter_is_told_to_be_unreadable(index: Watchlist, name: str) -> None:
    assert not answered(index, name)


@pytest.mark.parametrize(
    "name",
    [
        "\u202eViktor Sampleman\u202c",
        "Vik\ud800tor Sample\udfffman",
        "Viktor\x00 Sampleman\x07",
        "Viktor Sampleman'; --",
    ],
)
def test_what_is_put_between_the_letters_hides_nobody(index: Watchlist, name: str) -> None:
    assert index.screen(person(name, "1970-05-05", "UTO"), samples=True).matches


def test_the_names_are_the_same_for_one_seed_and_as_many_as_asked() -> None:
    assert list(awkward(100, 5)) == list(awkward(100, 5)) != list(awkward(100, 6))
    assert len(list(awkward(3, 5))) == 3
