"""The EU's list as XML 1.1."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.lists import ListRefused, read_lists
from tests.unit.adapters.screening.lists.published import eu_entity, eu_name, write_eu_xml

VIKTOR = eu_entity(7, eu_name("Viktor Sampleman"))


def test_the_list_has_the_day_on_which_it_was_generated(tmp_path: Path) -> None:
    (source,) = read_lists([write_eu_xml(tmp_path, VIKTOR)])
    assert (source.name, source.kind, source.date) == ("EU Financial Sanctions", "sanctions", "2026-11-19")


def test_enterprises_are_organisations(tmp_path: Path) -> None:
    front = eu_entity(8, eu_name("Example Front LLC"), code="enterprise", letter="E")
    (source,) = read_lists([write_eu_xml(tmp_path, VIKTOR, front)])
    assert [entity.schema for entity in source.entities] == ["person", "organisation"]


def test_addresses_count_where_no_citizenship_is_known(tmp_path: Path) -> None:
    address = '<address countryIso2Code="FR"/><citizenship countryIso2Code="00" countryDescription="UNKNOWN"/>'
    (source,) = read_lists([write_eu_xml(tmp_path, eu_entity(7, eu_name("Viktor Sampleman") + address))])
    assert [entity.countries for entity in source.entities] == [("FRA",)]


def test_an_entity_with_weak_names_alone_has_one_of_them(tmp_path: Path) -> None:
    names = eu_name("Samply", strong="false") + eu_name("Sammy", strong="false")
    ((entity,),) = ([*source.entities] for source in read_lists([write_eu_xml(tmp_path, eu_entity(7, names))]))
    assert (entity.name, entity.weak_aliases) == ("Samply", ("Sammy",))


def test_an_address_that_no_browser_may_open_is_left_out(tmp_path: Path) -> None:
    law = "<regulation programme='UTO'><publicationUrl>javascript:alert(1)</publicationUrl></regulation>"
    (source,) = read_lists([write_eu_xml(tmp_path, eu_entity(7, law + eu_name("Viktor Sampleman")))])
    assert [entity.source_url for entity in source.entities] == [None]


@pytest.mark.parametrize(
    "broken",
    [eu_entity(9, ""), VIKTOR.replace('logicalId="7"', ""), VIKTOR.replace("subjectType", "subject")],
)
def test_an_entry_without_id_kind_or_name_is_refused_with_its_line(tmp_path: Path, broken: str) -> None:
    (source,) = read_lists([write_eu_xml(tmp_path, VIKTOR, broken)])
    with pytest.raises(ListRefused, match="line 4: an entry without logicalId, subject type or name"):
        list(source.entities)


def test_a_list_without_its_date_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="line 1: no date of publication"):
        read_lists([write_eu_xml(tmp_path, VIKTOR, generated="today")])
