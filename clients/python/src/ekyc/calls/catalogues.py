"""Records by their id, the accepted documents, and the words for every reason."""

from __future__ import annotations

from ekyc.call import Call, data, given, json, path
from ekyc.shapes import DocumentTypes, Profile, ReasonWords


def read_profile(record_id: str) -> Call[Profile]:
    """What was declared about a person, the status, and the session that counts now."""
    return Call("GET", path("/profiles/{}", record_id), json)


def list_document_types(country: str | None = None) -> Call[DocumentTypes]:
    """The accepted documents, of one issuing state or of any, with the sides each one needs."""
    return Call("GET", path("/document_types"), json, query=given(country=country))


def list_reasons(locale: str | None = None) -> Call[list[ReasonWords]]:
    """Words for every code: the applicant's in the language nearest to `locale`, yours in English."""
    return Call("GET", path("/reasons"), data, query=given(locale=locale))
