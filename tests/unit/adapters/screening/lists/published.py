"""Lists of made-up people as their publishers write them: OFAC's XML, the EU's and UK's files, OpenSanctions' FtM."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

SLS = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports"

# The EU's file has 118 columns in these groups; those that are not read are left out but for a few.
_EU_GROUPS = {
    "Entity": ("LogicalId", "EU_ReferenceNumber", "UnitedNationId", "Remark", "SubjectType"),
    "Entity_SubjectType": ("ClassificationCode",),
    "Entity_Regulation": ("PublicationDate", "Programme", "PublicationUrl"),
    "NameAlias": ("LastName", "FirstName", "MiddleName", "WholeName", "NameLanguage", "Gender", "Remark"),
    "Address": ("City", "CountryIso2Code", "CountryDescription"),
    "BirthDate": ("BirthDate", "Day", "Month", "Year", "YearRangeFrom", "YearRangeTo", "Circa", "CalendarType", "City"),
    "Identification": ("Number", "KnownFalse", "LatinNumber", "TypeCode", "CountryIso2Code", "CountryDescription"),
    "Citizenship": ("CountryIso2Code", "CountryDescription"),
}
EU_COLUMNS = ["fileGenerationDate", *(f"{group}_{one}" for group, each in _EU_GROUPS.items() for one in each)]

_UK_NAMES = ["Name 6", "Name 1", "Name 2", "Name 3", "Name 4", "Name 5"]
FCDO_COLUMNS = [
    *("Last Updated", "Unique ID", "OFSI Group ID", "UN Reference Number", *_UK_NAMES, "Name type", "Alias strength"),
    *("Title", "Name non-latin script", "Non-latin script type", "Regime Name", "Designation Type"),
    *("Designation source", "Other Information", "Address Line 1", "Address Country", "D.O.B", "Nationality(/ies)"),
    *("National Identifier number", "Passport number", "Position", "Gender", "Town of birth", "IMO number"),
]
OFSI_COLUMNS = [
    *(*_UK_NAMES, "Title", "Name Non-Latin Script", "Non-Latin Script Type", "DOB", "Town of Birth", "Nationality"),
    *("Passport Number", "Passport Details", "National Identification Number", "Position", "Address 1", "Country"),
    *("Other Information", "Group Type", "Alias Type", "Alias Quality", "Regime", "Listed On", "Last Updated"),
    "Group ID",
]

# Kinds and numbers as OFAC has them.
_VALUES = {
    "AliasType": {"1400": "A.K.A.", "1403": "Name"},
    "CalendarType": {"1": "Gregorian", "2": "Islamic"},
    "DetailType": {"1432": "TEXT"},
    "FeatureType": {"8": "Birthdate", "10": "Nationality Country", "11": "Citizenship Country", "25": "Location"},
    "IDRegDocType": {"1571": "Passport", "1584": "National ID No.", "1619": "Registration Number"},
    "List": {"1550": "SDN List", "91243": "Non-SDN Palestinian Legislative Council List"},
    "LocPartType": {"1": "Unknown", "1454": "CITY"},
    "NamePartType": {"1520": "Last Name", "1521": "First Name", "1525": "Entity Name", "91708": "Patronymic"},
    "PartyType": {"1": "Individual", "2": "Entity"},
    "SanctionsType": {"1": "Program", "1705": "Block"},
}


def write_text(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def sdn_entry(uid: int, last: str, first: str = "", inner: str = "", kind: str = "Individual") -> str:
    """One sdnEntry; `inner` holds its lists."""
    given = f"<firstName>{first}</firstName>" if first else ""
    return f"<sdnEntry><uid>{uid}</uid>{given}<lastName>{last}</lastName><sdnType>{kind}</sdnType>{inner}</sdnEntry>\n"


def sdn_programmes(*names: str) -> str:
    return "<programList>" + "".join(f"<program>{name}</program>" for name in names) + "</programList>"


def sdn_aka(last: str, first: str = "", category: str = "strong") -> str:
    given = f"<firstName>{first}</firstName>" if first else ""
    return (
        f"<aka><uid>1</uid><type>a.k.a.</type><category>{category}</category>{given}<lastName>{last}</lastName></aka>"
    )


def write_sdn_xml(folder: Path, *entries: str, name: str = "SDN.XML", published: str = "11/20/2026") -> Path:
    """SDN.XML or CONSOLIDATED.XML, with OFAC's own spelling of its head."""
    text = (
        f'<?xml version="1.0" standalone="yes"?>\n<sdnList xmlns="{SLS}/XML">\n<publshInformation>'
        f"<Publish_Date>{published}</Publish_Date><Record_Count>{len(entries)}</Record_Count></publshInformation>\n"
    )
    return write_text(folder / name, text + "".join(entries) + "</sdnList>\n")


