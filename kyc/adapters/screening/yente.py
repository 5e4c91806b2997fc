"""The port `Watchlist`, filled by a yente service: OpenSanctions' own matching API, self-hosted or theirs.

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

# The same topics by which lists of OpenSanctions that are loaded as files are told apart (lists/ftm.py).
TOPICS: dict[Kind, tuple[str, ...]] = {
    "sanctions": ("sanction", "sanction.linked", "sanction.control", "sanction.counter"),
    "pep": ("role.pep", "role.pep.frmr", "role.pep.intl", "role.pep.natl", "role.pol", "role.rca"),
}
# yente looks closely at ten candidates for each result that is asked for, and that is what a question costs it. On the
# candidates of our own index logic-v2 finds as many people among 50 as among 200. Early versions allow no more than 10.
LIMIT = 10
_ASKED = "person"
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
# States that ICAO 9303 writes otherwise than ISO 3166, which FollowTheMoney follows.
_ISO = {"RKS": "xk", "GBD": "gb", "GBN": "gb", "GBO": "gb", "GBP": "gb", "GBS": "gb"}
Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Scoring:
    """Which dataset is asked, how it scores, and from where on a score is a review or a hit on that scale."""

    dataset: str = "default"
    algorithm: str = "logic-v2"
    review_at: float = 0.70
    hit_at: float = 0.85


@dataclass(frozen=True, slots=True)
class _Kept:
    etag: str
    lists: tuple[ListVersion, ...]


class YenteWatchlist:
    """Asks the service anew for every person, the catalogue first, for the versions that are stored with the result.

    A catalogue of some megabytes travels again only when it has changed (`ETag`).
    """

    def __init__(self, service: Service, kind: Kind, scoring: Scoring) -> None:
        self._service, self._kind, self._scoring = service, kind, scoring
        self._kept: _Kept | None = None

    def lists(self) -> tuple[ListVersion, ...]:
        """What the service has indexed of the dataset; empty when nothing is.

        Raises `Unavailable` with `watchlist_unreachable` when that cannot be told. Asked once: a page may be waiting.
        """
        return self._indexed(attempts=1)

    def screen(self, person: Person, *, samples: bool) -> Screening:
        """Every entity from the review limit on, the best first; at most 10.

        Raises `Unavailable` with `watchlist_unreachable` for whatever is not the documented answer, with
        `watchlist_not_loaded` when the service has not indexed the dataset, and with `name_unreadable` when no letter
        of the name can be compared. A service has no synthetic list, so `samples` changes nothing.
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
        """`threshold` is also where yente cuts results off, as long as `cutoff` is not set above it."""
        limit, scoring = str(self._scoring.review_at), self._scoring
        fixed = [("algorithm", scoring.algorithm), ("limit", str(LIMIT)), ("threshold", limit), ("cutoff", limit)]
        return fixed + [("topics", topic) for topic in TOPICS[self._kind]]


def create(kind: Kind, service: Service, scoring: Scoring) -> YenteWatchlist:
    """The watchlist of one kind; asks nothing before the first question.

    Raises `ValueError` for settings with which it could never work.
    """
    if not service.url:
        raise ValueError("WATCHLIST=yente needs YENTE_URL")
    if not _NAME.fullmatch(scoring.dataset) or not _NAME.fullmatch(scoring.algorithm):
        raise ValueError("YENTE_DATASET and YENTE_ALGORITHM are names of letters, digits, - _ and .")
    if not 0 < scoring.review_at <= scoring.hit_at <= 1:
        raise ValueError("YENTE_REVIEW_AT has to be above 0 and YENTE_HIT_AT between it and 1")
    return YenteWatchlist(service, kind, scoring)


def example(person: Person) -> dict[str, object]:
    """The person as an entity of FollowTheMoney: https://followthemoney.tech/explorer/schemata/Person/."""
    states = sorted({code for text in person.countries if (code := _iso_code(text))})
    given = {
        "name": [person.name[:MAX_LENGTH]],
        "birthDate": [person.birth_date.isoformat()] if person.birth_date else [],
        "country": states,
        "idNumber": [person.document_number] if person.document_number else [],
    }
    return {"schema": "Person", "properties": {name: values for name, values in given.items() if values}}


def _iso_code(code: str) -> str | None:
    """Two small letters; None for what is no state (a specimen's, an organisation's)."""
    entry = countries.get(alpha_3=code)
    return _ISO.get(code) or (str(entry.alpha_2).lower() if entry else None)


def _shaped(shape: type[Shape], body: bytes) -> Shape:
    try:
        return shape.model_validate_json(body)
    except ValidationError:
        problem = _unusable("wrong_shape")
    raise problem  # outside the handler: the other error holds what was answered


def _unusable(code: str) -> Unavailable:
    log.warning("yente_failed", error=code)
    return Unavailable("watchlist_unreachable")
