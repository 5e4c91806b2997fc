"""OFAC's SDN.XML and CONSOLIDATED.XML, which are of one schema.

Format: https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas (SDN.XSD).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import Element

from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.lists import stream
from kyc.adapters.screening.lists.ofac import IDENTITY_DOCUMENTS, Publication, draft, publication_of
from kyc.adapters.screening.lists.source import ListFile, ListRefused, ListSource, digest, list_day
from kyc.adapters.screening.lists.stream import text

ROOT = "sdnList"
# Enough to tell the two lists apart, which the file does not do itself.
_SAMPLE = 100


def read(file: ListFile) -> list[ListSource]:
    """The list in the file, named for the publication that its programmes tell of."""
    path = file.path
    publication = publication_of([_programmes(one) for _, one in islice(stream.entries(path, "sdnEntry"), _SAMPLE)])
    name = file.name or publication.name
    return [ListSource(name, "sanctions", _published(path), digest([path]), entities(path, publication))]


def entities(path: Path, publication: Publication) -> Iterator[Entity]:
    """Every sdnEntry, in the order of the file."""
    for line, raw in stream.entries(path, "sdnEntry"):
        number = text(raw, "uid")
        entry = draft(publication, number, individual=text(raw, "sdnType") == "Individual")
        entry.add_name(_spoken(raw))
        for alias in raw.iterfind("akaList/aka"):
            entry.add_name(_spoken(alias), weak=text(alias, "category") == "weak")
        if not number.isdecimal() or not _spoken(raw):
            raise ListRefused(path, "an entry without uid or name", line)
        entry.add_births(_each(raw, "dateOfBirthList/dateOfBirthItem/dateOfBirth"))
        entry.nations += _each(raw, "nationalityList/nationality/country")
        entry.nations += _each(raw, "citizenshipList/citizenship/country")
        entry.residences += _each(raw, "addressList/address/country")
        entry.programmes += _programmes(raw)
        for one in raw.iterfind("idList/id"):
            if text(one, "idType") in IDENTITY_DOCUMENTS:
                entry.add_document(text(one, "idNumber"), text(one, "idCountry"))
        yield entry.entity()


def _published(path: Path) -> str:
    """Publish_Date, which is written the American way; OFAC's own spelling of the element around it."""
    line, head = next(stream.entries(path, "publshInformation"), (1, None))
    return list_day(path, text(head, "Publish_Date"), "%m/%d/%Y", line=line)


def _spoken(raw: Element) -> str:
    return f"{text(raw, 'firstName')} {text(raw, 'lastName')}".strip()


def _programmes(raw: Element) -> list[str]:
    return _each(raw, "programList/program")


def _each(raw: Element, tags: str) -> list[str]:
    return [(one.text or "").strip() for one in raw.iterfind(tags)]
