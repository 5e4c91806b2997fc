"""Events to read: everything after the last one a partner has seen, and everything about one session."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response

from kyc.domain.dates import stamp
from kyc.models import Event, transaction
from kyc.services.telling import feed
from kyc.web import auth
from kyc.web.answers import answer
from kyc.web.contract import contract
from kyc.web.unit_of_work import session
from kyc.web.v1.endpoint_shapes import EventPage, EventsQuery, SessionEvents
from kyc.web.v1.sessions import KEY, READ

TAG = "Events"


def register(blueprint: Blueprint) -> None:
    """Register the views with their blueprint."""
    blueprint.get("/events")(list_events)
    blueprint.get("/sessions/<session_id>/events")(session_events)


@auth.api_key(READ)
@contract(summary="Catch up", tag=TAG, query=EventsQuery, answers={200: EventPage}, security=KEY, problems=(404, 422))
def list_events(query: EventsQuery) -> Response:
    """The events after `after` in the key's mode, in an order that never changes and leaves nothing out."""
    caller = auth.principal()
    if feed.unnumbered(session(), caller.partner_id):
        with transaction(session()) as opened:
            feed.take_in(opened, caller.partner_id)
    types = [query.type] if query.type else []
    found, more = feed.page(session(), caller.partner_id, caller.mode, query.after, types, query.limit)
    return answer({"data": [view(one) for one in found], "has_more": more})


@auth.api_key(READ)
@contract(summary="List the events of a session", tag=TAG, answers={200: SessionEvents}, security=KEY, problems=(404,))
def session_events(session_id: str) -> Response:
    """All of the session's events, oldest first, whether or not an endpoint received them."""
    verification = auth.own_session(session_id)
    return answer({"data": [view(one) for one in feed.of_session(session(), verification.id)]})


def view(event: Event) -> dict[str, Any]:
    """An event with the message that webhooks carry."""
    return {
        "id": event.id,
        "type": event.type,
        "session_id": event.verification_id,
        "record_id": event.profile_id,
        "at": stamp(event.at),
        "message": json.loads(event.body),
    }
