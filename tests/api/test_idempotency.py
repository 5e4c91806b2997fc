"""Idempotency-Key on every POST of /v1."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import Document, IdempotencyKey, RefusedUpload, Verification, transaction, utcnow
from tests.api.calls import LIVE, TEST, add_document, blurred, opened, photo, ready, refused, stored
from tests.make import PERSON

KEY = {**LIVE, "Idempotency-Key": "order-1"}


def post(client: FlaskClient, path: str = "", headers: dict[str, str] = KEY, **body: object) -> TestResponse:
    return client.post(f"/v1/sessions{path}", json=body, headers=headers)


def document(client: FlaskClient, session_id: str, image: bytes, boundary: str = "one") -> TestResponse:
    """The same form by another client draws another boundary."""
    parts = [
        b'name="type"\r\n\r\npassport',
        b'name="file"; filename="x.jpg"\r\nContent-Type: image/jpeg\r\n\r\n' + image,
    ]
    mark = f"--{boundary}".encode()
    data = (
        b"".join(mark + b"\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + mark + b"--\r\n"
    )
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"/v1/sessions/{session_id}/documents", data=data, content_type=kind, headers=KEY)


def test_the_same_request_has_one_effect_and_one_answer(client: FlaskClient, session: Session) -> None:
    answers = [post(client, applicant=PERSON) for _ in range(3)]
    assert {(one.status_code, one.text) for one in answers} == {(201, answers[0].text)}
    assert [one.headers.get("Idempotency-Replayed") for one in answers] == [None, "true", "true"]
    assert stored(session, Verification) == 1


def test_the_replayed_token_is_the_one_that_works(client: FlaskClient) -> None:
    post(client)
    again = post(client).get_json()
    headers = {"x-session-token": again["session_token"]}
    assert client.get(f"/v1/sessions/{again['id']}", headers=headers).status_code == 200


def test_another_body_under_the_same_key_is_422(client: FlaskClient, session: Session) -> None:
    post(client, applicant=PERSON)
    refused(post(client, applicant={}), 422, "idempotency_key_reused")
    assert stored(session, Verification) == 1


def test_another_path_under_the_same_key_is_422(client: FlaskClient) -> None:
    made = post(client).get_json()["id"]
    refused(client.post(f"/v1/sessions/{made}/submit", headers=KEY), 422, "idempotency_key_reused")


def test_other_keys_modes_and_sessions_are_apart(client: FlaskClient) -> None:
    live = post(client).get_json()
    test = post(client, headers={**TEST, "Idempotency-Key": "order-1"}).get_json()
    other = post(client, headers={**LIVE, "Idempotency-Key": "order-2"}).get_json()
    assert len({live["id"], test["id"], other["id"]}) == 3
    token = {"x-session-token": live["session_token"], "Idempotency-Key": "order-1"}
    assert client.post(f"/v1/sessions/{live['id']}/cancel", headers=token).status_code == 200


def test_the_stored_answer_is_sealed(client: FlaskClient, session: Session) -> None:
    token = post(client).get_json()["session_token"]
    sealed = session.scalars(select(IdempotencyKey.sealed_answer)).one()
    assert sealed
    assert token.encode() not in sealed


def test_a_form_is_the_same_whatever_its_boundary(client: FlaskClient, session: Session) -> None:
    made = opened(client)["id"]
    first = document(client, made, photo(), "one")
    again = document(client, made, photo(), "two")
    assert (first.status_code, again.status_code, again.text) == (201, 201, first.text)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert stored(session, Document) == 1


def test_a_form_with_another_file_is_422(client: FlaskClient) -> None:
    made = opened(client)["id"]
    document(client, made, photo())
    refused(document(client, made, photo(0.8)), 422, "idempotency_key_reused")


def test_a_refused_image_costs_one_attempt_however_often_it_is_sent(client: FlaskClient, session: Session) -> None:
    made = opened(client)["id"]
    answers = [document(client, made, blurred()) for _ in range(3)]
    assert {one.text for one in answers} == {answers[0].text}
    assert refused(answers[2], 422, "image_blurry")["attempts_left"] == 2
    assert stored(session, RefusedUpload) == 1


def test_a_conflict_is_an_answer_and_is_kept(client: FlaskClient) -> None:
    made = opened(client)["id"]
    first = client.post(f"/v1/sessions/{made}/submit", headers=KEY)
    again = client.post(f"/v1/sessions/{made}/submit", headers=KEY)
    assert (first.status_code, again.text) == (409, first.text)
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(("path", "status"), [("/sess_unknown/submit", 404), ("", 422)])
def test_what_is_no_effect_frees_the_key(client: FlaskClient, session: Session, path: str, status: int) -> None:
    assert post(client, path, surprise=1).status_code == (status if path == "" else 404)
    assert stored(session, IdempotencyKey) == 0
    assert post(client).status_code == 201


def test_a_crash_frees_the_key_and_takes_the_effect_back(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError

    app.testing = False
    with monkeypatch.context() as broken:
        broken.setattr("kyc.web.v1.sessions.reports.created_view", crash)
        refused(post(client), 500, "internal_server_error")
    assert (stored(session, IdempotencyKey), stored(session, Verification)) == (0, 0)
    assert post(client).status_code == 201


def test_while_the_first_is_running_the_second_is_409(client: FlaskClient, session: Session) -> None:
    post(client)
    with transaction(session):
        soon = utcnow() + timedelta(seconds=12)
        session.execute(update(IdempotencyKey).values(status=None, sealed_answer=None, running_until=soon))
    answer = post(client)
    refused(answer, 409, "idempotency_in_progress")
    assert 1 <= int(answer.headers["Retry-After"]) <= 12


def test_a_claim_whose_holder_died_is_taken_over(client: FlaskClient, session: Session) -> None:
    first = post(client).get_json()["id"]
    with transaction(session):
        past = utcnow() - timedelta(seconds=1)
        session.execute(update(IdempotencyKey).values(status=None, sealed_answer=None, running_until=past))
    again = post(client)
    assert (again.status_code, again.get_json()["id"] != first) == (201, True)


def test_who_lost_the_claim_has_no_effect(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that ran longer than its claim finds another in its place and takes everything back."""
    from kyc.services.report import reports

    real = reports.created_view

    def slow(*args: object) -> object:
        later = utcnow() + timedelta(seconds=60)
        from kyc.models import db

        db.session.execute(update(IdempotencyKey).values(running_until=later))
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("kyc.web.v1.sessions.reports.created_view", slow)
    refused(post(client), 409, "conflict")
    assert stored(session, Verification) == 0


