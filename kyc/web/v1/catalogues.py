"""What an integration builds its own pages with: the accepted documents, and the words for every reason."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response
from flask_babel import force_locale, gettext
from pydantic import Field, StringConstraints

from kyc.domain.countries import country
from kyc.domain.documents import PROVING, SIDES, DocumentType, Side
from kyc.domain.reasons import CATALOGUE
from kyc.web import auth
from kyc.web.answers import answer
from kyc.web.contract import Shape, Strict, contract
from kyc.web.language_tags import nearest, tag_of
from kyc.web.translations import SOURCE
from kyc.web.unit_of_work import tools
from kyc.web.v1.asked import Locale
from kyc.web.v1.sessions import KEY, READ
from kyc.web.words import Country


class CountryQuery(Strict):
    """The issuing state."""

    country: Country | None = Field(default=None, description="ISO 3166 code or English name; default: any.")


class LocaleQuery(Strict):
    """The language."""

    locale: Locale = SOURCE


class DocumentTypeOut(Shape):
    type: DocumentType
    sides: list[Side] = Field(description="Each must be sent.")


class DocumentTypes(Shape):
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] | None
    accepted: bool = Field(description="Whether this installation accepts documents of that state.")
    data: list[DocumentTypeOut]


class ReasonWords(Shape):
    code: str
    applicant: str = Field(description="Plain words that may be shown to the person.")
    partner: str
    retry: bool = Field(description="Whether another attempt may help.")


class Reasons(Shape):
    locale: str = Field(description="The offered language nearest to the one requested.")
    data: list[ReasonWords]


def register(blueprint: Blueprint) -> None:
    """Register the views with their blueprint."""
    blueprint.get("/document_types")(document_types)
    blueprint.get("/reasons")(reasons)


@auth.api_key(READ)
@contract(
    summary="List accepted documents",
    tag="Catalogues",
    query=CountryQuery,
    answers={200: DocumentTypes},
    security=KEY,
    problems=(422,),
)
def document_types(query: CountryQuery) -> Response:
    """The types of document that can prove an identity, with the sides that each one needs."""
    issuer = country(query.country) if query.country else None
    accepted = issuer is None or tools().policy.document.accept(issuer)
    data = [{"type": kind.value, "sides": [side.value for side in SIDES[kind]]} for kind in PROVING]
    return answer({"country": issuer, "accepted": accepted, "data": data if accepted else []})


@auth.api_key(READ)
@contract(
    summary="List the words for reasons",
    tag="Catalogues",
    query=LocaleQuery,
    answers={200: Reasons},
    security=KEY,
    problems=(422,),
)
def reasons(query: LocaleQuery) -> Response:
    """Every code of the catalogue; the applicant's words in the language, the partner's in English."""
    chosen = nearest(query.locale) or nearest(SOURCE)
    with force_locale(str(chosen)):
        data = [
            {"code": one.code, "applicant": gettext(one.applicant), "partner": one.partner, "retry": one.retry}
            for one in CATALOGUE.values()
        ]
    return answer({"locale": tag_of(chosen) if chosen else SOURCE, "data": data})
