"""What changed between two kept versions, list by list."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.differences import ListDifference, differences
from kyc.adapters.screening.loading import load
from kyc.adapters.screening.versions import NoSuchVersion, Versions
from tests.unit.adapters.screening.files import write_own

PEOPLE = {"e1": "Viktor Sampleman", "e2": "Anna Example", "e3": "Petra Publicova"}


def version(folder: Path, people: dict[str, str], name: str = "House list") -> str:
    rows = [{"id": number, "name": who} for number, who in people.items()]
    load(folder / "lists", [write_own(folder, *rows)], name=name, allow_shrunken=True)
    return Versions(folder / "lists" / "sanctions").kept()[0].version


def test_entries_are_added_changed_and_removed(tmp_path: Path) -> None:
    old = version(tmp_path, PEOPLE)
    new = version(tmp_path, {"e1": "Viktor Sampleman", "e2": "Anna Exemplar", "e4": "Jan Novy"})
    (found,) = differences(tmp_path / "lists", "sanctions", old, new)
    assert found == ListDifference("House list", ("e4",), ("e2",), ("e3",))
    (turned,) = differences(tmp_path / "lists", "sanctions", new, old)
    assert turned == ListDifference("House list", ("e3",), ("e2",), ("e4",))


def test_a_version_does_not_differ_from_itself(tmp_path: Path) -> None:
    only = version(tmp_path, PEOPLE)
    (found,) = differences(tmp_path / "lists", "sanctions", only, only)
    assert not found


def test_each_list_is_told_by_itself_also_one_that_came_or_went(tmp_path: Path) -> None:
    old = version(tmp_path, PEOPLE)
    new = version(tmp_path, {"e1": "Viktor Sampleman"}, "Second list")
    first, second = differences(tmp_path / "lists", "sanctions", old, new)
    assert (first.name, bool(first)) == ("House list", False)
    assert second == ListDifference("Second list", ("e1",), (), ())
    assert differences(tmp_path / "lists", "sanctions", new, old)[1].removed == ("e1",)


def test_an_id_that_a_list_repeats_is_compared_as_a_whole(tmp_path: Path) -> None:
    def twice(*names: str) -> str:
        rows = [{"id": "e1", "name": name} for name in names]
        load(tmp_path / "lists", [write_own(tmp_path, *rows)])
        return Versions(tmp_path / "lists" / "sanctions").kept()[0].version

    old, turned, other = twice("Anna", "Viktor"), twice("Viktor", "Anna"), twice("Viktor", "Jan")
    assert not differences(tmp_path / "lists", "sanctions", old, turned)[0]
    assert differences(tmp_path / "lists", "sanctions", old, other)[0].changed == ("e1",)


def test_a_version_that_is_not_kept_cannot_be_compared(tmp_path: Path) -> None:
    only = version(tmp_path, PEOPLE)
    with pytest.raises(NoSuchVersion):
        differences(tmp_path / "lists", "sanctions", only, "f" * 12)
