"""The server's output for webhooks and events; answers may have more members than these."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

Payload = Literal["seed", "thin"]
DeliveryState = Literal["pending", "delivered", "dead"]
Mode = Literal["live", "test"]


class Endpoint(TypedDict):
    id: str
    name: str
    url: str
    mode: Mode
    events: list[str]
    payload: Payload
    enabled: bool
    disabled_reason: Literal["gone", "failing", "by_partner"] | None
    failing_since: str | None
    created_at: str


class NewEndpoint(Endpoint):
    secret: str


class Secret(TypedDict):
    secret: str
    old_secret_until: str


class Attempt(TypedDict):
    number: int
    at: str
    status: int
    elapsed_ms: int
    error: str | None
    answer: str


class Delivery(TypedDict):
    id: str
    event_id: str
    state: DeliveryState
    next_at: str | None
    created_at: str
    attempts: list[Attempt]


class Queued(TypedDict):
    queued: int
    next_since: str | None


class Event(TypedDict):
    id: str
    type: str
    session_id: str | None
    record_id: str | None
    at: str
    message: dict[str, Any]