def moment(year: int, month: int, day: int) -> str:
    return f"<Year>{year}</Year><Month>{month}</Month><Day>{day}</Day>"


def period(
    first: tuple[int, int, int], last: tuple[int, int, int], approximate: str = "false", calendar: int = 1
) -> str:
    """A DatePeriod from the first to the last day, as OFAC writes every birth date."""
    start = f"<From>{moment(*first)}</From><To>{moment(*first)}</To>"
    end = f"<From>{moment(*last)}</From><To>{moment(*last)}</To>"
    return (
        f'<DatePeriod CalendarTypeID="{calendar}"><Start Approximate="{approximate}">{start}</Start>'
        f'<End Approximate="{approximate}">{end}</End></DatePeriod>'
    )


def feature(kind: int, inner: str) -> str:
    return f'<Feature ID="1" FeatureTypeID="{kind}"><FeatureVersion ID="1">{inner}</FeatureVersion></Feature>'


def at(location: int) -> str:
    return f'<VersionLocation LocationID="{location}" />'


def alias(parts: Sequence[tuple[int, str]], primary: bool = False, low: bool = False) -> str:
    """A name in parts, each with the number of its kind (1520 last name, 1521 first name, 1525 entity name)."""
    values = "".join(
        f'<DocumentedNamePart><NamePartValue NamePartGroupID="{kind}" ScriptID="215">{text}</NamePartValue>'
        "</DocumentedNamePart>"
        for kind, text in parts
    )
    told = f'AliasTypeID="{1403 if primary else 1400}" Primary="{str(primary).lower()}" LowQuality="{str(low).lower()}"'
    return f"<Alias {told}><DocumentedName>{values}</DocumentedName></Alias>"


def party(number: int, names: str, features: str = "", sub_type: int = 4) -> str:
    """A DistinctParty; its identity has the same number and a group of that number for each kind of name part."""
    groups = "".join(
        f'<MasterNamePartGroup><NamePartGroup ID="{kind}" NamePartTypeID="{kind}" /></MasterNamePartGroup>'
        for kind in _VALUES["NamePartType"]
    )
    return (
        f'<DistinctParty FixedRef="{number}"><Comment /><Profile ID="{number}" PartySubTypeID="{sub_type}">'
        f'<Identity ID="{number}" Primary="true">{names}<NamePartGroups>{groups}</NamePartGroups></Identity>'
        f"{features}</Profile></DistinctParty>\n"
    )


def location(number: int, country: int = 0, area: int = 0, named: str = "") -> str:
    """A place by its country, by its area, or (as for nationalities) by a name alone."""
    inner = f'<LocationCountry CountryID="{country}" />' if country else ""
    inner += f'<LocationAreaCode AreaCodeID="{area}" />' if area else ""
    value = f"<LocationPartValue><Value>{named}</Value></LocationPartValue>"
    inner += f'<LocationPart LocPartTypeID="1">{value}</LocationPart>' if named else ""
    return f'<Location ID="{number}">{inner}</Location>'


def document(identity: int, number: str, kind: int = 1571, country: int = 0) -> str:
    issued = f' IssuedBy-CountryID="{country}"' if country else ""
    return (
        f'<IDRegDocument ID="1" IDRegDocTypeID="{kind}" IdentityID="{identity}"{issued}>'
        f"<IDRegistrationNo>{number}</IDRegistrationNo></IDRegDocument>"
    )


def listing(profile: int, *programmes: str, on: int = 1550) -> str:
    measures = "".join(
        f'<SanctionsMeasure ID="1" SanctionsTypeID="1"><Comment>{one}</Comment></SanctionsMeasure>'
        for one in programmes
    )
    block = '<SanctionsMeasure ID="2" SanctionsTypeID="1705"><Comment /></SanctionsMeasure>'
    return f'<SanctionsEntry ID="1" ProfileID="{profile}" ListID="{on}">{block}{measures}</SanctionsEntry>'


def reference_values() -> str:
    """The words of the file, the countries Iran (11) and Cuba (12), the areas by the same numbers."""
    sets = "".join(
        f"<{kind}Values>"
        + "".join(f'<{kind} ID="{key}">{word}</{kind}>' for key, word in words.items())
        + f"</{kind}Values>"
        for kind, words in _VALUES.items()
    )
    sub_types = '<PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType>'
    sub_types += '<PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType>'
    sub_types += '<PartySubType ID="1" PartyTypeID="2">Vessel</PartySubType>'
    countries = '<Country ID="11" ISO2="IR">Iran</Country><Country ID="12" ISO2="CU">Cuba</Country>'
    areas = '<AreaCode ID="11" CountryID="11" Description="Iran">IR</AreaCode>'
    return (
        f"<ReferenceValueSets>{sets}<PartySubTypeValues>{sub_types}</PartySubTypeValues>"
        f"<CountryValues>{countries}</CountryValues><AreaCodeValues>{areas}</AreaCodeValues></ReferenceValueSets>\n"
    )


