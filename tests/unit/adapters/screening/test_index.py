"""Building an index file and reading it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kyc.adapters.screening.builder import Builder, sound_keys
from kyc.adapters.screening.entity import DocumentNumber, Entity
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
    viktor, sampleman = index.query(["viktor", "sampleman"], unvocalised=False)
    assert 0.3 <= viktor.weight < sampleman.weight <= 1.0
    assert viktor.alike["viktor"] == 1.0
    assert 0.78 <= viktor.alike["victor"] < 1.0


def test_a_word_that_no_list_has_tells_as_much_as_the_rarest(index: Index) -> None:
    (unknown,) = index.query(["quill"], unvocalised=False)
    assert (unknown.weight, unknown.alike) == (1.0, {})


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
    assert len(index.query(words, unvocalised=False)) == 16


def test_words_without_a_consonant_are_found_as_they_are() -> None:
    assert "oo" in set(sound_keys("oo"))


def test_names_written_twice_are_kept_once(tmp_path: Path) -> None:
    twice = Entity("a", "person", "Viktor Sampleman", ("VIKTOR  SAMPLEMAN", "Dr. Viktor Sampleman"))
    with closing(Builder(tmp_path / "index.sqlite")) as builder:
        builder.add(FIRST, [twice])
        builder.finish()
    assert len(Index(tmp_path / "index.sqlite").names_of([1])) == 1
