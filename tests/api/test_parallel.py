"""Many requests at the same moment, from real threads against one database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import Document, IdempotencyKey, Profile, Verification, db
from tests.api.calls import LIVE, add_document, add_selfie, create, opened, photo, read, ready, row, stored, submit
from tests.kept import kept
from tests.make import PERSON
from tests.queued import unfinished

MANY = 8
Call = Callable[[FlaskClient, int], TestResponse]


def at_once(app: Flask, call: Call, many: int = MANY) -> list[TestResponse]:
    """Every call in a thread and with a client of its own, all let go together."""
    gate = Barrier(many)

    def run(number: int) -> TestResponse:
        client = app.test_client()
        gate.wait(30)
        return call(client, number)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(run, range(many)))


def counted(answers: list[TestResponse]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


@pytest.mark.parametrize("attempt", range(3))
def test_eight_creates_of_one_person_make_one_record(
    app: Flask, client: FlaskClient, session: Session, attempt: int
) -> None:
    answers = at_once(app, lambda client, _: create(client, PERSON))
    assert counted(answers) == {201: 1, 200: 7}
    assert len({answer.get_json()["id"] for answer in answers}) == 1
    assert stored(session, Profile) == 1
    assert stored(session, Verification) == 1


def test_eight_people_at_once_are_eight_records(app: Flask, client: FlaskClient, session: Session) -> None:
    answers = at_once(app, lambda client, n: create(client, {**PERSON, "document_number": f"N{n}"}))
    assert counted(answers) == {201: MANY}
    assert stored(session, Profile) == MANY


def test_both_doors_at_once_make_one_record(app: Flask, client: FlaskClient, session: Session) -> None:
    def call(client: FlaskClient, number: int) -> TestResponse:
        if number % 2:
            return create(client, PERSON)
        return client.post("/v1/sessions", json={"applicant": PERSON}, headers=LIVE)

    answers = at_once(app, call)
    assert set(counted(answers)) <= {200, 201}
    assert stored(session, Profile) == 1


def test_one_idempotency_key_at_once_has_one_effect(app: Flask, client: FlaskClient, session: Session) -> None:
    headers = {**LIVE, "Idempotency-Key": "once"}
    answers = at_once(app, lambda client, _: client.post("/v1/sessions", json={}, headers=headers))
    assert set(counted(answers)) <= {201, 409}
    made = {answer.get_json()["id"] for answer in answers if answer.status_code == 201}
    assert len(made) == 1
    assert {a.get_json()["code"] for a in answers if a.status_code == 409} <= {"idempotency_in_progress"}
    assert (stored(session, Verification), stored(session, IdempotencyKey)) == (1, 1)


def test_one_image_at_once_is_one_document(app: Flask, client: FlaskClient, session: Session) -> None:
    made = opened(client)["id"]
    answers = at_once(app, lambda client, _: add_document(client, made))
    assert set(counted(answers)) <= {200, 201, 409}
    assert counted(answers)[201] == 1
    assert stored(session, Document) == 1
    assert len(kept(app)) == 1


@pytest.mark.parametrize("attempt", range(3))
def test_both_sides_at_once_complete_the_document(app: Flask, client: FlaskClient, attempt: int) -> None:
    made = opened(client)["id"]
    sides = (("front", photo()), ("back", photo(0.8)))

    def call(client: FlaskClient, number: int) -> TestResponse:
        side, image = sides[number]
        return add_document(client, made, image, type="id_card", side=side)

    assert counted(at_once(app, call, 2)) == {201: 2}
    body = read(client, made)
    assert (body["status"], body["requirements"]["missing"]) == ("documents_uploaded", ["selfie"])


def test_eight_submits_at_once_are_one_job(app: Flask, client: FlaskClient, session: Session) -> None:
    made = ready(client)["id"]
    answers = at_once(app, lambda client, _: submit(client, made))
    assert set(counted(answers)) <= {202, 409}
    assert counted(answers)[202] >= 1
    assert unfinished(db.engine) == 1
    assert row(session, made).state.value == "submitted"


def test_a_cancel_and_a_submit_at_once_end_in_one_of_the_two(app: Flask, client: FlaskClient, session: Session) -> None:
    made = ready(client)["id"]

    def call(client: FlaskClient, number: int) -> TestResponse:
        return submit(client, made) if number else client.post(f"/v1/sessions/{made}/cancel", headers=LIVE)

    answers = at_once(app, call, 2)
    assert sorted(counted(answers)) in ([200, 409], [202, 409])
    found = row(session, made)
    assert (found.state.value == "submitted") != (found.closed_reason == "cancelled")


def test_selfies_at_once_leave_one_that_counts(app: Flask, client: FlaskClient) -> None:
    made = opened(client)["id"]
    add_document(client, made)
    answers = at_once(app, lambda client, n: add_selfie(client, made, photo(0.5 + n / 20)), 4)
    assert set(counted(answers)) <= {201, 409, 422}
    assert read(client, made)["status"] == "selfie_uploaded"