def write_advanced(
    folder: Path,
    *parties: str,
    locations: str = "",
    documents: str = "",
    listings: str = "",
    values: str | None = None,
    name: str = "SDN_ADVANCED.XML",
) -> Path:
    """sdn_advanced.xml with its sections in the order of the schema."""
    text = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<Sanctions Version="3" xmlns="{SLS}/ADVANCED_XML">\n'
        f'<DateOfIssue CalendarTypeID="1">{moment(2026, 11, 5)}</DateOfIssue>\n'
        f"{reference_values() if values is None else values}<Locations>{locations}</Locations>\n"
        f"<IDRegDocuments>{documents}</IDRegDocuments>\n<DistinctParties>\n{''.join(parties)}</DistinctParties>\n"
        f"<ProfileRelationships />\n<SanctionsEntries>{listings}</SanctionsEntries>\n</Sanctions>\n"
    )
    return write_text(folder / name, text)


def eu_entity(number: int, inner: str, code: str = "person", letter: str = "P") -> str:
    return (
        f'<sanctionEntity designationDetails="" euReferenceNumber="EU.{number}.1" logicalId="{number}">{inner}'
        f'<subjectType code="{code}" classificationCode="{letter}"/></sanctionEntity>\n'
    )


def eu_name(whole: str, strong: str = "true", remark: str = "") -> str:
    told = f"<remark>{remark}</remark>" if remark else ""
    return f'<nameAlias firstName="" middleName="" lastName="" wholeName="{whole}" strong="{strong}">{told}</nameAlias>'


def write_eu_xml(folder: Path, *entities: str, generated: str = "2026-11-19T16:47:04+02:00") -> Path:
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<export xmlns="http://eu.europa.ec/fpi/fsd/export" '
        f'generationDate="{generated}" globalFileId="184961">\n'
    )
    return write_text(folder / "xmlFullSanctionsList_1_1.xml", text + "".join(entities) + "</export>\n")


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_eu_csv(folder: Path, *rows: Mapping[str, str], columns: Sequence[str] = EU_COLUMNS) -> Path:
    """The EU's CSV: every row repeats the date, the subject and the programme."""
    told = {"fileGenerationDate": "19/11/2026", "Entity_SubjectType": "P", "Entity_Regulation_Programme": "UTO"}
    filled = [{key: value for key, value in (told | dict(row)).items() if key in columns} for row in rows]
    return write_text(folder / "csvFullSanctionsList_1_1.csv", "\ufeff" + _table(columns, filled, ";"))


def write_fcdo(
    folder: Path, *rows: Mapping[str, str], head: str = "Report Date: 20-Nov-2026", delimiter: str = ","
) -> Path:
    """UK-Sanctions-List.csv, or what a spreadsheet makes of the ODS."""
    told = {"Name type": "Primary Name", "Designation Type": "Individual", "Regime Name": "Utopia Regulations 2020"}
    table = _table(FCDO_COLUMNS, [told | dict(row) for row in rows], delimiter)
    return write_text(folder / "UK-Sanctions-List.csv", f"{head}\n{table}")


def write_conlist(folder: Path, *rows: Mapping[str, str], head: str = "Last Updated,03/11/2026") -> Path:
    """OFSI's ConList.csv."""
    told = {"Alias Type": "Primary name", "Group Type": "Individual", "Regime": "Utopia"}
    return write_text(folder / "ConList.csv", f"{head}\n{_table(OFSI_COLUMNS, [told | dict(row) for row in rows])}")


def ftm(identity: str, schema: str = "Person", /, **properties: Sequence[str]) -> dict[str, Any]:
    """One FollowTheMoney entity, captioned with the first of its names."""
    names = properties.get("name") or [identity]
    told = {key: list(values) for key, values in properties.items()}
    dates = {
        "first_seen": "2026-01-01T00:00:00",
        "last_seen": "2026-11-20T05:41:01",
        "last_change": "2026-10-01T00:00:00",
    }
    head = {"id": identity, "caption": names[0], "schema": schema, "referents": [], "datasets": ["utopia"]}
    return head | dates | {"properties": told, "target": True}


def write_ftm(folder: Path, *records: Mapping[str, Any], name: str = "entities.ftm.json") -> Path:
    return write_text(folder / name, "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in records))
