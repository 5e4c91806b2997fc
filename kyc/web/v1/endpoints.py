"""Webhook endpoints: created, listed, changed, tested, given a new secret, deleted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from kyc.domain.dates import stamp
from kyc.domain.errors import FieldError, Invalid
from kyc.models import WebhookEndpoint, utcnow
from kyc.services.telling import endpoints, replays
from kyc.services.telling.endpoints import EndpointChanges
from kyc.web import auth
from kyc.web.answers import answer
from kyc.web.contract import contract
from kyc.web.idempotency import effect, idempotent
from kyc.web.unit_of_work import commits, session, tools
from kyc.web.v1.deliveries import MANAGE, TAG, delivery_view, own
from kyc.web.v1.endpoint_shapes import (
    DeliveryOut,
    EndpointChange,
    EndpointCreated,
    EndpointIn,
    EndpointList,
    EndpointOut,
    SecretOut,
)
from kyc.web.v1.sessions import KEY


def register(blueprint: Blueprint) -> None:
    """Register the views with their blueprint."""
    blueprint.post("/webhook_endpoints")(create_endpoint)
    blueprint.get("/webhook_endpoints")(list_endpoints)
    blueprint.get("/webhook_endpoints/<endpoint_id>")(read_endpoint)
    blueprint.patch("/webhook_endpoints/<endpoint_id>")(change_endpoint)
    blueprint.delete("/webhook_endpoints/<endpoint_id>")(remove_endpoint)
    blueprint.post("/webhook_endpoints/<endpoint_id>/rotate_secret")(rotate_secret)
    blueprint.post("/webhook_endpoints/<endpoint_id>/test")(send_test)


@auth.api_key(MANAGE)
@contract(
    summary="Create an endpoint",
    tag=TAG,
    body=EndpointIn,
    answers={201: EndpointCreated},
    security=KEY,
    problems=(400, 409, 413, 415, 422),
)
@idempotent
@effect
def create_endpoint(body: EndpointIn) -> Response:
    """Receives events of the key's mode from now on; its secret is shown this once."""
    _check(body.url)
    caller, changes = auth.principal(), EndpointChanges(body.url, body.events, body.payload, body.name)
    made, secret = endpoints.create(
        session(), tools().keyring, caller.partner_id, caller.mode, changes, actor=caller.key_id
    )
    return answer({**view(made), "secret": secret}, 201)


@auth.api_key(MANAGE)
@contract(summary="List endpoints", tag=TAG, answers={200: EndpointList}, security=KEY)
def list_endpoints() -> Response:
    """The partner's endpoints in the key's mode, oldest first; endpoints set up by the operator are not included."""
    caller = auth.principal()
    return answer({"data": [view(one) for one in endpoints.all_of(session(), caller.partner_id, caller.mode)]})


@auth.api_key(MANAGE)
@contract(summary="Read an endpoint", tag=TAG, answers={200: EndpointOut}, security=KEY, problems=(404,))
def read_endpoint(endpoint_id: str) -> Response:
    """Whether it is enabled, and since when it has been failing."""
    return answer(view(own(endpoint_id)))


@auth.api_key(MANAGE)
@contract(
    summary="Change an endpoint",
    tag=TAG,
    body=EndpointChange,
    answers={200: EndpointOut},
    security=KEY,
    problems=(400, 404, 413, 415, 422),
)
@commits
def change_endpoint(endpoint_id: str, body: EndpointChange) -> Response:
    """Change the address, the events, the payload or the name; disable and enable it."""
    if body.url:
        _check(body.url)
    endpoint = own(endpoint_id, lock=True)
    endpoints.change(session(), endpoint, EndpointChanges(**dict(body)), auth.principal().key_id)
    return answer(view(endpoint))


@auth.api_key(MANAGE)
@contract(summary="Delete an endpoint", tag=TAG, answers={204: None}, security=KEY, problems=(404,))
@commits
def remove_endpoint(endpoint_id: str) -> Response:
    """Nothing more is sent there, and deliveries in progress are given up."""
    endpoints.remove(session(), own(endpoint_id, lock=True), auth.principal().key_id)
    return Response(status=204)


@auth.api_key(MANAGE)
@contract(
    summary="Rotate the secret", tag=TAG, answers={200: SecretOut}, security=KEY, problems=(400, 404, 409, 413, 422)
)
@idempotent
@effect
def rotate_secret(endpoint_id: str) -> Response:
    """A new secret, shown this once; for 24 hours every message carries both signatures."""
    endpoint = own(endpoint_id, lock=True)
    secret = endpoints.rotate(session(), endpoint, tools().keyring, auth.principal().key_id)
    return answer({"secret": secret, "old_secret_until": stamp(endpoint.old_secret_until or utcnow())})


@auth.api_key(MANAGE)
@contract(
    summary="Send a test event", tag=TAG, answers={202: DeliveryOut}, security=KEY, problems=(400, 404, 409, 413, 422)
)
@idempotent
@effect
def send_test(endpoint_id: str) -> Response:
    """`webhook.test` to this endpoint alone, signed and retried like every message."""
    return answer(delivery_view(replays.send_test(session(), own(endpoint_id)), []), 202)


def view(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """An endpoint as it is read; never its secret."""
    return {
        "id": endpoint.id,
        "name": endpoint.name,
        "url": endpoint.url,
        "mode": endpoint.mode,
        "events": endpoint.events,
        "payload": endpoint.payload,
        "enabled": endpoint.disabled_at is None,
        "disabled_reason": endpoint.disabled_reason,
        "failing_since": stamp(endpoint.failing_since),
        "created_at": stamp(endpoint.created_at),
    }


def _check(url: str) -> None:
    if fault := tools().check_url(url):
        raise Invalid([FieldError("/url", fault, "This URL cannot be a webhook: it needs a public address")])
