"""A webhook to ourselves: signed, posted over the network, verified."""

from __future__ import annotations

import pytest
from flask import Flask

from kyc.cli import database
from kyc.cli.doctor import webhooks
from kyc.services.telling import deliveries
from tests.unit.cli.doctor.patient import FAIL, OK, OTHER, found, levels, patient

pytestmark = pytest.mark.one_database


def test_one_to_ourselves_arrives_and_its_signature_holds(app: Flask) -> None:
    database.prepare(app)
    assert found(webhooks.webhook_to_oneself, patient(app)) == [
        (OK, "one to ourselves arrived, and its signature holds")
    ]


def test_before_there_is_a_partner_nothing_is_sent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "DEFAULT_PARTNER", "ptn_none")
    assert levels(webhooks.webhook_to_oneself, patient(app)) == [FAIL]


def test_a_secret_that_does_not_open_is_told(app: Flask) -> None:
    database.prepare(app)
    told = found(webhooks.webhook_to_oneself, patient(app, blob_keys=OTHER))
    assert told == [(FAIL, "none can be signed: their secret does not open")]


def test_a_signature_that_does_not_hold_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    database.prepare(app)
    monkeypatch.setattr(deliveries, "sign", lambda *_: "v1,AAAA")
    assert levels(webhooks.webhook_to_oneself, patient(app)) == [FAIL]


def test_one_that_does_not_arrive_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    database.prepare(app)
    monkeypatch.setattr(webhooks, "PATIENCE_S", 0.2)
    monkeypatch.setattr(webhooks, "_posted", lambda url, known: "connection_failed")
    ((level, says),) = found(webhooks.webhook_to_oneself, patient(app))
    assert (level, says) == (FAIL, "one to ourselves did not arrive: connection_failed")
