"""Loading lists into the indexes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening import ListRefused, ListShrunken, create, load, load_sample
from kyc.adapters.screening.loading import changes, remove
from kyc.adapters.screening.versions import NoSuchVersion, Versions
from kyc.domain.errors import Unavailable
from kyc.domain.watchlists import KINDS, Kind
from tests.unit.adapters.screening.files import NOTHING, found, person, sdn_row, watchlist, write_ofac, write_own


def named(folder: Path, kind: Kind = "sanctions") -> dict[str, int]:
    return {one.name: one.entities for one in create(folder, kind).lists()}


def house(folder: Path, count: int, **head: object) -> Path:
    return write_own(
        folder, *({"id": f"e{number}", "name": f"Viktor Example{number}"} for number in range(count)), **head
    )


def test_a_list_goes_into_the_index_of_its_kind(tmp_path: Path) -> None:
    ((kind, version),) = load(tmp_path / "lists", [house(tmp_path, 3)])
    assert (kind, version.name, version.date, version.entities) == ("sanctions", "House list", "2026-11-01", 3)
    assert named(tmp_path / "lists") == {"House list": 3}
    assert named(tmp_path / "lists", "pep") == {}


def test_organisations_are_counted_but_not_screened(tmp_path: Path) -> None:
    rows = [sdn_row(101, "SAMPLEMAN, Viktor"), sdn_row(102, "SAMPLEMAN VIKTOR TRADING", kind=NOTHING)]
    load(tmp_path / "lists", write_ofac(tmp_path, rows))
    assert named(tmp_path / "lists") == {"OFAC SDN": 2}
    index = create(tmp_path / "lists", "sanctions")
    matches = index.screen(person("Viktor Sampleman"), samples=False).matches
    assert [match.entity_id for match in matches] == ["us_ofac_sdn-101"]


def test_a_list_of_the_same_name_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    load(tmp_path / "lists", [house(tmp_path, 3)])
    load(tmp_path / "lists", [house(tmp_path, 4, date="2026-11-08")])
    (one,) = create(tmp_path / "lists", "sanctions").lists()
    assert (one.entities, one.date) == (4, "2026-11-08")


def test_lists_of_other_names_stay(tmp_path: Path) -> None:
    index = watchlist(tmp_path, {"name": "Viktor Sampleman"})
    load(tmp_path / "lists", write_ofac(tmp_path, [sdn_row(101, "EXAMPLE, Anna")]))
    assert named(tmp_path / "lists") == {"House list": 1, "OFAC SDN": 1}
    assert list(found(index, person("Viktor Sampleman"))) == ["e1"]
    assert list(found(index, person("Anna Example"))) == ["us_ofac_sdn-101"]


def test_a_shrunken_list_is_refused_and_the_old_one_stays(tmp_path: Path) -> None:
    load(tmp_path / "lists", [house(tmp_path, 10)])
    with pytest.raises(ListShrunken, match="House list: 7 entries where 10 were loaded before"):
        load(tmp_path / "lists", [house(tmp_path, 7)])
    assert named(tmp_path / "lists") == {"House list": 10}


@pytest.mark.parametrize(("now", "allowed"), [(8, False), (7, True), (30, False)])
def test_a_list_a_little_smaller_or_one_that_is_allowed_is_taken(tmp_path: Path, now: int, allowed: bool) -> None:
    load(tmp_path / "lists", [house(tmp_path, 10)])
    load(tmp_path / "lists", [house(tmp_path, now)], allow_shrunken=allowed)
    assert named(tmp_path / "lists") == {"House list": now}


def test_a_list_that_is_wrong_in_its_middle_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path / "lists", [house(tmp_path, 2)])
    wrong = write_own(tmp_path, {"id": "e1", "name": "Viktor"}, {"id": "e2", "name": ""}, {"id": "e3", "name": "Anna"})
    with pytest.raises(ListRefused, match="line 2"):
        load(tmp_path / "lists", [wrong])
    assert named(tmp_path / "lists") == {"House list": 2}
    assert not (tmp_path / "lists" / "sanctions" / "draft").exists()


def test_an_empty_list_is_refused_even_when_shrinking_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="OFAC SDN: the list holds no entry"):
        load(tmp_path / "lists", write_ofac(tmp_path, []), allow_shrunken=True)
    assert named(tmp_path / "lists") == {}


def test_the_same_lists_make_the_same_version(tmp_path: Path) -> None:
    load(tmp_path / "lists", [house(tmp_path, 3)])
    load(tmp_path / "lists", [house(tmp_path, 3)])
    assert len(list((tmp_path / "lists" / "sanctions").glob("*.sqlite"))) == 1


def test_the_sample_is_of_both_kinds_and_says_that_it_is_one(tmp_path: Path) -> None:
    load_sample(tmp_path)
    for kind in KINDS:
        (one,) = create(tmp_path, kind).lists()
        assert (one.name, one.sample, one.entities) == ("Synthetic sample (not a real list)", True, 20)


@pytest.mark.parametrize(
    ("kind", "name", "born"),
    [("sanctions", "VIKTOR SAMPLEMAN", "1970-05-05"), ("pep", "PETRA PUBLICOVA", "1968-09-14")],
)
def test_the_people_that_guides_name_are_in_the_sample(tmp_path: Path, kind: Kind, name: str, born: str) -> None:
    load_sample(tmp_path)
    screening = create(tmp_path, kind).screen(person(name, born), samples=True)
    assert [match.name for match in screening.matches if match.score >= screening.hit_at] == [name]


def test_the_sample_may_be_loaded_beside_real_lists(tmp_path: Path) -> None:
    load(tmp_path / "lists", [house(tmp_path, 3)])
    load_sample(tmp_path / "lists")
    assert named(tmp_path / "lists") == {"House list": 3, "Synthetic sample (not a real list)": 20}


def people(folder: Path, *names: str) -> str:
    """Load a list of these people, each under a number of its own; the version it makes."""
    rows = [{"id": f"e{number}", "name": name} for number, name in enumerate(names, 1)]
    load(folder / "lists", [write_own(folder, *rows)], allow_shrunken=True)
    return Versions(folder / "lists" / "sanctions").kept()[0].version


def changed(folder: Path, since: str | None) -> set[str]:
    return {entity.name for entity in changes(folder / "lists", "sanctions", since)}


def test_only_what_was_added_or_changed_since_a_version_is_given(tmp_path: Path) -> None:
    first = people(tmp_path, "Viktor Sampleman", "Anna Example", "Petra Publicova")
    second = people(tmp_path, "Viktor Sampleman", "Anna Exemplar", "Petra Publicova", "Jan Novy")
    third = people(tmp_path, "Viktor Sampleman")
    assert changed(tmp_path, third) == set()
    Versions(tmp_path / "lists" / "sanctions").go_back(second)
    assert changed(tmp_path, first) == {"Anna Exemplar", "Jan Novy"}


def test_an_entry_that_another_list_holds_already_is_no_change(tmp_path: Path) -> None:
    first = people(tmp_path, "Viktor Sampleman")
    other = write_own(tmp_path, {"id": "e1", "name": "Viktor Sampleman"}, {"id": "e9", "name": "Jan Novy"}, name="b")
    load(tmp_path / "lists", [other], name="Second list")
    assert changed(tmp_path, first) == {"Jan Novy"}


def test_since_nothing_everything_is_a_change(tmp_path: Path) -> None:
    assert changed(tmp_path, None) == set()
    people(tmp_path, "Viktor Sampleman", "Anna Example")
    assert changed(tmp_path, None) == {"Viktor Sampleman", "Anna Example"}


def test_what_changed_since_a_forgotten_version_cannot_be_told(tmp_path: Path) -> None:
    people(tmp_path, "Viktor Sampleman")
    with pytest.raises(NoSuchVersion):
        changed(tmp_path, "f" * 12)


def test_each_list_keeps_the_moment_it_was_loaded(tmp_path: Path) -> None:
    load(tmp_path / "lists", [house(tmp_path, 3)])
    load(tmp_path / "lists", write_ofac(tmp_path, [sdn_row(101, "EXAMPLE, Anna")]))
    now, before = Versions(tmp_path / "lists" / "sanctions").kept()
    assert set(now.lists) == {"House list", "OFAC SDN"}
    assert now.lists["House list"] == before.lists["House list"] < now.lists["OFAC SDN"]


def test_a_list_can_be_taken_out_and_brought_back(tmp_path: Path) -> None:
    load(tmp_path / "lists", [house(tmp_path, 3)])
    load(tmp_path / "lists", write_ofac(tmp_path, [sdn_row(101, "EXAMPLE, Anna")]))
    remove(tmp_path / "lists", "sanctions", "House list")
    assert named(tmp_path / "lists") == {"OFAC SDN": 1}
    versions = Versions(tmp_path / "lists" / "sanctions")
    versions.go_back(versions.kept()[1].version)
    assert named(tmp_path / "lists") == {"House list": 3, "OFAC SDN": 1}


def test_with_its_last_list_an_index_says_not_performed_again(tmp_path: Path) -> None:
    load(tmp_path / "lists", [house(tmp_path, 3)])
    remove(tmp_path / "lists", "sanctions", "House list")
    assert named(tmp_path / "lists") == {}
    with pytest.raises(Unavailable, match="watchlist_not_loaded"):
        create(tmp_path / "lists", "sanctions").screen(person("Viktor Example1"), samples=True)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_loaded_cannot_be_taken_out(tmp_path: Path, kind: Kind) -> None:
    load(tmp_path / "lists", [house(tmp_path, 3)])
    with pytest.raises(KeyError):
        remove(tmp_path / "lists", kind, "Another list")
    assert named(tmp_path / "lists") == {"House list": 3}


def test_a_load_says_how_far_it_is_in_each_list_and_how_many_it_expects(tmp_path: Path) -> None:
    said: list[tuple[str, int, int]] = []
    load(tmp_path / "lists", [house(tmp_path, 1200)], progress=lambda *told: said.append(told))
    assert said == [("House list", 0, 500), ("House list", 0, 1000)]
    second = house(tmp_path, 600)
    load(tmp_path / "lists", [second], name="Second list", progress=lambda *told: said.append(told))
    assert said[2:] == [("House list", 1200, 500), ("House list", 1200, 1000), ("Second list", 0, 500)]
