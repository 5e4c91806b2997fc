"""The kinds of text that both APIs accept, each with a limit that suits the database and readers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from kyc.domain.applicant import number_key
from kyc.domain.countries import country
from kyc.domain.documents import document_type

# At least one visible character, and no NUL: PostgreSQL stores none.
VISIBLE = r"^[^\x00]*[^\s\x00][^\x00]*$"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)?)?")


def visible(limit: int) -> StringConstraints:
    """Text of 1 to `limit` characters, one of them visible."""
    return StringConstraints(min_length=1, max_length=limit, pattern=VISIBLE)


def _country(value: str) -> str:
    if country(value) is None:
        raise PydanticCustomError("unknown_country", "Unknown country: use an ISO 3166 code or the English name")
    return value


def _number(value: str) -> str:
    if not number_key(value):
        raise PydanticCustomError("invalid_document_number", "A document number needs a letter or a digit")
    return value


def _address(value: str) -> str:
    """http or https to a host, without user or password."""
    try:
        parts = urlsplit(value)
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong or "@" in parts.netloc or any(char <= " " or char in '\\"<>\x7f' for char in value):
        raise PydanticCustomError("invalid_url", "Needs an http or https URL without user name and password")
    return value


def _birth(value: date) -> date:
    if not date(1880, 1, 1) <= value <= datetime.now(UTC).date():
        raise PydanticCustomError("invalid_date_of_birth", "A date of birth lies between 1880 and today")
    return value


def _plain(value: Any) -> Any:
    """Values allowed in a partner's metadata: short text, a number that every JSON reader knows, true, false, null."""
    text = isinstance(value, str) and len(value) <= 500 and "\0" not in value
    number = isinstance(value, int | float) and abs(value) <= 2**53
    if not (value is None or text or number):
        raise PydanticCustomError("invalid_metadata", "Takes short text, a number, true, false or null")
    return value


def _moment(value: Any) -> Any:
    """An RFC 3339 time or a date, in UTC where no zone is given."""
    if not isinstance(value, str):
        return value
    try:
        if not _MOMENT.fullmatch(value):
            raise ValueError
        found = datetime.fromisoformat(value.upper().replace("Z", "+00:00"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("invalid_moment", "Needs an ISO 8601 date or moment") from None


def _kind(value: str) -> str:
    if document_type(value) is None:
        raise PydanticCustomError("unknown_document_type", "Unknown document type")
    return value


Name = Annotated[str, visible(400)]
Reference = Annotated[str, visible(200)]
Kind = Annotated[str, visible(100), AfterValidator(_kind)]
Number = Annotated[str, visible(100), AfterValidator(_number)]
Country = Annotated[str, visible(100), AfterValidator(_country)]
Url = Annotated[str, visible(2000), AfterValidator(_address), Field(json_schema_extra={"format": "uri"})]
BirthDate = Annotated[date, AfterValidator(_birth)]
Plain = Annotated[
    Any,
    AfterValidator(_plain),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "maxLength": 500, "pattern": r"^[^\x00]*$"},
                {"type": "number", "minimum": -(2**53), "maximum": 2**53},
                {"type": "boolean"},
                {"type": "null"},
            ]
        }
    ),
]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