def test_after_a_day_the_key_is_free(client: FlaskClient, session: Session) -> None:
    first = post(client).get_json()["id"]
    with transaction(session):
        session.execute(update(IdempotencyKey).values(expires_at=utcnow() - timedelta(seconds=1)))
    again = post(client, applicant=PERSON)
    assert (again.status_code, again.get_json()["id"] != first) == (201, True)


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a b", "é"])
def test_a_key_of_another_shape_is_400(client: FlaskClient, session: Session, key: str) -> None:
    refused(post(client, headers={**LIVE, "Idempotency-Key": key}), 400, "invalid_idempotency_key")
    assert stored(session, Verification) == 0


def test_without_a_key_nothing_is_remembered(client: FlaskClient, session: Session) -> None:
    ready(client)
    add_document(client, opened(client)["id"])
    assert stored(session, IdempotencyKey) == 0


def test_submit_is_replayed(client: FlaskClient) -> None:
    made = ready(client)["id"]
    first, again = (client.post(f"/v1/sessions/{made}/submit", headers=KEY) for _ in range(2))
    assert (first.status_code, again.status_code, again.text) == (202, 202, first.text)


def test_a_file_given_twice_is_another_request(client: FlaskClient) -> None:
    made = opened(client)["id"]
    document(client, made, photo())
    data = {"type": "passport", "file": (BytesIO(photo()), "x.jpg"), "side": "data_page"}
    answer = client.post(f"/v1/sessions/{made}/documents", data=data, headers=KEY)
    refused(answer, 422, "idempotency_key_reused")
