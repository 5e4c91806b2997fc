"""What holds for any name whatever."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.adapters.screening import create, load_sample
from kyc.adapters.screening.dates import birth_dates
from kyc.adapters.screening.normalise import MAX_TOKENS, tokens
from kyc.adapters.screening.skeleton import skeleton
from kyc.domain.errors import Unavailable
from kyc.domain.ports import Watchlist
from tests.unit.adapters.screening.files import person

NAMES = st.text(max_size=80)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Watchlist:
    folder: Path = tmp_path_factory.mktemp("sample")
    load_sample(folder)
    return create(folder, "sanctions")


@given(NAMES)
def test_words_are_plain_and_few(name: str) -> None:
    words = tokens(name)
    assert len(words) <= MAX_TOKENS
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in words)


@given(NAMES)
def test_words_once_plain_stay_as_they_are(name: str) -> None:
    words = tokens(name)
    assert tokens(" ".join(words)) == words


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=20))
def test_a_skeleton_is_never_longer_than_its_word_but_for_x(word: str) -> None:
    assert len(skeleton(word)) <= len(word) + word.count("x")


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert all(len(day.value) in {4, 7, 10} for day in birth_dates(text))


@settings(deadline=None)
@given(NAMES)
def test_any_name_is_answered(index: Watchlist, name: str) -> None:
    if not tokens(name):
        with pytest.raises(Unavailable, match="name_unreadable"):
            index.screen(person(name), samples=True)
    else:
        screening = index.screen(person(name, "1970-05-05"), samples=True)
        assert all(screening.review_at <= match.score <= 1 for match in screening.matches)


@settings(deadline=None)
@given(st.permutations(["Esperanza", "Ficticia", "Inventada"]))
def test_the_order_of_names_never_matters(index: Watchlist, words: list[str]) -> None:
    (match,) = index.screen(person(" ".join(words), "1972-03-30", "MEX"), samples=True).matches
    assert (match.name, match.score) == ("Esperanza Ficticia Inventada", 1.0)
