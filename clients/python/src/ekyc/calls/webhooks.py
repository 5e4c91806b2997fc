"""Webhook endpoints, what was sent to them, and the feed of events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import httpx

from ekyc.call import Call, Page, data, given, json, listed, nothing, path
from ekyc.calls.sessions import moment
from ekyc.webhook_shapes import Delivery, DeliveryState, Endpoint, Event, NewEndpoint, Payload, Queued, Secret


def create_endpoint(
    url: str,
    *,
    events: Sequence[str] = (),
    payload: Payload = "seed",
    name: str = "",
    idempotency_key: str | None = None,
) -> Call[NewEndpoint]:
    """Add an address that receives events of the key's mode from now on; keep its `secret`, it is shown this once."""
    body = {"url": url, "events": list(events), "payload": payload, "name": name}
    return Call("POST", path("/webhook_endpoints"), json, body=body).under(Idempotency_Key=idempotency_key)


def list_endpoints() -> Call[list[Endpoint]]:
    """Your endpoints in the key's mode, oldest first."""
    return Call("GET", path("/webhook_endpoints"), data)


def read_endpoint(endpoint_id: str) -> Call[Endpoint]:
    """Whether it is enabled, and since when it has been failing."""
    return Call("GET", path("/webhook_endpoints/{}", endpoint_id), json)


def change_endpoint(
    endpoint_id: str,
    *,
    url: str | None = None,
    events: Sequence[str] | None = None,
    payload: Payload | None = None,
    name: str | None = None,
    enabled: bool | None = None,
) -> Call[Endpoint]:
    """Change the fields given; `enabled=True` restarts a disabled endpoint."""
    wished = None if events is None else list(events)
    body = given(url=url, events=wished, payload=payload, name=name, enabled=enabled)
    return Call("PATCH", path("/webhook_endpoints/{}", endpoint_id), json, body=body)


def delete_endpoint(endpoint_id: str) -> Call[None]:
    """Delete the endpoint; nothing more is sent there, and deliveries in progress are given up."""
    return Call("DELETE", path("/webhook_endpoints/{}", endpoint_id), nothing)


def send_test(endpoint_id: str) -> Call[Delivery]:
    """Send `webhook.test` to this endpoint alone."""
    return Call("POST", path("/webhook_endpoints/{}/test", endpoint_id), json)


def rotate_secret(endpoint_id: str) -> Call[Secret]:
    """Create a new secret, shown this once; for 24 hours both sign."""
    return Call("POST", path("/webhook_endpoints/{}/rotate_secret", endpoint_id), json)


def list_deliveries(endpoint_id: str, *, state: DeliveryState | None = None, limit: int = 100) -> Call[Page[Delivery]]:
    """What was sent there with every attempt, newest first; `dead` are those given up."""
    return _deliveries_from(endpoint_id, given(state=state, limit=limit))


def replay_delivery(endpoint_id: str, delivery_id: str) -> Call[Delivery]:
    """Send one message again, under its webhook-id."""
    return Call("POST", path("/webhook_endpoints/{}/deliveries/{}/replay", endpoint_id, delivery_id), json)


def replay_missed(endpoint_id: str, since: datetime | str, *, until: datetime | str | None = None) -> Call[Queued]:
    """Send what the endpoint missed in that time; continue from `next_since` while there is one."""
    body = given(since=moment(since), until=moment(until))
    return Call("POST", path("/webhook_endpoints/{}/replay", endpoint_id), json, body=body)


def list_events(*, after: str | None = None, type: str | None = None, limit: int = 100) -> Call[Page[Event]]:  # noqa: A002
    """What happened after the event `after`, oldest first, in an order that never changes; an end is only for now."""
    return _events_from(given(after=after, type=type, limit=limit))


def _deliveries_from(endpoint_id: str, query: Mapping[str, str | int]) -> Call[Page[Delivery]]:
    def reads(response: httpx.Response) -> Page[Delivery]:
        found = data(response)
        full = len(found) == query["limit"]
        following = _deliveries_from(endpoint_id, {**query, "before": found[-1]["id"]}) if full else None
        return Page(found, following)

    return Call("GET", path("/webhook_endpoints/{}/deliveries", endpoint_id), reads, query=query)


def _events_from(query: Mapping[str, str | int]) -> Call[Page[Event]]:
    def reads(response: httpx.Response) -> Page[Event]:
        body = listed(json(response))
        found = body["data"]
        return Page(found, _events_from({**query, "after": found[-1]["id"]}) if body.get("has_more") else None)

    return Call("GET", path("/events"), reads, query=query)
