"""No id of one partner is worth anything to another, nor one of live to test: every route that takes one is asked."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from kyc.models import LivenessChallenge, Partner, transaction
from kyc.services.accounts import keys
from kyc.services.liveness import challenges
from kyc.services.privacy import erasure
from kyc.services.telling import endpoints, replays
from kyc.services.telling.endpoints import EndpointChanges
from kyc.services.verification import openings, uploads
from kyc.services.verification.openings import Options
from kyc.tools import Tools
from tests import make
from tests.api.calls import LIVE, PROBLEM, TEST, row
from tests.make import PERSON

pytestmark = pytest.mark.one_database

APIS = ("v1.", "legacy.")
Ids = dict[str, str]


@dataclass(frozen=True)
class World:
    """A session of one partner with all that hangs on it, another session of theirs, and everybody else."""

    own: Ids
    sibling: Ids
    strangers: dict[str, dict[str, str]]
    token: dict[str, str]


@pytest.fixture
def world(app: Flask, session: Session) -> World:
    """`strangers` are named by what they hold."""
    pepper = app.config["SETTINGS"].api_key_pepper.get_secret_value()
    with transaction(session):
        tools = app.config["TOOLS"]
        (own, token), (sibling, other_token) = made(session, tools), made(session, tools)
        session.add(Partner(id="ptn_other", name="Other", sealed_webhook_secret=b"sealed"))
        session.flush()
        live, test = (keys.issue(session, pepper, "ptn_other", mode, "other") for mode in ("live", "test"))
    strangers = {
        "another partner's live key": {"x-api-key": live},
        "another partner's test key": {"x-api-key": test},
        "the same partner's test key": TEST,
        "the token of another session": other_token,
    }
    return World(own, sibling, strangers, token)


def made(session: Session, tools: Tools) -> tuple[Ids, dict[str, str]]:
    """The ids of a session with a document and a challenge, of an endpoint with a delivery, and the session's token."""
    owner = make.profile(session, document_number=f"N{secrets.token_hex(6)}")
    verification, token = openings.open_new(session, owner, Options(liveness_type="active"))
    page, face = (make.received(f"{word}-{verification.id}") for word in ("page", "face"))
    document = uploads.attach_document(session, verification, page, make.passport_facts(), "partner")
    selfie = uploads.attach_selfie(session, verification, face, "api", "partner")
    for image in (page, face):
        tools.blobs.put(image.blob, image.picture.data)
    challenge, _ = challenges.open_new(session, verification)
    changes = EndpointChanges(f"https://partner.example/{owner.id}")
    endpoint, _ = endpoints.create(session, tools.keyring, verification.partner_id, "live", changes, "key1")
    delivery = replays.send_test(session, endpoint)
    ids = {"session_id": verification.id, "challenge_id": challenge.id, "record_id": owner.id}
    gone = openings.open_new(session, make.profile(session, document_number=f"G{secrets.token_hex(6)}"), Options())[0]
    ids |= {"receipt_id": erasure.redact(session, gone, erasure.Order("unlawful", "key1")).id}
    ids |= {"endpoint_id": endpoint.id, "delivery_id": delivery.id}
    ids |= {"document_id": document.id, "selfie_id": selfie.id}
    return ids, {"x-session-token": token}


PREFIXES = {
    "session_id": "sess",
    "challenge_id": "chal",
    "document_id": "doc",
    "selfie_id": "self",
    "endpoint_id": "we",
    "delivery_id": "dlv",
    "receipt_id": "rcpt",
}
UNKNOWN = {"record_id": "a" * 15} | {name: f"{prefix}_{'a' * 31}" for name, prefix in PREFIXES.items()}
PUBLIC = {"legacy.status"}
TEST_ALONE = {"v1.settle_outcome"}
LAST = ("v1.cancel", "v1.remove_endpoint", "v1.redact", "v1.erase_profile")


def sent(endpoint: str) -> dict[str, Any]:
    """What a call has to bring along to be looked at for its id."""
    file = (io.BytesIO(b"no image"), "photo.jpg")
    bodies: dict[str, dict[str, Any]] = {
        "v1.add_document": {"data": {"type": "id_card", "side": "front", "file": file}},
        "v1.add_selfie": {"data": {"file": file}},
        "v1.ask_again": {"json": {"items": ["selfie"], "reasons": ["face_turned"]}},
        "v1.change_endpoint": {"json": {"name": "mine"}},
        "v1.replay_missed": {"json": {"since": "2026-01-01"}},
        "v1.settle_outcome": {"json": {"outcome": "approved"}},
    }
    return bodies.get(endpoint, {})


