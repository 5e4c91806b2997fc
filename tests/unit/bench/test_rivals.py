"""Peers of the screening."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bench import _logic
from bench._rivals import logic, plain
from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.lists import ListSource
from kyc.adapters.screening.loading import load_sources
from kyc.domain.screening import Person

LISTED = (Entity("a", "person", "Viktor Sampleman"), Entity("b", "organisation", "Sampleman Ltd"))


def source() -> ListSource:
    return ListSource("House list", "sanctions", "2026-11-01", "v1", LISTED)


def by_name(person: Person, candidates: Sequence[Entity]) -> list[float]:
    """A scorer for which a name is the same or is not."""
    return [float(person.name == one.name) for one in candidates]


@pytest.mark.parametrize(("name", "expected"), [("SAMPLEMAN Viktor", {"a"}), ("Jane Doe", set()), ("", set())])
def test_the_simplest_peer_compares_the_names_of_persons(name: str, expected: set[str]) -> None:
    assert plain([source()])(Person(name)) == expected


def test_logic_scores_the_candidates_of_our_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_sources(tmp_path, [source()])
    monkeypatch.setattr(_logic, "scores", by_name)
    find = logic(tmp_path)
    assert find is not None
    assert find(Person("Viktor Sampleman")) == {"a"}
    assert find(Person("Viktor Samplemann")) == set()


def test_logic_is_left_out_where_it_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_logic, "scores", lambda person, candidates: None)
    assert logic(tmp_path) is None
