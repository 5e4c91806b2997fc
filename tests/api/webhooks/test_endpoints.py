"""/v1/webhook_endpoints: create, list, read, change, delete."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.api.calls import LIVE, TEST, refused
from tests.api.webhooks.calling import ROOT, URL, key, made


def test_a_new_endpoint_shows_its_secret_this_once(client: FlaskClient) -> None:
    new = made(client, events=["*"], payload="thin", name="Orders")
    secret = new.pop("secret")
    assert secret.startswith("whsec_")
    read = client.get(f"{ROOT}/{new['id']}", headers=LIVE)
    assert read.get_json() == new
    assert secret not in client.get(ROOT, headers=LIVE).text
    expected = {"url": URL, "mode": "live", "events": ["*"], "payload": "thin", "enabled": True, "name": "Orders"}
    assert expected.items() <= new.items()


def test_the_list_is_of_the_keys_mode(client: FlaskClient) -> None:
    live, test = made(client), made(client, TEST)
    listed = [[one["id"] for one in client.get(ROOT, headers=who).get_json()["data"]] for who in (LIVE, TEST)]
    assert listed == [[live["id"]], [test["id"]]]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1/hook", "blocked_address"),
        ("http://169.254.169.254/latest", "blocked_address"),
        ("ftp://partner.example/", "invalid_url"),
        ("https://user:pass@partner.example/", "invalid_url"),
    ],
)
def test_an_address_that_cannot_be_a_webhook_is_refused_and_not_repeated(
    client: FlaskClient, url: str, code: str
) -> None:
    answer = client.post(ROOT, json={"url": url}, headers=LIVE)
    body = refused(answer, 422, "invalid_request")
    assert [(one["pointer"], one["code"]) for one in body["errors"]] == [("/url", code)]
    assert url not in answer.text


@pytest.mark.parametrize(
    "wrong", [{"events": ["nothing.happened"]}, {"payload": "fat"}, {"secret": "mine"}, {"url": 1}]
)
def test_what_no_endpoint_can_be_is_refused(client: FlaskClient, wrong: dict[str, object]) -> None:
    refused(client.post(ROOT, json={"url": URL, **wrong}, headers=LIVE), 422, "invalid_request")


def test_the_same_address_twice_is_refused(client: FlaskClient) -> None:
    made(client)
    body = refused(client.post(ROOT, json={"url": URL}, headers=LIVE), 422, "invalid_request")
    assert body["errors"][0]["code"] == "endpoint_exists"


def test_the_same_request_with_a_key_makes_one_endpoint(client: FlaskClient) -> None:
    headers = {**LIVE, "Idempotency-Key": "once"}
    first, second = (client.post(ROOT, json={"url": URL}, headers=headers) for _ in range(2))
    assert first.get_json() == second.get_json()
    assert len(client.get(ROOT, headers=LIVE).get_json()["data"]) == 1


def test_a_change_changes_what_it_names_alone(client: FlaskClient) -> None:
    new = made(client, events=["session.created"], name="Orders")
    answer = client.patch(f"{ROOT}/{new['id']}", json={"payload": "thin"}, headers=LIVE)
    assert (answer.status_code, answer.get_json()["payload"]) == (200, "thin")
    assert (answer.get_json()["events"], answer.get_json()["name"]) == (["session.created"], "Orders")


def test_switched_off_it_says_by_whom_and_switched_on_it_is_as_new(client: FlaskClient) -> None:
    item = f"{ROOT}/{made(client)['id']}"
    off = client.patch(item, json={"enabled": False}, headers=LIVE).get_json()
    on = client.patch(item, json={"enabled": True}, headers=LIVE).get_json()
    assert (off["enabled"], off["disabled_reason"]) == (False, "by_partner")
    assert (on["enabled"], on["disabled_reason"], on["failing_since"]) == (True, None, None)


def test_a_change_to_a_private_address_is_refused(client: FlaskClient) -> None:
    item = f"{ROOT}/{made(client)['id']}"
    refused(client.patch(item, json={"url": "http://10.0.0.1/"}, headers=LIVE), 422, "invalid_request")
    assert client.get(item, headers=LIVE).get_json()["url"] == URL


def test_a_deleted_endpoint_is_no_more(client: FlaskClient) -> None:
    item = f"{ROOT}/{made(client)['id']}"
    gone = client.delete(item, headers=LIVE)
    assert (gone.status_code, gone.data) == (204, b"")
    refused(client.get(item, headers=LIVE), 404, "not_found")
    refused(client.delete(item, headers=LIVE), 404, "not_found")
    made(client)


def test_another_partner_and_the_other_mode_find_nothing(app: Flask, session: Session, client: FlaskClient) -> None:
    item = f"{ROOT}/{made(client)['id']}"
    for who in (key(app, session, partner="ptn_other"), TEST):
        refused(client.get(item, headers=who), 404, "not_found")
        refused(client.patch(item, json={"name": "mine"}, headers=who), 404, "not_found")
        refused(client.delete(item, headers=who), 404, "not_found")
    assert client.get(item, headers=LIVE).get_json()["name"] == ""


def test_a_key_without_the_scope_manages_nothing(app: Flask, session: Session, client: FlaskClient) -> None:
    reader = key(app, session, "sessions:read")
    refused(client.get(ROOT, headers=reader), 403, "forbidden")
    refused(client.post(ROOT, json={"url": URL}, headers=reader), 403, "forbidden")