def routes(app: Flask) -> Iterator[tuple[str, str, Rule]]:
    """Method, endpoint and rule of every call of the APIs that names something by its id."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(APIS) and rule.arguments:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule.endpoint, rule


def call(
    client: FlaskClient, route: tuple[str, str, Rule], ids: Ids, headers: dict[str, str] | None = None
) -> TestResponse:
    method, endpoint, rule = route
    path = rule.rule
    for name in rule.arguments:
        path = path.replace(f"<{name}>", ids[name])
    return client.open(path, method=method, headers=headers, **sent(endpoint))


def told(answer: TestResponse) -> tuple[int, object]:
    """All that an answer says, but for the address that was asked."""
    body = answer.get_json(silent=True)
    return answer.status_code, {name: value for name, value in (body or {}).items() if name != "instance"}


def test_every_id_in_an_address_is_known_here(app: Flask) -> None:
    found = list(routes(app))
    assert len(found) > 12
    assert {name for *_, rule in found for name in rule.arguments} == set(UNKNOWN)


def test_a_strangers_key_finds_what_an_unknown_id_finds(
    app: Flask, client: FlaskClient, session: Session, world: World
) -> None:
    before = row(session, world.own["session_id"]).version
    for route in routes(app):
        if route[1] in PUBLIC:
            continue
        for who, headers in world.strangers.items():
            answer = call(client, route, world.own, headers)
            expected = 401 if "token" in who and "token" not in app.view_functions[route[1]].__dict__["guard"] else 404
            assert answer.status_code == expected, (route, who, answer.text)
            assert told(answer) == told(call(client, route, UNKNOWN, headers)), (route, who)
            assert answer.mimetype == PROBLEM
    assert row(session, world.own["session_id"]).version == before, "and changed nothing"


def test_what_hangs_on_another_session_is_not_found_under_this_one(
    app: Flask, client: FlaskClient, session: Session, world: World
) -> None:
    nested = [route for route in routes(app) if len(route[2].arguments) > 1]
    assert nested
    for route in nested:
        for headers in (LIVE, world.token):
            if headers is world.token and "token" not in app.view_functions[route[1]].__dict__["guard"]:
                continue
            parents = {name: world.own[name] for name in ("session_id", "endpoint_id")}
            answer = call(client, route, world.sibling | parents, headers)
            assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found"), route
    seen = session.get_one(LivenessChallenge, world.sibling["challenge_id"])
    assert (seen.alternative_at, seen.received_at) == (None, None)


def test_the_owner_finds_it_at_each_of_these_addresses(app: Flask, client: FlaskClient, world: World) -> None:
    """So that what strangers do not find is there."""
    for route in sorted(routes(app), key=lambda route: LAST.index(route[1]) if route[1] in LAST else -1):
        if route[1] in TEST_ALONE:
            continue
        answer = call(client, route, world.own, LIVE)
        assert answer.status_code not in (401, 403, 404), (route, answer.text)


def test_the_public_read_shows_no_more_to_a_strangers_key(app: Flask, client: FlaskClient, world: World) -> None:
    for route in routes(app):
        if route[1] in PUBLIC:
            for headers in world.strangers.values():
                assert told(call(client, route, world.own, headers)) == told(call(client, route, world.own))


def test_lists_and_cursors_of_a_stranger_show_nothing(app: Flask, client: FlaskClient, world: World) -> None:
    cursor = client.get("/v1/sessions?limit=1", headers=LIVE).get_json()["next_cursor"]
    assert cursor
    for who, headers in world.strangers.items():
        if "key" in who:
            for query in ("", f"?cursor={cursor}", f"?record_id={world.own['record_id']}"):
                assert client.get(f"/v1/sessions{query}", headers=headers).get_json()["data"] == [], (who, query)


def test_the_same_person_declared_by_two_partners_is_two_records(client: FlaskClient, world: World) -> None:
    found = {
        client.post("/v1/sessions", json={"applicant": PERSON}, headers=headers).get_json()["record_id"]
        for headers in (LIVE, *(held for who, held in world.strangers.items() if "key" in who))
    }
    assert len(found) == 4
