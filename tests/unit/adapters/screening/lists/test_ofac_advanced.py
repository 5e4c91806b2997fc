"""OFAC's advanced lists: what a file says outside of its parties."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.lists import ListRefused, read_lists
from tests.unit.adapters.screening.lists.published import (
    alias,
    document,
    feature,
    listing,
    location,
    party,
    write_advanced,
)

VIKTOR = alias([(1520, "SAMPLEMAN"), (1521, "Viktor")], primary=True)
PARTY = party(101, VIKTOR)


def test_the_list_has_its_date_of_issue(tmp_path: Path) -> None:
    (source,) = read_lists([write_advanced(tmp_path, PARTY, listings=listing(101, "SDGT"))])
    assert (source.name, source.kind, source.date) == ("OFAC SDN", "sanctions", "2026-11-05")


def test_the_consolidated_list_is_told_by_what_its_entries_are_on(tmp_path: Path) -> None:
    path = write_advanced(tmp_path, PARTY, party(102, VIKTOR), listings=listing(101, on=91243) + listing(102, on=91243))
    (source,) = read_lists([path])
    assert source.name == "OFAC Consolidated (non-SDN)"
    assert [entity.id for entity in source.entities] == ["us_ofac_cons-101", "us_ofac_cons-102"]


def test_programmes_come_from_the_entries_after_the_parties_and_only_from_measures_that_name_one(
    tmp_path: Path,
) -> None:
    listings = listing(101, "SDGT") + listing(102, "CUBA") + listing(101, "IFSR")
    (source,) = read_lists([write_advanced(tmp_path, PARTY, listings=listings)])
    assert [entity.programmes for entity in source.entities] == [("SDGT", "IFSR")]


def test_documents_of_companies_and_of_others_are_left_out(tmp_path: Path) -> None:
    documents = document(101, "D9004878", country=12) + document(101, "REG-1", 1619) + document(555, "X1234567")
    (source,) = read_lists([write_advanced(tmp_path, PARTY, documents=documents)])
    ((one,),) = (entity.documents for entity in source.entities)
    assert (one.number, one.country) == ("D9004878", "CUB")


@pytest.mark.parametrize(
    ("place", "countries"),
    [
        (location(1, country=12), ("CUB",)),
        (location(1, area=11), ("IRN",)),
        (location(1, named="Korea, North"), ("PRK",)),
        (location(1, named="undetermined"), ()),
        (location(9, country=12), ()),
    ],
)
def test_a_nationality_is_the_country_of_a_place(tmp_path: Path, place: str, countries: tuple[str, ...]) -> None:
    nationality = feature(10, '<VersionLocation LocationID="1" />')
    (source,) = read_lists([write_advanced(tmp_path, party(101, VIKTOR, nationality), locations=place)])
    assert [entity.countries for entity in source.entities] == [countries]


@pytest.mark.parametrize("broken", [party(101, ""), PARTY.replace('ID="101"', 'ID="x"'), PARTY.replace("Profile", "P")])
def test_a_party_without_profile_number_or_name_is_refused_with_its_line(tmp_path: Path, broken: str) -> None:
    (source,) = read_lists([write_advanced(tmp_path, PARTY, broken)])
    with pytest.raises(ListRefused, match=r"line 9: a party without profile, number or name"):
        list(source.entities)


def test_a_file_without_its_reference_values_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="line 4: the reference values are missing"):
        read_lists([write_advanced(tmp_path, PARTY, locations=location(1, country=12), values="")])


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    path = write_advanced(tmp_path, PARTY)
    path.write_text(path.read_text().replace("<Month>11</Month>", "<Month>XI</Month>", 1))
    with pytest.raises(ListRefused, match="no date of publication"):
        read_lists([path])


def test_a_file_without_its_date_is_refused(tmp_path: Path) -> None:
    path = write_advanced(tmp_path, PARTY)
    path.write_text(path.read_text().replace("DateOfIssue", "Date"))
    with pytest.raises(ListRefused, match="no DateOfIssue"):
        read_lists([path])
