"""Answers of a yente service, parsed strictly: only the documented structure is accepted.

Source: the OpenAPI description of yente 5.5 (`EntityMatchResponse`, `DataCatalogModel`) and
https://www.opensanctions.org/docs/api/response/. Versions before 5 have `features` where later ones have
`explanations`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from kyc.adapters.screening.dates import birth_dates
from kyc.adapters.screening.entity import DocumentNumber, Entity, Schema, unique
from kyc.domain.countries import country
from kyc.domain.evidence import ListVersion, Match
from kyc.domain.screening import Person

_NAMES = ("name", "alias", "previousName")
_COUNTRIES = ("nationality", "citizenship", "country")
_DOCUMENTS = ("passportNumber", "idNumber", "socialSecurityNumber", "taxNumber")
_SCHEMAS: Mapping[str, Schema] = {"Person": "person", "LegalEntity": "unknown"}
_SHOWN_DATASETS = 3
# Ids assigned by OpenSanctions itself; others are those of a list, or of the operator's own data.
_OPENSANCTIONS_ID = re.compile(r"(?:NK-[\w-]+|Q\d+)$")
_PAGE = "https://www.opensanctions.org/entities/"
_STAMP = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")

Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Explanation(_Said):
    """One feature of a score."""

    score: Finite


class Result(_Said):
    """A listed entity with its score; `properties` may contain further entities, which are ignored."""

    id: str = Field(min_length=1)
    caption: str = Field(min_length=1)
    schema_: str = Field(alias="schema")
    properties: dict[str, list[JsonValue]]
    score: Finite
    datasets: list[str] = []
    explanations: dict[str, Explanation] = {}
    features: dict[str, Finite] = {}

    def values(self, *names: str) -> tuple[str, ...]:
        """The texts of these properties, each once; sorted, since the service guarantees no order."""
        return unique(sorted(text for name in names for text in self.properties.get(name, []) if isinstance(text, str)))

    def told(self) -> dict[str, float]:
        """The value of each feature by the service's own name."""
        return {name: one.score for name, one in self.explanations.items()} or self.features


class Found(_Said):
    """The results for one person."""

    status: int = 200
    results: list[Result]


class Answer(_Said):
    """The answer of POST /match/{dataset}."""

    responses: dict[str, Found]


class Dataset(_Said):
    """A dataset of the catalogue; only those with `load` and an `index_version` are in the service's index."""

    name: str = Field(min_length=1)
    title: str | None = None
    load: bool | None = None
    index_version: str | None = None
    updated_at: str | None = None
    last_export: str | None = None
    thing_count: int | None = None
    entity_count: int | None = None
    children: list[str] = []


class Catalogue(_Said):
    """The answer of GET /catalog."""

    datasets: list[Dataset]


def matches(results: Iterable[Result], review_at: float, person: Person) -> tuple[Match, ...]:
    """The results with at least `review_at`, the best first."""
    found = [_match(one, person) for one in results if one.score >= review_at]
    return tuple(sorted(found, key=lambda match: (-match.score, match.entity_id)))


def lists(catalogue: Catalogue, scope: str) -> tuple[ListVersion, ...]:
    """The indexed datasets that a query to `scope` covers: itself, its parts, or one that contains it.

    Empty if the service has not indexed any of these, or does not know the dataset.
    """
    known = {one.name: one for one in catalogue.datasets}
    if scope not in known:
        return ()
    within = _below(known, scope)
    asked = [one for one in known.values() if one.name in within or scope in _below(known, one.name)]
    return tuple(_version(one) for one in asked if one.load and one.index_version)


def _below(known: Mapping[str, Dataset], name: str) -> set[str]:
    """A dataset and all its parts; also terminates for a catalogue with cycles."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found and one in known:
            found.add(one)
            waiting += known[one].children
    return found


def _version(one: Dataset) -> ListVersion:
    counted = one.thing_count if one.thing_count is not None else one.entity_count or 0
    return ListVersion(one.title or one.name, _day(one), counted, str(one.index_version))


def _day(one: Dataset) -> str:
    """The day of the indexed data, with which its version begins; else what the catalogue says about the dataset."""
    for stamp in (one.index_version, one.updated_at, one.last_export):
        parts = _STAMP.match(stamp or "")
        try:
            if parts:
                return date(*map(int, parts.groups())).isoformat()
        except ValueError:
            continue
    return "unknown"


def _match(one: Result, person: Person) -> Match:
    entity = _entity(one)
    return Match(
        entity_id=entity.id,
        list_name=_list_name(one.datasets),
        name=entity.name,
        score=round(min(1.0, one.score), 3),
        features=features(one.told(), dated=bool(person.birth_date and entity.birth_dates)),
        programmes=entity.programmes,
        aliases=entity.aliases + entity.weak_aliases,
        birth_dates=tuple(str(day) for day in entity.birth_dates),
        countries=entity.countries,
        source_url=entity.source_url,
        fingerprint=entity.fingerprint,
    )


def _entity(one: Result) -> Entity:
    """The result as an `Entity`, so that a verdict is remembered by the same digest of what the list says."""
    return Entity(
        id=one.id,
        schema=_SCHEMAS.get(one.schema_, "organisation"),
        name=one.caption,
        aliases=tuple(name for name in one.values(*_NAMES) if name != one.caption),
        weak_aliases=one.values("weakAlias"),
        birth_dates=tuple(day for text in one.values("birthDate") for day in birth_dates(text)),
        countries=unique(sorted(code for text in one.values(*_COUNTRIES) if (code := country(text)))),
        programmes=one.values("topics") + one.values("programId"),
        documents=tuple(DocumentNumber(number) for number in one.values(*_DOCUMENTS)),
        source_url=_page(one),
    )


def _page(one: Result) -> str | None:
    if _OPENSANCTIONS_ID.match(one.id):
        return f"{_PAGE}{one.id}/"
    return next((url for url in one.values("sourceUrl") if url.startswith(("https://", "http://"))), None)


def _list_name(datasets: Sequence[str]) -> str:
    names = sorted(datasets)
    more = len(names) - _SHOWN_DATASETS
    return ", ".join(names[:_SHOWN_DATASETS]) + (f" and {more} more" if more > 0 else "")


def features(told: Mapping[str, float], *, dated: bool) -> dict[str, float]:
    """What the service compared, by our names where we have them: from 0 (different) to 1 (the same).

    `dated` means that both sides have a birth date. Other features keep the service's name; they are negative where
    they count against a match, and left out where they say nothing, like all features for companies and ships.
    """
    names = [value for name, value in told.items() if _about_name(name)]
    births = [value for name, value in told.items() if name.startswith("dob") and _against(name)]
    known = {"name": max(names)} if names else {}
    known |= {"birth_date": 1.0 - max(births)} if births and dated else {}
    known |= {"country": 0.0} if told.get("country_mismatch") else {}
    known |= {"document_number": told["identifier_match"]} if told.get("identifier_match") else {}
    others = {name: -value if _against(name) else value for name, value in told.items() if value and not _worded(name)}
    return {name: round(value, 3) for name, value in (known | dict(sorted(others.items()))).items()}


def _against(name: str) -> bool:
    return name.endswith(("_mismatch", "_disjoint"))


def _about_name(name: str) -> bool:
    return ("name" in name or "alias" in name) and not _against(name)


def _worded(name: str) -> bool:
    dated = name.startswith("dob") and _against(name)
    return _about_name(name) or dated or name in {"country_mismatch", "identifier_match"}
