"""Fills the port `Watchlist` with a yente service: OpenSanctions' own matching API, self-hosted or theirs.

API: https://www.opensanctions.org/docs/api/request/ and the OpenAPI description of yente 5.5.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import structlog
from pycountry import countries
from pydantic import BaseModel, ValidationError

from kyc.adapters.screening import yente_answers as answers
from kyc.adapters.screening.normalise import MAX_LENGTH, tokens
from kyc.adapters.screening.yente_http import ATTEMPTS, Service
from kyc.domain.errors import Unavailable
from kyc.domain.evidence import Engine, ListVersion, Screening
from kyc.domain.screening import Person
from kyc.domain.watchlists import Kind

__all__ = ["Scoring", "Service", "YenteWatchlist", "create", "example"]

log = structlog.get_logger(__name__)

# The topics that also distinguish OpenSanctions' lists when loaded as files (lists/ftm.py).
TOPICS: dict[Kind, tuple[str, ...]] = {
    "sanctions": ("sanction", "sanction.linked", "sanction.control", "sanction.counter"),
    "pep": ("role.pep", "role.pep.frmr", "role.pep.intl", "role.pep.natl", "role.pol", "role.rca"),
}
# yente compares ten candidates for each result requested, which determines what a query costs it. On the candidates of
# our own index logic-v2 finds as many people among 50 as among 200. Early versions allow at most 10.
LIMIT = 10
_ASKED = "person"
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
# States for which ICAO 9303 differs from ISO 3166, which FollowTheMoney uses.
_ISO = {"RKS": "xk", "GBD": "gb", "GBN": "gb", "GBO": "gb", "GBP": "gb", "GBS": "gb"}
Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Scoring:
    """The dataset to query, the scoring algorithm, and the scores from which a match is a review or a hit."""

    dataset: str = "default"
    algorithm: str = "logic-v2"
    review_at: float = 0.70
    hit_at: float = 0.85


@dataclass(frozen=True, slots=True)
class _Kept:
    etag: str
    lists: tuple[ListVersion, ...]


class YenteWatchlist:
    """Queries the service for every person; first the catalogue, for the versions that are stored with the result.

    The catalogue, some megabytes, is transferred again only if it has changed (`ETag`).
    """

    def __init__(self, service: Service, kind: Kind, scoring: Scoring) -> None:
        self._service, self._kind, self._scoring = service, kind, scoring
        self._kept: _Kept | None = None

    def lists(self) -> tuple[ListVersion, ...]:
        """What the service has indexed of the dataset; empty if nothing.

        Raises `Unavailable` with `watchlist_unreachable` if that is unknown. There is one attempt: a page may be
        waiting.
        """
        return self._indexed(attempts=1)

    def screen(self, person: Person, *, samples: bool) -> Screening:
        """Every entity at or above the review limit, the best match first; at most 10.

        Raises `Unavailable` with `watchlist_unreachable` for anything but the documented answer, with
        `watchlist_not_loaded` if the service has not indexed the dataset, and with `name_unreadable` if no letter of
        the name can be compared. The service has no sample list, so `samples` changes nothing.
        """
        if not tokens(person.name):
            raise Unavailable("name_unreadable")
        scoring = self._scoring
        versions = self._indexed(ATTEMPTS)
        if not versions:
            raise Unavailable("watchlist_not_loaded")
        found = answers.matches(self._results(person), scoring.review_at, person)
        return Screening(found, versions, scoring.hit_at, scoring.review_at, Engine("yente", scoring.algorithm))

    def _indexed(self, attempts: int) -> tuple[ListVersion, ...]:
        kept = self._kept
        reply = self._service.get("/catalog", kept.etag if kept else None, attempts)
        if kept and reply.status == 304:
            return kept.lists
        versions = answers.lists(_shaped(answers.Catalogue, reply.body), self._scoring.dataset)
        self._kept = _Kept(reply.etag, versions) if reply.etag else None
        return versions

    def _results(self, person: Person) -> Sequence[answers.Result]:
        body = {"queries": {_ASKED: example(person)}}
        reply = self._service.post(f"/match/{self._scoring.dataset}", body, self._params())
        found = _shaped(answers.Answer, reply.body).responses.get(_ASKED)
        if found is None or found.status != 200:
            raise _unusable("incomplete")
        return found.results

    def _params(self) -> list[tuple[str, str]]:
        """The query's parameters; yente also drops results below `threshold`, unless `cutoff` is set above it."""
        limit, scoring = str(self._scoring.review_at), self._scoring
        fixed = [("algorithm", scoring.algorithm), ("limit", str(LIMIT)), ("threshold", limit), ("cutoff", limit)]
        return fixed + [("topics", topic) for topic in TOPICS[self._kind]]


def create(kind: Kind, service: Service, scoring: Scoring) -> YenteWatchlist:
    """The watchlist of one kind; sends nothing before the first query.

    Raises `ValueError` for settings that can never work.
    """
    if not service.url:
        raise ValueError("WATCHLIST=yente needs YENTE_URL")
    if not _NAME.fullmatch(scoring.dataset) or not _NAME.fullmatch(scoring.algorithm):
        raise ValueError("YENTE_DATASET and YENTE_ALGORITHM are names of letters, digits, - _ and .")
    if not 0 < scoring.review_at <= scoring.hit_at <= 1:
        raise ValueError("YENTE_REVIEW_AT has to be above 0 and YENTE_HIT_AT between it and 1")
    return YenteWatchlist(service, kind, scoring)


def example(person: Person) -> dict[str, object]:
    """The person as a FollowTheMoney entity: https://followthemoney.tech/explorer/schemata/Person/."""
    states = sorted({code for text in person.countries if (code := _iso_code(text))})
    given = {
        "name": [person.name[:MAX_LENGTH]],
        "birthDate": [person.birth_date.isoformat()] if person.birth_date else [],
        "country": states,
        "idNumber": [person.document_number] if person.document_number else [],
    }
    return {"schema": "Person", "properties": {name: values for name, values in given.items() if values}}


def _iso_code(code: str) -> str | None:
    """The code in two lower-case letters; None if it is no state's (but a specimen's, an organisation's)."""
    entry = countries.get(alpha_3=code)
    return _ISO.get(code) or (str(entry.alpha_2).lower() if entry else None)


def _shaped(shape: type[Shape], body: bytes) -> Shape:
    try:
        return shape.model_validate_json(body)
    except ValidationError:
        problem = _unusable("wrong_shape")
    raise problem  # outside the handler: the other error contains the answer


def _unusable(code: str) -> Unavailable:
    log.warning("yente_failed", error=code)
    return Unavailable("watchlist_unreachable")
