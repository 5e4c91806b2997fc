"""OFAC's sdn_advanced.xml and cons_advanced.xml: parties with references to values, places and documents.

Format: Advanced Sanctions Data Model (ADVANCED_XML.xsd) and OFAC's explanatory notes to it,
https://ofac.treasury.gov/sdn-list-data-formats-data-schemas. The sections are in the order of the schema: the date, the
reference values, locations, documents, parties, relations, and last what each party is listed for. So the file is read
twice: once for everything that parties refer to, once for the parties.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.lists import ofac_party, stream
from kyc.adapters.screening.lists.ofac import CONSOLIDATED, IDENTITY_DOCUMENTS, SDN, Publication
from kyc.adapters.screening.lists.source import ListFile, ListRefused, ListSource, digest, list_day
from kyc.adapters.screening.lists.stream import text

ROOT = "Sanctions"
_SDN_LIST = "SDN List"


@dataclass(slots=True)
class Register:
    """Everything that parties refer to, by its number in the file.

    `values` are OFAC's terms by kind and number, `parents` the kind that a sub-type belongs to; `places` are countries
    of locations, `documents` are numbers with their country by identity, `programmes` those of each profile.
    """

    date: str = ""
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)
    documents: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    programmes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    lists: Counter[str] = field(default_factory=Counter)

    def value(self, kind: str, number: str | None) -> str:
        return self.values.get((kind, number or ""), "")

    @property
    def publication(self) -> Publication:
        """The list that most entries are on; the consolidated list names each of its parts."""
        return SDN if 2 * self.lists[_SDN_LIST] >= self.lists.total() else CONSOLIDATED


def read(file: ListFile) -> list[ListSource]:
    """The list in the file, named by what its entries say they are on."""
    path = file.path
    register = survey(path)
    publication = register.publication
    name = file.name or publication.name
    return [ListSource(name, "sanctions", register.date, digest([path]), entities(path, publication, register))]


def survey(path: Path) -> Register:
    """Read everything but the parties; refuses a file without its date or its reference values."""
    register = Register()
    for line, raw in stream.entries(path, *_READERS):
        if raw.tag not in ("DateOfIssue", "ReferenceValueSets") and not register.values:
            raise ListRefused(path, "the reference values are missing that the rest refers to", line)
        _READERS[raw.tag](register, raw)
    if not register.date:
        raise ListRefused(path, "no DateOfIssue: not an advanced list of OFAC")
    register.date = list_day(path, register.date, "%Y-%m-%d")
    return register


def entities(path: Path, publication: Publication, register: Register) -> Iterator[Entity]:
    """Every DistinctParty, in the order of the file."""
    for line, raw in stream.entries(path, "DistinctParty"):
        profile = raw.find("Profile")
        entry = ofac_party.draft_of(profile, publication, register) if profile is not None else None
        if entry is None or not entry.named:
            raise ListRefused(path, "a party without profile, number or name", line)
        yield entry.entity()


def _read_date(register: Register, raw: Element) -> None:
    year, month, day = (text(raw, part).zfill(2) for part in ("Year", "Month", "Day"))
    register.date = f"{year}-{month}-{day}"


def _read_values(register: Register, raw: Element) -> None:
    for group in raw:
        for one in group:
            number = one.get("ID", "")
            # An area is identified by its country; a country, like everything else, by its text.
            words = one.get("Description") if one.tag == "AreaCode" else one.text
            register.values[one.tag, number] = (words or "").strip()
            if one.tag == "PartySubType":
                register.parents[number] = one.get("PartyTypeID", "")


def _read_place(register: Register, raw: Element) -> None:
    """Read the countries of a location: given directly, by its area, or (for nationalities) as its only part."""
    named = [register.value("Country", one.get("CountryID")) for one in raw.iterfind("LocationCountry")]
    named += [register.value("AreaCode", one.get("AreaCodeID")) for one in raw.iterfind("LocationAreaCode")]
    for part in raw.iterfind("LocationPart"):
        if register.value("LocPartType", part.get("LocPartTypeID")) == "Unknown":
            named += [text(one, "Value") for one in part.iterfind("LocationPartValue")]
    register.places[raw.get("ID", "")] = named


def _read_document(register: Register, raw: Element) -> None:
    if register.value("IDRegDocType", raw.get("IDRegDocTypeID")) in IDENTITY_DOCUMENTS:
        country = register.value("Country", raw.get("IssuedBy-CountryID"))
        register.documents[raw.get("IdentityID", "")].append((text(raw, "IDRegistrationNo"), country))


def _read_listing(register: Register, raw: Element) -> None:
    """Read the list that an entry is on, and its programmes, which are in the comments of its measures."""
    register.lists[register.value("List", raw.get("ListID"))] += 1
    for measure in raw.iterfind("SanctionsMeasure"):
        if register.value("SanctionsType", measure.get("SanctionsTypeID")) == "Program":
            register.programmes[raw.get("ProfileID", "")].append(text(measure, "Comment"))


_READERS = {
    "DateOfIssue": _read_date,
    "ReferenceValueSets": _read_values,
    "Location": _read_place,
    "IDRegDocument": _read_document,
    "SanctionsEntry": _read_listing,
}
