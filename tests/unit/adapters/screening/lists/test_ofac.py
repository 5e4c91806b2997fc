"""What OFAC's three formats share: the same entry is the same entity in each, and the lists are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity
from kyc.adapters.screening.lists import read_lists
from kyc.adapters.screening.lists.ofac import CONSOLIDATED, SDN, Publication, publication_of
from tests.unit.adapters.screening.files import NOTHING, address_row, alias_row, sdn_row, write_ofac
from tests.unit.adapters.screening.lists.published import (
    alias,
    at,
    document,
    feature,
    listing,
    location,
    party,
    period,
    sdn_aka,
    sdn_entry,
    sdn_programmes,
    write_advanced,
    write_sdn_xml,
)

REMARKS = (
    "DOB 05 May 1970; alt. DOB circa 1971; alt. DOB Feb 1972; alt. DOB 1973 to 1975; POB Sampletown, Utopia; "
    "nationality Iran; citizen Cuba; Gender Male; Passport D9004878 (Iran) expires 05 May 2030; "
    "National ID No. 001-23-9; a.k.a. 'SAMPLY'; Linked To: EXAMPLE FRONT."
)


def from_csv(folder: Path) -> list[Entity]:
    people = [
        sdn_row(101, "SAMPLEMAN, Viktor Petrovich", programme="SDGT] [IFSR", remarks=REMARKS),
        sdn_row(102, "EXAMPLE FRONT, S.A.", kind=NOTHING, programme="CUBA"),
    ]
    files = write_ofac(folder, people, [alias_row(101, "SAMPLOV, Victor")], [address_row(102, "Cuba")])
    return list(read_lists(files)[0].entities)


def from_xml(folder: Path) -> list[Entity]:
    births = "".join(
        f"<dateOfBirthItem><uid>1</uid><dateOfBirth>{one}</dateOfBirth></dateOfBirthItem>"
        for one in ("05 May 1970", "circa 1971", "Feb 1972", "1973 to 1975")
    )
    person = (
        sdn_programmes("SDGT", "IFSR")
        + "<idList><id><idType>Passport</idType><idNumber>D9004878</idNumber><idCountry>Iran</idCountry></id>"
        "<id><uid>2</uid><idType>National ID No.</idType><idNumber>001-23-9</idNumber></id>"
        "<id><uid>3</uid><idType>Gender</idType><idNumber>Male</idNumber></id></idList>"
        f"<akaList>{sdn_aka('SAMPLOV', 'Victor')}{sdn_aka('SAMPLY', category='weak')}</akaList>"
        "<nationalityList><nationality><uid>1</uid><country>Iran</country></nationality></nationalityList>"
        "<citizenshipList><citizenship><uid>1</uid><country>Cuba</country></citizenship></citizenshipList>"
        f"<dateOfBirthList>{births}</dateOfBirthList>"
    )
    address = "<addressList><address><uid>1</uid><country>Cuba</country></address></addressList>"
    entries = [
        sdn_entry(101, "SAMPLEMAN", "Viktor Petrovich", person),
        sdn_entry(102, "EXAMPLE FRONT, S.A.", inner=sdn_programmes("CUBA") + address, kind="Entity"),
    ]
    return list(read_lists([write_sdn_xml(folder, *entries)])[0].entities)


def from_advanced(folder: Path) -> list[Entity]:
    names = alias([(1520, "SAMPLOV"), (1521, "Victor")]) + alias([(1520, "SAMPLY")], low=True)
    names += alias([(1520, "SAMPLEMAN"), (1521, "Viktor"), (91708, "Petrovich")], primary=True)
    births = feature(8, period((1970, 5, 5), (1970, 5, 5))) + feature(8, period((1971, 1, 1), (1971, 12, 31), "true"))
    births += feature(8, period((1972, 2, 1), (1972, 2, 29))) + feature(8, period((1973, 1, 1), (1975, 12, 31)))
    path = write_advanced(
        folder,
        party(101, names, feature(11, at(2)) + feature(10, at(1)) + births),
        party(102, alias([(1525, "EXAMPLE FRONT, S.A.")], primary=True), feature(25, at(3)), sub_type=3),
        locations=location(1, named="Iran") + location(2, named="Cuba") + location(3, country=12),
        documents=document(101, "D9004878", country=11) + document(101, "001-23-9", 1584) + document(102, "77", 1619),
        listings=listing(101, "SDGT", "IFSR") + listing(102, "CUBA"),
    )
    return list(read_lists([path])[0].entities)


def test_an_entry_is_the_same_entity_in_all_of_ofacs_formats(tmp_path: Path) -> None:
    assert from_csv(tmp_path) == from_xml(tmp_path) == from_advanced(tmp_path)


def test_and_it_is_the_one_that_was_written(tmp_path: Path) -> None:
    person, front = from_advanced(tmp_path)
    assert person == Entity(
        id="us_ofac_sdn-101",
        schema="person",
        name="Viktor Petrovich SAMPLEMAN",
        aliases=("Victor SAMPLOV",),
        weak_aliases=("SAMPLY",),
        birth_dates=(
            BirthDate("1970-05-05"),
            BirthDate("1971", approximate=True),
            BirthDate("1972-02"),
            *(BirthDate(year) for year in ("1973", "1974", "1975")),
        ),
        countries=("IRN", "CUB"),
        programmes=("SDGT", "IFSR"),
        documents=(DocumentNumber("D9004878", "IRN"), DocumentNumber("001-23-9")),
        source_url="https://sanctionssearch.ofac.treas.gov/Details.aspx?id=101",
    )
    assert (front.schema, front.name, front.countries) == ("organisation", "EXAMPLE FRONT, S.A.", ("CUB",))


def test_a_verdict_on_one_format_holds_for_the_others(tmp_path: Path) -> None:
    digests = {entry.fingerprint for read in (from_csv, from_xml, from_advanced) for entry in read(tmp_path)}
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("programmes", "publication"),
    [
        ([["CUBA"], ["SDGT", "IFSR"], ["UKRAINE-EO13662"]], SDN),
        ([["NS-PLC"], ["UKRAINE-EO13662", "RUSSIA-EO14024"], ["RUSSIA-EO14024"]], CONSOLIDATED),
        ([["CMIC-EO13959"]], CONSOLIDATED),
        ([], SDN),
    ],
)
def test_the_programmes_of_most_entries_tell_the_list(programmes: list[list[str]], publication: Publication) -> None:
    assert publication_of(programmes) is publication
