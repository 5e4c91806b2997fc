"""Input of `/v1`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from kyc.domain.documents import DocumentType, Side
from kyc.domain.lifecycle import State
from kyc.web.contract import Strict
from kyc.web.words import BirthDate, Country, Moment, Name, Number, Plain, Reference, Url

ProvingType = Literal["passport", "id_card", "driver_license", "residence_permit"]
Locale = Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
Metadata = Annotated[dict[Label, Plain], Field(max_length=50, description="Your own; returned in the report.")]


class ApplicantIn(Strict):
    """All of it optional; what is given is compared with what is read from the document."""

    name: Name | None = None
    document_type: DocumentType | None = None
    document_number: Number | None = None
    nationality: Country | None = Field(default=None, description="ISO 3166 code or English name: SG, SGP, Singapore.")
    date_of_birth: BirthDate | None = None


def _distinct(values: list[ProvingType]) -> list[ProvingType]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("duplicate_values", "Each value may stand once")
    return values


Accepted = Annotated[
    list[ProvingType],
    Field(min_length=1, max_length=4, json_schema_extra={"uniqueItems": True}),
    AfterValidator(_distinct),
]


Retries = Annotated[int, Field(ge=0, le=20, description="Refused images per item.")]
Lifetime = Annotated[int, Field(ge=60, le=2_592_000, description="Seconds until it expires.")]


class ConfigIn(Strict):
    """How this one session is to be run."""

    accepted_documents: Accepted | None = None
    liveness_type: Literal["passive", "active"] | None = Field(
        default=None,
        description="active asks for head movements; default: the operator's setting, usually passive.",
    )
    max_retries: Retries | None = None
    session_ttl: Lifetime | None = None


class SessionIn(Strict):
    """A new session; every field is optional."""

    applicant: ApplicantIn = ApplicantIn()
    client_reference_id: Reference | None = None
    webhook_url: Url | None = Field(default=None, description="An endpoint for this session alone.")
    return_url: Url | None = Field(default=None, description="Where the page's last link leads.")
    locale: Locale | None = Field(default=None, description="The language of the page; default: the browser's.")
    metadata: Metadata = Field(default_factory=dict)
    config: ConfigIn = ConfigIn()


class SessionsQuery(Strict):
    """Which sessions to list, newest first."""

    status: State | None = None
    created_gte: Moment | None = Field(default=None, description="Created at this time or later.")
    client_reference_id: Reference | None = None
    record_id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{15}$")] | None = None
    cursor: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        None, description="`next_cursor` of the page before."
    )
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class DocumentForm(Strict):
    """What the uploader declares about a document image."""

    type: DocumentType
    side: Side | None = Field(default=None, description="Default: the only or the first side of the type.")
    issuing_country: Country | None = None


class SelfieForm(Strict):
    """`challenge_id`, `nonce`, `frames[]` and `frame_times` answer a liveness challenge, all together or none."""

    challenge_id: Annotated[str, StringConstraints(max_length=100)] | None = None
    nonce: Annotated[str, StringConstraints(max_length=100)] | None = None
    frame_times: Annotated[str, StringConstraints(max_length=1000)] | None = Field(
        default=None, description="Your own time for each of frames[] in milliseconds, in their order: `0,250,510`."
    )
