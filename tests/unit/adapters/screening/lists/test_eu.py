"""What the EU's two formats share: an entry is the same entity in both, and how its values are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity
from kyc.adapters.screening.lists import eu, read_lists
from tests.unit.adapters.screening.lists.published import eu_entity, eu_name, write_eu_csv, write_eu_xml

LAW = "https://eur-lex.europa.eu/utopia"
INNER = (
    f'<regulation programme="UTO" numberTitle="1/2026"><publicationUrl>{LAW}</publicationUrl></regulation>'
    + eu_name("Viktor Sampleman")
    + eu_name("Victor Samplov")
    + eu_name("Samply", remark="Low quality alias")
    + '<citizenship countryIso2Code="CZ" countryDescription="CZECH REPUBLIC"/>'
    '<address city="" countryIso2Code="FR" countryDescription="FRANCE"/>'
    '<birthdate circa="false" calendarType="GREGORIAN" birthdate="1970-05-05" year="1970" countryIso2Code="00"/>'
    '<birthdate circa="true" calendarType="GREGORIAN" yearRangeFrom="1971" yearRangeTo="1972"/>'
    '<birthdate circa="false" calendarType="ISLAMIC" year="1343"/>'
    '<identification number="D9004878" latinNumber="" knownFalse="false" countryIso2Code="CZ"/>'
    '<identification number="FALSE-1" knownFalse="true" countryIso2Code="CZ"/>'
)
ROWS = [
    {"NameAlias_WholeName": "Viktor Sampleman", "Entity_Regulation_PublicationUrl": LAW},
    {"NameAlias_WholeName": "Victor Samplov"},
    {"NameAlias_WholeName": "Samply", "NameAlias_Remark": "Low quality alias"},
    {"Citizenship_CountryIso2Code": "CZ", "Citizenship_CountryDescription": "CZECH REPUBLIC"},
    {"Address_CountryIso2Code": "FR", "Address_CountryDescription": "FRANCE"},
    {"BirthDate_BirthDate": "1970-05-05", "BirthDate_Year": "1970", "BirthDate_CalendarType": "GREGORIAN"},
    {"BirthDate_YearRangeFrom": "1971", "BirthDate_YearRangeTo": "1972", "BirthDate_Circa": "true"},
    {"BirthDate_Year": "1343", "BirthDate_CalendarType": "ISLAMIC"},
    {"Identification_Number": "D9004878", "Identification_CountryIso2Code": "CZ"},
    {"Identification_Number": "FALSE-1", "Identification_KnownFalse": "true"},
]


def test_an_entry_is_the_same_entity_in_both_formats(tmp_path: Path) -> None:
    (from_xml,) = read_lists([write_eu_xml(tmp_path, eu_entity(7, INNER))])[0].entities
    (from_csv,) = read_lists([write_eu_csv(tmp_path, *({"Entity_LogicalId": "7"} | row for row in ROWS))])[0].entities
    assert (
        from_xml
        == from_csv
        == Entity(
            id="eu_fsf-7",
            schema="person",
            name="Viktor Sampleman",
            aliases=("Victor Samplov",),
            weak_aliases=("Samply",),
            birth_dates=(
                BirthDate("1970-05-05"),
                BirthDate("1971", approximate=True),
                BirthDate("1972", approximate=True),
            ),
            countries=("CZE",),
            programmes=("UTO",),
            documents=(DocumentNumber("D9004878", "CZE"),),
            source_url=LAW,
        )
    )


@pytest.mark.parametrize(
    ("day", "year", "month", "years", "calendar", "circa", "told"),
    [
        ("1970-05-05", "1970", "5", ("", ""), "GREGORIAN", "false", "1970-05-05"),
        ("", "1970", "5", ("", ""), "GREGORIAN", "false", "1970-05"),
        ("", "1970", "", ("", ""), "GREGORIAN", "true", "circa 1970"),
        ("", "", "", ("1970", "1973"), "GREGORIAN", "true", "circa 1970 to 1973"),
        ("", "", "", ("", "1980"), "GREGORIAN", "false", ""),
        ("", "1343", "", ("", ""), "ISLAMIC", "false", ""),
        ("", "", "5", ("", ""), "GREGORIAN", "true", ""),
    ],
)
def test_a_birth_date_is_as_exact_as_the_list_is(
    day: str, year: str, month: str, years: tuple[str, str], calendar: str, circa: str, told: str
) -> None:
    assert eu.birth_date(day, year, month, years, calendar, circa) == told


@pytest.mark.parametrize(
    ("code", "description", "name"),
    [("CZ", "CZECH REPUBLIC", "CZ"), ("00", "UNKNOWN", ""), ("", "SYRIA", "SYRIA"), ("00", "SYRIA", "SYRIA")],
)
def test_an_unknown_country_is_none(code: str, description: str, name: str) -> None:
    assert eu.country_name(code, description) == name


@pytest.mark.parametrize(
    ("remark", "strong", "weak"), [("", "true", False), ("", "false", True), ("low quality a.k.a.", "true", True)]
)
def test_a_name_is_weak_where_the_list_says_so(remark: str, strong: str, weak: bool) -> None:
    assert eu.is_weak(remark, strong) is weak


def test_a_name_in_parts_is_put_together() -> None:
    assert eu.full_name(" ", "Viktor", "", "Sampleman") == "Viktor Sampleman"
    assert eu.full_name("Viktor Sampleman", "V.", "", "S.") == "Viktor Sampleman"
