"""What a yente answers, in the words of a match and of a list version."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from kyc.adapters.screening import yente_answers as answers
from kyc.adapters.screening.yente_answers import Answer, Catalogue, Result
from kyc.domain.evidence import ListVersion, Match
from kyc.domain.screening import Person
from tests.unit.adapters.screening.yente_server import answer, catalogue, dataset, result

VIKTOR = Person("Viktor Sampleman", date(1970, 5, 5))


def match_of(**changes: Any) -> Match:
    (found,) = answers.matches([Result.model_validate(result(**changes))], 0.0, VIKTOR)
    return found


def lists_of(scope: str, *datasets: dict[str, Any]) -> tuple[ListVersion, ...]:
    return answers.lists(Catalogue.model_validate(catalogue(*datasets)), scope)


def test_an_entity_becomes_a_match_with_all_that_a_reviewer_needs() -> None:
    match = match_of()
    assert (match.entity_id, match.name, match.score) == ("NK-sampleman", "Viktor Sampleman", 0.93)
    assert match.aliases == ("Victor Samplov", "Виктор Семплеман", "Samply")
    assert match.birth_dates == ("1970-05-05", "1971")
    assert match.countries == ("CZE",)
    assert match.programmes == ("role.pep", "sanction", "EU-FRAUD")
    assert match.list_name == "eu_fsf, ut_fraud"
    assert match.source_url == "https://www.opensanctions.org/entities/NK-sampleman/"


def test_features_are_told_in_our_words() -> None:
    assert match_of().features == {"name": 0.93, "birth_date": 1.0}


@pytest.mark.parametrize(
    ("told", "features"),
    [
        ({"name_match": 0.9, "weak_alias_match": 1.0}, {"name": 1.0}),
        ({"name_match": 1.0, "dob_year_disjoint": 0.0, "dob_day_disjoint": 0.5}, {"name": 1.0, "birth_date": 0.5}),
        ({"name_match": 1.0, "dob_year_disjoint": 1.0, "dob_day_disjoint": 1.0}, {"name": 1.0, "birth_date": 0.0}),
        ({"name_match": 1.0, "country_mismatch": 1.0}, {"name": 1.0, "country": 0.0}),
        ({"name_match": 1.0, "country_mismatch": 0.0}, {"name": 1.0}),
        ({"identifier_match": 1.0, "lei_code_match": 0.0}, {"document_number": 1.0}),
        ({"name_match": 1.0, "gender_mismatch": 1.0}, {"name": 1.0, "gender_mismatch": -1.0}),
        ({"name_match": 1.0, "last_name_mismatch": 1.0}, {"name": 1.0, "last_name_mismatch": -1.0}),
        ({"name_match": 1.0, "dob_year_matches": 1.0}, {"name": 1.0, "dob_year_matches": 1.0}),
        ({}, {}),
    ],
)
def test_a_feature_says_how_far_both_agree_or_what_speaks_against(
    told: dict[str, float], features: dict[str, float]
) -> None:
    assert answers.features(told, dated=True) == features


def test_a_birth_date_that_one_side_lacks_was_not_compared() -> None:
    assert answers.features({"dob_day_disjoint": 0.0, "dob_year_disjoint": 0.0}, dated=False) == {}
    assert "birth_date" not in match_of(properties={"birthDate": []}).features


def test_a_version_before_five_explains_itself_in_plain_numbers() -> None:
    old = match_of(explanations={}, features={"name_jaro_winkler": 0.9, "dob_year_disjoint": 0, "dob_day_disjoint": 1})
    assert old.features == {"name": 0.9, "birth_date": 0.0}


def test_the_best_match_comes_first_and_what_is_below_the_limit_is_left_out() -> None:
    scored = [("a", 0.7), ("c", 0.9), ("b", 0.9), ("d", 0.699)]
    results = [Result.model_validate(result(id=name, score=score)) for name, score in scored]
    assert [match.entity_id for match in answers.matches(results, 0.7, VIKTOR)] == ["b", "c", "a"]


def test_a_score_above_one_is_one() -> None:
    assert match_of(score=1.2).score == 1.0


@pytest.mark.parametrize(
    ("entity_id", "url", "page"),
    [
        ("Q7747", "https://lists.example/fraud", "https://www.opensanctions.org/entities/Q7747/"),
        ("house-1", "https://lists.example/fraud", "https://lists.example/fraud"),
        ("house-1", "javascript:alert(1)", None),
        ("NK-1/../x", "ftp://lists.example", None),
    ],
)
def test_the_page_of_an_entity_is_one_that_can_be_opened(entity_id: str, url: str, page: str | None) -> None:
    assert match_of(id=entity_id, properties={"sourceUrl": [url]}).source_url == page


def test_many_datasets_are_counted() -> None:
    assert match_of(datasets=["e", "d", "c", "b", "a"]).list_name == "a, b, c and 2 more"
    assert match_of(datasets=[]).list_name == ""


def test_the_digest_holds_while_the_entity_says_the_same() -> None:
    before = match_of()
    turned = {"birthDate": ["1971", "1970-05-05"], "topics": ["role.pep", "sanction"]}
    assert match_of(properties=turned).fingerprint == before.fingerprint
    assert match_of(score=0.71, last_change="2026-11-22T00:00:00", referents=[]).fingerprint == before.fingerprint
    assert len(before.fingerprint) == 32


@pytest.mark.parametrize(
    "changed",
    [
        {"birthDate": ["1970-05-06"]},
        {"nationality": ["de"]},
        {"topics": ["sanction"]},
        {"programId": ["UN-FRAUD"]},
        {"passportNumber": ["D00050506"]},
        {"weakAlias": []},
    ],
)
def test_the_digest_changes_with_what_is_said_of_the_entity(changed: dict[str, list[str]]) -> None:
    assert match_of(properties=changed).fingerprint != match_of().fingerprint


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"id": 7},
        {"caption": None},
        {"score": "0.93"},
        {"score": None},
        {"score": float("nan")},
        {"score": float("inf")},
        {"properties": ["name"]},
        {"properties": {"name": "Viktor"}},
        {"explanations": {"name_match": {"detail": "no score"}}},
        {"datasets": "eu_fsf"},
    ],
)
def test_an_entity_of_another_shape_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Result.model_validate(result() | wrong)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"responses": []},
        {"responses": {"person": {}}},
        {"responses": {"person": {"results": {}}}},
        [],
        None,
        "clear",
    ],
)
def test_an_answer_of_another_shape_is_none(body: object) -> None:
    with pytest.raises(ValidationError):
        Answer.model_validate(body)


def test_unknown_keys_of_a_later_version_do_no_harm() -> None:
    assert Answer.model_validate(answer(result(mood="good"), later=1) | {"matcher": {}}).responses["person"].results


def test_the_list_is_the_indexed_dataset_with_the_day_and_version_of_the_index() -> None:
    found = lists_of("default", dataset())
    assert found == (ListVersion("Synthetic default", "2026-11-21", 900, "20261121041500-abc"),)


def test_a_part_of_an_indexed_collection_has_the_version_of_the_collection() -> None:
    parts = dataset("sanctions", load=False, index_version=None, children=["eu_fsf"])
    one = dataset("eu_fsf", load=False, index_version=None)
    found = lists_of("eu_fsf", dataset("default", children=["sanctions"]), parts, one, dataset("house"))
    assert [version.name for version in found] == ["Synthetic default"]


def test_a_collection_of_indexed_datasets_has_all_their_versions() -> None:
    whole = dataset("all", load=False, index_version=None, children=["eu_fsf", "house", "gone"])
    found = lists_of("all", whole, dataset("eu_fsf", title=None), dataset("house"), dataset("other"))
    assert [version.name for version in found] == ["eu_fsf", "Synthetic house"]


def test_collections_that_go_in_circles_come_to_an_end() -> None:
    found = lists_of("a", dataset("a", children=["b"]), dataset("b", children=["a"]))
    assert len(found) == 2


@pytest.mark.parametrize(
    "datasets",
    [[dataset("other")], [dataset(index_version=None)], [dataset(load=False)], [dataset(load=None)]],
    ids=["unknown", "not yet indexed", "not loaded", "not said"],
)
def test_a_dataset_that_is_not_in_the_index_is_no_list(datasets: list[dict[str, Any]]) -> None:
    assert lists_of("default", *datasets) == ()


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        ({"index_version": "20260230-x"}, "2026-11-22"),
        ({"index_version": "v7"}, "2026-11-22"),
        ({"index_version": "v7", "updated_at": None, "last_export": "2026-11-19T01:00:00"}, "2026-11-19"),
        ({"index_version": "v7", "updated_at": None}, "unknown"),
    ],
)
def test_the_day_of_a_list_is_the_best_that_the_service_says(changes: dict[str, Any], day: str) -> None:
    assert lists_of("default", dataset(**changes))[0].date == day


def test_a_list_without_any_count_has_none() -> None:
    assert lists_of("default", dataset(thing_count=None))[0].entities == 1200
    assert lists_of("default", dataset(thing_count=None, entity_count=None))[0].entities == 0
