"""What was sent to an endpoint, what was given up, and sending it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response

from kyc.domain.dates import stamp
from kyc.models import Delivery, DeliveryAttempt, WebhookEndpoint, utcnow
from kyc.services.telling import endpoints, replays
from kyc.web import auth
from kyc.web.answers import answer
from kyc.web.contract import contract
from kyc.web.idempotency import effect, idempotent
from kyc.web.unit_of_work import session
from kyc.web.v1.endpoint_shapes import DeliveriesQuery, DeliveryOut, DeliveryPage, Queued, Stretch
from kyc.web.v1.sessions import KEY

MANAGE = "webhooks:manage"
TAG = "Webhooks"


def register(blueprint: Blueprint) -> None:
    """Register the views with their blueprint."""
    blueprint.get("/webhook_endpoints/<endpoint_id>/deliveries")(list_deliveries)
    blueprint.post("/webhook_endpoints/<endpoint_id>/deliveries/<delivery_id>/replay")(replay_delivery)
    blueprint.post("/webhook_endpoints/<endpoint_id>/replay")(replay_missed)


@auth.api_key(MANAGE)
@contract(
    summary="List deliveries",
    tag=TAG,
    query=DeliveriesQuery,
    answers={200: DeliveryPage},
    security=KEY,
    problems=(404, 422),
)
def list_deliveries(endpoint_id: str, query: DeliveriesQuery) -> Response:
    """Each message to this endpoint with every attempt; `state=dead` are those given up."""
    found = replays.log(session(), own(endpoint_id), query.state, query.before, query.limit)
    attempts = replays.attempts_of(session(), found)
    return answer({"data": [delivery_view(one, attempts[one.id]) for one in found]})


@auth.api_key(MANAGE)
@contract(
    summary="Send a message again",
    tag=TAG,
    answers={202: DeliveryOut},
    security=KEY,
    problems=(400, 404, 409, 413, 422),
)
@idempotent
@effect
def replay_delivery(endpoint_id: str, delivery_id: str) -> Response:
    """Sends a message again, whatever became of it before, under the same webhook-id."""
    again = replays.one(session(), own(endpoint_id), delivery_id)
    return answer(delivery_view(again, replays.attempts_of(session(), [again])[again.id]), 202)


@auth.api_key(MANAGE)
@contract(
    summary="Send what was missed",
    tag=TAG,
    body=Stretch,
    answers={202: Queued},
    security=KEY,
    problems=(400, 404, 409, 413, 415, 422),
)
@idempotent
@effect
def replay_missed(endpoint_id: str, body: Stretch) -> Response:
    """After an outage: what was given up, and what happened while the endpoint was disabled, oldest first."""
    done = replays.missed(session(), own(endpoint_id), body.since, body.until or utcnow())
    return answer({"queued": done.queued, "next_since": stamp(done.next_from)}, 202)


def own(endpoint_id: str, *, lock: bool = False) -> WebhookEndpoint:
    """The caller's endpoint; raises `NotFound` for any other, as if it did not exist."""
    caller = auth.principal()
    return endpoints.get(session(), endpoint_id, caller.partner_id, caller.mode, lock=lock)


def delivery_view(delivery: Delivery, attempts: Sequence[DeliveryAttempt]) -> dict[str, Any]:
    """A message to one endpoint, with the outcome of each attempt."""
    return {
        "id": delivery.id,
        "event_id": delivery.event_id,
        "state": delivery.state,
        "next_at": stamp(delivery.next_at),
        "created_at": stamp(delivery.created_at),
        "attempts": [_attempt(one) for one in attempts],
    }


def _attempt(one: DeliveryAttempt) -> dict[str, Any]:
    return {
        "number": one.number + 1,
        "at": stamp(one.at),
        "status": one.status,
        "elapsed_ms": one.elapsed_ms,
        "error": one.error,
        "answer": one.answer,
    }
