"""Input and output of `/v1` for webhook endpoints, deliveries and events."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from kyc.services.telling.messages import EVENTS, TEST
from kyc.web.contract import Shape, Strict
from kyc.web.words import Moment, Url

EventName = Literal[(*EVENTS, "*")]  # type: ignore[valid-type]  # the one list of them
Payload = Literal["seed", "thin"]
Label = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
EventNames = Annotated[
    list[EventName], Field(max_length=20, description='Empty: verification.completed alone; "*": everything.')
]
EventId = Annotated[str, StringConstraints(pattern=r"^evt_[0-9A-Z]{26}$")]
DeliveryId = Annotated[str, StringConstraints(pattern=r"^dlv_[a-z0-9]{31}$")]
Page = Annotated[int, Field(ge=1, le=100)]


class EndpointIn(Strict):
    """A new endpoint."""

    url: Url = Field(description="http or https, at a public address.")
    events: EventNames = Field(default_factory=list)
    payload: Payload = Field(default="seed", description="thin: ids and status only.")
    name: Label = Field(default="", description="A name to recognise it by.")


class EndpointChange(Strict):
    """Only the fields given are changed; a new `url` or `enabled: true` restarts a disabled endpoint."""

    url: Url | None = None
    events: EventNames | None = None
    payload: Payload | None = None
    name: Label | None = None
    enabled: bool | None = None


class Stretch(Strict):
    """Which events: from `since` to before `until`."""

    since: Moment
    until: Moment | None = Field(default=None, description="Default: now.")


class DeliveriesQuery(Strict):
    """Which deliveries, newest first."""

    state: Literal["pending", "delivered", "dead"] | None = Field(default=None, description="dead: given up.")
    before: DeliveryId | None = Field(default=None, description="The last delivery of the page before.")
    limit: Page = 20


class EventsQuery(Strict):
    """The events after a given one, oldest first."""

    after: EventId | None = Field(default=None, description="The last event you have; default: from the beginning.")
    type: Literal[(*EVENTS, TEST)] | None = None  # type: ignore[valid-type]  # the one list of them
    limit: Page = 50


class EndpointOut(Shape):
    id: str
    name: str
    url: str
    mode: Literal["live", "test"]
    events: list[str]
    payload: Payload
    enabled: bool
    disabled_reason: Literal["gone", "failing", "by_partner"] | None
    failing_since: datetime | None = Field(description="The first failure after the last success.")
    created_at: datetime


class EndpointCreated(EndpointOut):
    secret: str = Field(description="Verifies our signatures; shown this once.")


class EndpointList(Shape):
    data: list[EndpointOut]


class SecretOut(Shape):
    secret: str = Field(description="The new secret; shown this once.")
    old_secret_until: datetime = Field(description="Until then the previous one signs as well.")


class AttemptOut(Shape):
    number: int
    at: datetime
    status: int = Field(description="0: no answer; `error` says why.")
    elapsed_ms: int
    error: str | None
    answer: str = Field(description="The first kilobyte of what you answered.")


class DeliveryOut(Shape):
    id: str
    event_id: str
    state: Literal["pending", "delivered", "dead"]
    next_at: datetime | None
    created_at: datetime
    attempts: list[AttemptOut]


class DeliveryPage(Shape):
    data: list[DeliveryOut]


class Queued(Shape):
    queued: int
    next_since: datetime | None = Field(description="Continue from here: there are more.")


class EventOut(Shape):
    id: str
    type: str
    session_id: str | None
    record_id: str | None
    at: datetime
    message: dict[str, Any] = Field(description="The body that webhooks carry.")


class EventPage(Shape):
    data: list[EventOut]
    has_more: bool


class SessionEvents(Shape):
    data: list[EventOut]
