"""Where lists are fetched from, how old they are, and when that is too old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kyc.domain.evidence import ListVersion
from kyc.domain.watchlists import Source, Standing, limits_from, sources_from

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def standing(
    own: str = "2026-11-20", *, loaded: float = 0, confirmed: float | None = None, limit: int = 7, sample: bool = False
) -> Standing:
    """A list with its own date, loaded and confirmed this many days ago."""
    moment = None if confirmed is None else NOW - timedelta(days=confirmed)
    return Standing(
        "sanctions", ListVersion("UN", own, 1, "v1", sample), NOW - timedelta(days=loaded), moment, limit_days=limit
    )


def test_a_list_loaded_by_hand_is_as_old_as_it_says_whenever_it_was_loaded() -> None:
    old = standing("2026-11-10", loaded=0)
    assert (old.age_days(NOW), old.overdue(NOW)) == (12, True)


@pytest.mark.parametrize(("confirmed", "age", "overdue"), [(0.5, 0, False), (6.9, 6, False), (7.1, 7, True)])
def test_a_list_is_as_old_as_the_last_word_of_its_source(confirmed: float, age: int, overdue: bool) -> None:
    one = standing("2026-10-01", loaded=40, confirmed=confirmed)
    assert (one.age_days(NOW), one.overdue(NOW)) == (age, overdue)


@pytest.mark.parametrize("own", ["2026", "2026-11", "soon", ""])
def test_a_list_without_a_day_of_its_own_is_as_old_as_its_load(own: str) -> None:
    assert standing(own, loaded=3).age_days(NOW) == 3


def test_a_date_with_a_time_counts_by_its_day() -> None:
    assert standing("2026-11-20T05:41:01Z").age_days(NOW) == 2


def test_a_date_that_lies_ahead_is_no_age() -> None:
    assert standing("2026-12-24").age_days(NOW) == 0


def test_neither_the_sample_nor_a_list_without_limit_grows_too_old() -> None:
    assert not standing("2020-01-01", sample=True).overdue(NOW)
    assert not standing("2020-01-01", limit=0).overdue(NOW)


def test_of_a_list_that_says_nothing_nothing_is_known() -> None:
    unknown = Standing("pep", ListVersion("PEPs", "?", 1, "v1"), limit_days=7)
    assert (unknown.age_days(NOW), unknown.overdue(NOW)) == (None, False)


def test_sources_are_names_and_addresses_and_a_kind_where_it_is_given() -> None:
    words = ["UN=https://un.example/x?a=b=c", "pep: PEPs = https://os.example/t.csv"]
    assert sources_from(words) == (
        Source("UN", ("https://un.example/x?a=b=c",)),
        Source("PEPs", ("https://os.example/t.csv",), "pep"),
    )


def test_the_same_name_again_is_a_further_file_of_the_list() -> None:
    words = ["OFAC SDN=https://o.example/SDN.CSV", "UN=https://un.example/x", "OFAC SDN=https://o.example/ALT.CSV"]
    assert [(one.name, len(one.urls)) for one in sources_from(words)] == [("OFAC SDN", 2), ("UN", 1)]


@pytest.mark.parametrize("word", ["UN", "=https://x.example", "UN=ftp://x.example", "UN=x.example", "pep:=https://x"])
def test_a_source_of_another_shape_is_named_by_its_place_and_never_repeated(word: str) -> None:
    with pytest.raises(ValueError, match="entry 2 of WATCHLIST_SOURCES") as problem:
        sources_from(["UN=https://un.example/x", word])
    assert "example" not in str(problem.value)


def test_a_list_has_one_kind() -> None:
    with pytest.raises(ValueError, match="another kind"):
        sources_from(["pep:A=https://a.example", "sanctions:A=https://b.example"])


def test_a_colon_that_names_no_kind_belongs_to_the_name() -> None:
    assert sources_from(["EU: FSF=https://eu.example"])[0].name == "EU: FSF"


def test_an_address_with_its_token_stands_in_no_repr() -> None:
    assert "s3cret" not in repr(sources_from(["EU=https://eu.example?token=s3cret"]))


def test_limits_are_days_by_name() -> None:
    assert limits_from(["House list = 365", "a=b=0"]) == {"House list": 365, "a=b": 0}


@pytest.mark.parametrize("word", ["7", "House list=", "House list=soon", "=7", "x=-1", "x=999999"])
def test_a_limit_of_another_shape_is_named_by_its_place(word: str) -> None:
    with pytest.raises(ValueError, match="entry 1 of WATCHLIST_AGE_LIMITS"):
        limits_from([word])
