"""What several rows say of one entity, put together."""

from __future__ import annotations

import pytest

from kyc.adapters.screening.entity import BirthDate, DocumentNumber
from kyc.adapters.screening.lists.draft import Draft, web_address


def test_each_value_counts_once_in_the_order_it_was_told() -> None:
    draft = Draft("x-1", "person", names=["Viktor Sampleman", "Victor", "Viktor Sampleman"])
    draft.add_name("  Victor   Samplov ")
    draft.add_births(["1970-05-05", "1971", "1970-05-05", "unknown"])
    draft.add_document(" D0 ", "Cuba")
    draft.add_document("D0", "CU")
    draft.add_document("  ")
    draft.programmes += ["A", "", "A"]
    entity = draft.entity()
    assert (entity.name, entity.aliases) == ("Viktor Sampleman", ("Victor", "Victor Samplov"))
    assert entity.birth_dates == (BirthDate("1970-05-05"), BirthDate("1971"))
    assert entity.documents == (DocumentNumber("D0", "CUB"),)
    assert entity.programmes == ("A",)


def test_a_name_that_is_also_a_good_one_is_not_weak() -> None:
    draft = Draft("x-1", "person", names=["Viktor"], weak_names=["Viktor", "Samply"])
    assert draft.entity().weak_aliases == ("Samply",)


def test_a_weak_name_leads_only_where_there_is_no_other() -> None:
    entity = Draft("x-1", "person", weak_names=["Samply", "Sammy"]).entity()
    assert (entity.name, entity.aliases, entity.weak_aliases) == ("Samply", (), ("Sammy",))


def test_residences_count_where_no_nation_is_known() -> None:
    assert Draft("x-1", "person", names=["A"], nations=["Atlantis"], residences=["Cuba"]).entity().countries == ("CUB",)
    assert Draft("x-1", "person", names=["A"], nations=["Iran"], residences=["Cuba"]).entity().countries == ("IRN",)


@pytest.mark.parametrize(("names", "named"), [([""], False), ([" "], False), ([], False), (["", "A"], True)])
def test_a_draft_is_named_by_any_name_that_is_not_blank(names: list[str], named: bool) -> None:
    assert Draft("x-1", "person", names=names).named is named
    assert Draft("x-1", "person", weak_names=names).named is named


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" https://eur-lex.europa.eu/x ", "https://eur-lex.europa.eu/x"),
        ("http://x", "http://x"),
        ("javascript:alert(1)", None),
        ("ftp://x", None),
        ("", None),
    ],
)
def test_only_addresses_of_the_web_are_kept(text: str, address: str | None) -> None:
    assert web_address(text) == address
