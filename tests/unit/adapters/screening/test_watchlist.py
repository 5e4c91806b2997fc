"""Screening a person against what is loaded."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from kyc.adapters.screening import create, load, load_sample
from kyc.domain.errors import Unavailable
from kyc.domain.ports import Watchlist
from tests.unit.adapters.screening.files import found, person, watchlist, write_own

VIKTOR: dict[str, Any] = {
    "name": "Viktor Petrovich Sampleman",
    "aliases": ["Victor Samplov"],
    "weak_aliases": ["Samply"],
    "birth_dates": ["1970-05-05"],
    "countries": ["CZE"],
    "programmes": ["HOUSE"],
    "documents": ["D00050505"],
    "source_url": "https://lists.example/1",
}


@pytest.fixture
def index(tmp_path: Path) -> Watchlist:
    others = ({"name": f"Olga Otherova{letter}ic", "birth_dates": ["1970-05-05"]} for letter in "bdfgklmnpr")
    return watchlist(tmp_path, VIKTOR, *others)


@pytest.mark.parametrize(
    "name",
    [
        "Viktor Petrovich Sampleman",
        "SAMPLEMAN VIKTOR PETROVICH",
        "Viktor Sampleman",
        "Wiktor Samplemann",
        "V. P. Sampleman",
        "Vik\u200btor Sаmpleman",
        "Mr. Viktor P Sampleman",
        "Виктор Петрович Семплеман",
        "Victor Samplov",
        "Viktor Petrovich Samplem",
        "Vktr Ptrvch Smplmn",
    ],
)
def test_the_same_person_written_in_other_ways_is_a_hit(index: Watchlist, name: str) -> None:
    screening = index.screen(person(name, "1970-05-05", "CZE"), samples=False)
    assert [match.entity_id for match in screening.matches] == ["e1"]
    assert screening.matches[0].score >= screening.hit_at


@pytest.mark.parametrize(
    ("name", "born", "country"),
    [
        ("Viktor Petrovich Sampleman", "1991-11-23", "SGP"),
        ("Viktor Novak", "1970-05-05", "CZE"),
        ("Anna Petrovich", "1970-05-05", "CZE"),
        ("Jane Doe", "1970-05-05", "CZE"),
    ],
)
def test_another_person_is_clear(index: Watchlist, name: str, born: str, country: str) -> None:
    assert index.screen(person(name, born, country), samples=False).matches == ()


def test_a_name_without_a_birth_date_is_for_a_person_to_look_at(index: Watchlist) -> None:
    screening = index.screen(person("Viktor Petrovich Sampleman"), samples=False)
    (match,) = screening.matches
    assert screening.review_at <= match.score < screening.hit_at


def test_a_document_number_finds_its_holder_under_another_name(index: Watchlist) -> None:
    screening = index.screen(person("Karel Novak", "1991-11-23", "CZE", document="D 0005-0505"), samples=False)
    (match,) = screening.matches
    assert match.entity_id == "e1"
    assert match.features["document_number"] == 1.0


def test_a_short_document_number_means_nothing(tmp_path: Path) -> None:
    index = watchlist(tmp_path, VIKTOR | {"documents": ["77"]})
    assert found(index, person("Karel Novak", "1991-11-23", document="77")) == {}


def test_a_match_explains_itself(index: Watchlist) -> None:
    (match,) = index.screen(person("Viktor Sampleman", "1970-05-05", "SGP"), samples=False).matches
    assert (match.name, match.list_name) == ("Viktor Petrovich Sampleman", "House list")
    assert (match.aliases, match.programmes) == (("Victor Samplov", "Samply"), ("HOUSE",))
    assert (match.birth_dates, match.countries) == (("1970-05-05",), ("CZE",))
    assert match.source_url == "https://lists.example/1"
    assert match.features["birth_date"] == 1.0
    assert match.features["country"] == 0.0
    assert match.features["name"] < 1.0


def test_the_best_match_comes_first(tmp_path: Path) -> None:
    index = watchlist(tmp_path, VIKTOR | {"birth_dates": ["1970-05-06"]}, VIKTOR)
    assert list(found(index, person("Viktor Petrovich Sampleman", "1970-05-05", "CZE"))) == ["e2", "e1"]


@pytest.mark.parametrize("country", ["CZ", "CZE", "Czechia", "cz"])
def test_a_country_may_be_written_in_any_way(index: Watchlist, country: str) -> None:
    (match,) = index.screen(person("Viktor Sampleman", None, country), samples=False).matches
    assert match.features["country"] == 1.0


def test_an_arabic_name_is_found_under_its_latin_spelling(tmp_path: Path) -> None:
    entry = {"name": "Rashid Abd al-Karim al-Mithali", "birth_dates": ["1958-03-09"], "countries": ["IRQ"]}
    index = watchlist(tmp_path, entry, VIKTOR)
    assert list(found(index, person("راشد عبد الكريم المثالي", "1958-03-09", "IRQ"))) == ["e1"]


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("김정철", "KIM Jong Chol"),
        ("박영식", "PAK Yong Sik"),
        ("이정철", "Ri Jong-chol"),
        ("王小明", "WANG Xiaoming"),
        ("Xiao Ming Wang", "WANG Xiaoming"),
        ("Guoying Wang", "WANG Guo Ying"),
        ("司马光", "SIMA Guang"),
        ("Пётр Щедрин", "Petr Shchedrin"),
        ("Олександр Геннадійович Панченко", "Aleksandr Gennadievich Panchenko"),
        ("عبد القدوس مظهری", "Abdul Quddus Mazhari"),
        ("سراج الدين حقانى", "Sirajuddin Haqqani"),
        ("ولی جان", "Walijan"),
        ("קובי לדוגמה", "Kobi Ledugma"),
        ("Abdelkarim Sample", "Abd al-Karim Sample"),
        ("Zubeyrøv, Kärel", "Karel Zubeyrov"),
    ],
)
def test_a_name_is_found_across_scripts_and_spellings(tmp_path: Path, asked: str, listed: str) -> None:
    index = watchlist(tmp_path, {"name": listed, "birth_dates": ["1970-05-05"]}, VIKTOR)
    assert list(found(index, person(asked, "1970-05-05"))) == ["e1"]


def test_the_answer_says_what_was_asked_and_of_what(index: Watchlist) -> None:
    screening = index.screen(person("Jane Doe"), samples=False)
    assert [one.name for one in screening.lists] == ["House list"]
    assert screening.review_at < screening.hit_at
    assert screening.engine.name == "kyc-watchlist"


def test_nothing_loaded_is_unavailable(tmp_path: Path) -> None:
    index = create(tmp_path / "lists", "sanctions")
    assert list(index.lists()) == []
    with pytest.raises(Unavailable) as refused:
        index.screen(person("Viktor Sampleman"), samples=True)
    assert refused.value.detail == "watchlist_not_loaded"


def test_a_list_of_the_other_kind_does_not_count(tmp_path: Path) -> None:
    watchlist(tmp_path, VIKTOR)
    with pytest.raises(Unavailable):
        create(tmp_path / "lists", "pep").screen(person("Viktor Sampleman"), samples=True)


def test_the_sample_alone_does_not_count_in_live_mode(tmp_path: Path) -> None:
    load_sample(tmp_path)
    index = create(tmp_path, "sanctions")
    with pytest.raises(Unavailable) as refused:
        index.screen(person("Viktor Sampleman", "1970-05-05"), samples=False)
    assert refused.value.detail == "watchlist_not_loaded"
    assert index.screen(person("Viktor Sampleman", "1970-05-05"), samples=True).matches


def test_the_sample_beside_a_real_list_matches_nobody_in_live_mode(tmp_path: Path) -> None:
    watchlist(tmp_path, {"name": "Olga Otherova"})
    load_sample(tmp_path / "lists")
    index = create(tmp_path / "lists", "sanctions")
    live = index.screen(person("Viktor Sampleman", "1970-05-05"), samples=False)
    test = index.screen(person("Viktor Sampleman", "1970-05-05"), samples=True)
    assert (live.matches, [one.name for one in live.lists]) == ((), ["House list"])
    assert ([match.name for match in test.matches], len(test.lists)) == (["VIKTOR SAMPLEMAN"], 2)


@pytest.mark.parametrize("name", ["", "---", "\u200b"])
def test_a_name_without_a_letter_is_not_screened_as_clear(index: Watchlist, name: str) -> None:
    with pytest.raises(Unavailable) as refused:
        index.screen(person(name), samples=False)
    assert refused.value.detail == "name_unreadable"


def test_a_new_version_is_used_without_a_restart(tmp_path: Path) -> None:
    index = watchlist(tmp_path, VIKTOR)
    assert found(index, person("Anna Newcomer")) == {}
    load(tmp_path / "lists", [write_own(tmp_path, VIKTOR | {"id": "e1"}, {"id": "e2", "name": "Anna Newcomer"})])
    assert list(found(index, person("Anna Newcomer"))) == ["e2"]
    assert [one.entities for one in index.lists()] == [2]


def test_an_entity_that_was_taken_off_the_list_no_longer_matches(tmp_path: Path) -> None:
    index = watchlist(tmp_path, VIKTOR, {"name": "Anna Example"})
    load(tmp_path / "lists", [write_own(tmp_path, {"id": "e2", "name": "Anna Example"})], allow_shrunken=True)
    assert found(index, person("Viktor Petrovich Sampleman", "1970-05-05")) == {}


def test_several_threads_share_one_index(index: Watchlist) -> None:
    answers: list[int] = []

    def ask() -> None:
        for _ in range(20):
            matches = index.screen(person("Viktor Sampleman", "1970-05-05"), samples=False).matches
            answers.append(len(matches))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [1] * 80


def test_a_hostile_name_is_only_a_name(index: Watchlist) -> None:
    for name in ("'; drop table name; --", "%a_%", "a" * 100_000, "ﷺ" * 500, "(((" * 50 + "x"):
        assert index.screen(person(name), samples=False).matches == ()
    assert index.screen(person("Viktor Sampleman"), samples=False).matches
