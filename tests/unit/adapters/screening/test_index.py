"""Building an index file and reading it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kyc.adapters.screening.builder import Builder, sound_keys
from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity
from kyc.adapters.screening.index import Index
from kyc.adapters.screening.normalise import tokens
from kyc.domain.evidence import ListVersion

FIRST = ListVersion("First list", "2026-11-01", 3, "v1")
SECOND = ListVersion("Second list", "2026-11-02", 1, "v2", sample=True)
VIKTOR = Entity(
    "a", "person", "Viktor Sampleman", ("Victor Samplov",), ("Samply",), documents=(DocumentNumber("D-00 05"),)
)
PETRA = Entity("b", "person", "Petra Publicova")
VIKTOR_TOO = Entity("c", "person", "Viktor Przykladowski")
ANNA = Entity("d", "person", "Anna bint Example")


@pytest.fixture
def index(tmp_path: Path) -> Index:
    with closing(Builder(tmp_path / "index.sqlite")) as builder:
        builder.add(FIRST, [VIKTOR, PETRA, VIKTOR_TOO])
        builder.add(SECOND, [ANNA])
        builder.finish()
    return Index(tmp_path / "index.sqlite")


def entities(index: Index, name: str, limit: int = 100) -> set[str]:
    words = tokens(name)
    return {index.entity(one.entity)[1].id for one in index.names(index.query(words, unvocalised=False), limit)}


def test_lists_are_told_as_they_were_loaded(index: Index) -> None:
    assert index.lists == (FIRST, SECOND)


def test_entities_come_back_whole_with_their_list(index: Index) -> None:
    assert list(index.entities("First list")) == [VIKTOR, PETRA, VIKTOR_TOO]
    assert index.entity(4) == (SECOND, ANNA)


@pytest.mark.parametrize("name", ["Viktor Sampleman", "SAMPLEMAN", "Wiktor Zampleman", "Vktr Smplmn", "Victor Samplov"])
def test_a_name_is_found_by_its_words_or_their_sound(index: Index, name: str) -> None:
    assert "a" in entities(index, name)


def test_a_last_word_that_was_cut_off_is_found(index: Index) -> None:
    assert "c" in entities(index, "Przykla")


def test_nobody_is_found_for_another_name(index: Index) -> None:
    assert entities(index, "Zenobia Quill") == set()


def test_the_nearest_names_come_first_when_there_are_too_many(index: Index) -> None:
    assert entities(index, "Viktor Sampleman", limit=1) == {"a"}


def test_a_word_of_one_name_tells_more_than_a_shared_one(index: Index) -> None:
    viktor, sampleman = index.query(["viktor", "sampleman"], unvocalised=False).words
    assert 0.3 <= viktor.weight < sampleman.weight <= 1.0
    assert viktor.alike["viktor"] == 1.0
    assert 0.78 <= viktor.alike["victor"] < 1.0


def test_a_word_that_no_list_has_tells_as_much_as_the_rarest(index: Index) -> None:
    (unknown,) = index.query(["quill"], unvocalised=False).words
    assert (unknown.weight, unknown.alike) == (1.0, {})


def test_neighbours_that_the_list_writes_as_one_word_are_known(index: Index) -> None:
    (joined,) = index.query(["sample", "man"], unvocalised=False).joined
    assert (joined.text, joined.places) == ("sampleman", (0, 1))
    assert index.query(["viktor", "sampleman"], unvocalised=False).joined == ()


def test_a_name_without_vowels_is_found_by_each_of_its_readings(tmp_path: Path) -> None:
    with closing(Builder(tmp_path / "zakir.sqlite")) as builder:
        builder.add(FIRST, [Entity("z", "person", "Zakir Gasmi")])
        builder.finish()
    words = Index(tmp_path / "zakir.sqlite").query(["dhakr", "qasmy"], unvocalised=True).words
    assert [list(word.alike) for word in words] == [["zakir"], ["gasmi"]]


def test_particles_tell_little_however_rare(index: Index) -> None:
    (anna,) = index.names_of([4])
    assert dict(zip(anna.words, anna.weights, strict=True))["bint"] == pytest.approx(0.2)


def test_weak_names_are_marked(index: Index) -> None:
    assert {" ".join(one.words): one.weak for one in index.names_of([1])} == {
        "viktor sampleman": False,
        "victor samplov": False,
        "samply": True,
    }


def test_a_document_number_is_found_however_it_is_parted(index: Index) -> None:
    assert index.with_document("D0005") == {1}
    assert index.with_document("D0006") == set()


def test_an_open_index_cannot_be_written(index: Index) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        index._db.execute("delete from name")


def test_a_very_long_query_stays_within_the_limits_of_sql(index: Index) -> None:
    words = tuple(f"{chr(97 + number)}bcdfgklmnprst" for number in range(16))
    assert len(index.query(words, unvocalised=False).words) == 16


def test_whoever_was_born_in_another_year_is_passed_over_unless_the_name_is_nearly_the_same(tmp_path: Path) -> None:
    with closing(Builder(tmp_path / "index.sqlite")) as builder:
        builder.add(FIRST, [replace(VIKTOR, birth_dates=(BirthDate("1970-05-05"),))])
        builder.finish()
    index = Index(tmp_path / "index.sqlite")
    near, same = (index.query(tokens(name), unvocalised=False) for name in ("Viktor Quill", "Viktor Sampleman"))
    assert [len(index.names(near, 10, born)) for born in (1970, 1985)] == [2, 0]
    assert [len(index.names(same, 10, born)) for born in (1970, 1985, None)] == [2, 1, 1]


def test_words_without_a_consonant_are_found_as_they_are() -> None:
    assert "oo" in set(sound_keys("oo"))


def kept(folder: Path, name: str, *aliases: str) -> set[str]:
    with closing(Builder(folder / "index.sqlite")) as builder:
        builder.add(FIRST, [Entity("a", "person", name, aliases)])
        builder.finish()
    return {" ".join(one.words) for one in Index(folder / "index.sqlite").names_of([1])}


@pytest.mark.parametrize("alias", ["Sampleman V", "V. P. Sampleman", "Viktor P. Sampleman"])
def test_an_alias_that_only_abbreviates_another_is_left_out(tmp_path: Path, alias: str) -> None:
    assert kept(tmp_path, "Viktor Petrovich Sampleman", alias) == {"viktor petrovich sampleman"}


@pytest.mark.parametrize("alias", ["K. Sampleman", "V. Zubeyrov", "V. P.", "Viktor V. Sampleman"])
def test_an_alias_that_says_something_else_with_initials_is_kept(tmp_path: Path, alias: str) -> None:
    assert len(kept(tmp_path, "Viktor Petrovich Sampleman", alias)) == 2


def test_names_written_twice_are_kept_once(tmp_path: Path) -> None:
    twice = Entity("a", "person", "Viktor Sampleman", ("VIKTOR  SAMPLEMAN", "Dr. Viktor Sampleman"))
    with closing(Builder(tmp_path / "index.sqlite")) as builder:
        builder.add(FIRST, [twice])
        builder.finish()
    assert len(Index(tmp_path / "index.sqlite").names_of([1])) == 1
