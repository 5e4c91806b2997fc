"""Input and output of the first generation."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kyc.web.contract import Shape
from kyc.web.words import Country, Kind, Name, Number

REQUIRED = ("name", "document_type", "document_number", "nationality")


class ProfileIn(BaseModel):
    """The person; unknown fields are ignored, as they always were."""

    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)

    name: Name
    document_type: Kind
    document_number: Number
    nationality: Country
    apiKey: Annotated[str, Field(max_length=500)] | None = Field(default=None, description="Instead of the header.")  # noqa: N815


class Created(Shape):
    success: Literal[True]
    url: str
    id: str


class Found(Created):
    message: Literal["Existing record found"]


class Person(Shape):
    name: str | None
    document_type: str | None
    document_number: str | None
    nationality: str | None
    verification_status: Literal["unverified", "verified", "rejected"]
    status: str
    createdAt: datetime  # noqa: N815  (the contract's name)


class StatusOut(Shape):
    success: Literal[True]
    data: Person


class Refusal(BaseModel):
    error: str


class Health(Shape):
    status: Literal["OK"]
    service: Literal["eKYC Integration API"]
    recordsStored: int  # noqa: N815  (the contract's name)
