"""OpenSanctions' `entities.ftm.json`: one FollowTheMoney entity per line, sanctioned persons and PEPs in one file.

Format: https://www.opensanctions.org/docs/bulk/json/ and https://www.opensanctions.org/docs/topics/. Sanctions and
identity documents are separate entities that refer to the person and can be before or after it in the file. So the file
is read once for them and for its date, and again for each kind of list in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import Any

from kyc.adapters.screening.entity import Entity, Schema
from kyc.adapters.screening.lists.draft import Draft
from kyc.adapters.screening.lists.jsonlines import objects
from kyc.adapters.screening.lists.source import ListFile, ListRefused, ListSource, digest, list_day
from kyc.adapters.screening.lists.table import check_ending
from kyc.domain.watchlists import KINDS, Kind

MARKS = frozenset({"id", "schema", "properties"})
_PAGE = "https://www.opensanctions.org/entities/"
_SCHEMAS: dict[str, Schema] = {"Person": "person", "LegalEntity": "unknown"}
_NAMES, _WEAK_NAMES = ("name", "alias", "previousName"), ("weakAlias",)
_NUMBERS = ("passportNumber", "idNumber", "socialSecurityNumber", "taxNumber", "innCode")
_NATIONS, _RESIDENCES = ("nationality", "citizenship"), ("country",)

# A file truncated at the end of a line is recognised by references to entities it lacks. One in a hundred is tolerated,
# for mistakes of the publisher.
_MOST_MISSING = 100


@dataclass(slots=True)
class Related:
    """What other records of the file say: its date, the kinds it lists, documents and programmes by entity."""

    newest: str = ""
    kinds: set[Kind] = field(default_factory=set)
    documents: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    programmes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def kinds_of(topics: Collection[str]) -> tuple[Kind, ...]:
    """The kinds of list for an entity with these topics: (linked to) sanctioned, (linked to) politically exposed."""
    parts = {topic: topic.split(".") for topic in topics}
    sanctioned = any(part[0] == "sanction" for part in parts.values())
    exposed = any(part[:2] in (["role", "pep"], ["role", "rca"], ["role", "pol"]) for part in parts.values())
    return tuple(kind for kind, listed in zip(KINDS, (sanctioned, exposed), strict=True) if listed)


def read(file: ListFile) -> list[ListSource]:
    """A list for each kind of entity in the file, all dated by the day of its newest crawl."""
    path = file.path
    check_ending(path)
    related = survey(path)
    if not related.kinds:
        raise ListRefused(path, "no entity with a topic of sanctions or of politically exposed persons")
    date, version = list_day(path, related.newest[:10], "%Y-%m-%d"), digest([path])
    name = file.published_name("OpenSanctions")
    present = [kind for kind in KINDS if kind in related.kinds]
    return [ListSource(name, kind, date, version, entities(path, kind, related)) for kind in present]


def survey(path: Path) -> Related:
    """Read everything that is recorded outside the entity it is about."""
    related = Related()
    for _, record in _records(path):
        related.newest = max(related.newest, str(record.get("last_seen") or record.get("last_change") or ""))
        related.kinds.update(kinds_of(_texts(record, "topics")))
        if record["schema"] in ("Passport", "Identification"):
            countries = _texts(record, "country") or [""]
            told = [(number, intern(countries[0])) for number in _texts(record, "number", "passportNumber")]
            for holder in _texts(record, "holder"):
                related.documents[holder] += told
        elif record["schema"] == "Sanction":
            programmes = _texts(record, "programId") or _texts(record, "program")
            for entity in _texts(record, "entity"):
                related.programmes[entity] += map(intern, programmes)
    return related


def entities(path: Path, kind: Kind, related: Related) -> Iterator[Entity]:
    """The entities on lists of this kind, in the order of the file.

    At its end it refuses a file that lacks more than one in a hundred of the entities that its own records refer to.
    """
    missing = {*related.documents, *related.programmes}
    named = len(missing)
    for line, record in _records(path):
        missing.discard(record["id"])
        if kind in kinds_of(_texts(record, "topics")):
            entry = _draft(record, kind, related)
            if not entry.named:
                raise ListRefused(path, "a listed entity without a name", line)
            yield entry.entity()
    if _MOST_MISSING * len(missing) > named:
        reason = f"{len(missing)} of {named} entities are missing that other records refer to: the download was cut off"
        raise ListRefused(path, reason)


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, record in objects(path):
        told = [isinstance(record.get(key), kind) for key, kind in (("id", str), ("schema", str), ("properties", dict))]
        if not all(told) or not record["id"]:
            raise ListRefused(path, "not a FollowTheMoney entity: id, schema or properties are missing", line)
        if any(not isinstance(values, list) for values in record["properties"].values()):
            raise ListRefused(path, "a property is not an array of values", line)
        yield line, record


def _texts(record: dict[str, Any], *properties: str) -> list[str]:
    """The values of these properties; an entity in place of a text (the nested export) does not count."""
    values = (value for one in properties for value in record["properties"].get(one, ()))
    return [value for value in values if isinstance(value, str)]


def _draft(record: dict[str, Any], kind: Kind, related: Related) -> Draft:
    """The entry, named by the caption that OpenSanctions shows; a PEP's programmes are the topics that make it one."""
    schema = _SCHEMAS.get(record["schema"], "organisation")
    entry = Draft(record["id"], schema, f"{_PAGE}{record['id']}/")
    for name in [str(record.get("caption") or ""), *_texts(record, *_NAMES)]:
        entry.add_name(name)
    for name in _texts(record, *_WEAK_NAMES):
        entry.add_name(name, weak=True)
    entry.add_births(_texts(record, "birthDate"))
    entry.nations += _texts(record, *_NATIONS)
    entry.residences += _texts(record, *_RESIDENCES)
    entry.programmes += _programmes(record, kind, related)
    _add_documents(entry, record, related)
    return entry


def _programmes(record: dict[str, Any], kind: Kind, related: Related) -> list[str]:
    topics = [topic for topic in _texts(record, "topics") if kind in kinds_of([topic])]
    named = related.programmes.get(record["id"], []) if kind == "sanctions" else []
    return named or _texts(record, "programId") or topics if kind == "sanctions" else topics


def _add_documents(entry: Draft, record: dict[str, Any], related: Related) -> None:
    """Add documents with their state first; the bare number among the properties is the same one again."""
    told = related.documents.get(entry.id, [])
    for number, country in told:
        entry.add_document(number, country)
    known = {number for number, _ in told}
    for number in _texts(record, *_NUMBERS):
        if number not in known:
            entry.add_document(number)
