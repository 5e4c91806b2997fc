"""The client knows every operation of `/v1`, and its shapes are those of the OpenAPI document."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, get_args, get_type_hints

import pytest
from flask import Flask

from ekyc import AsyncClient, Client, shapes, webhook_shapes
from ekyc.call import Call
from ekyc.calls import catalogues, erasures, evidence, sessions, webhooks
from kyc.web.openapi import document

BUILDERS: list[Callable[..., Call[Any]]] = [
    found
    for module in (sessions, erasures, evidence, catalogues, webhooks)
    for name, found in inspect.getmembers(module, inspect.isfunction)
    if found.__module__ == module.__name__ and not name.startswith("_") and name != "moment"
]
GIVEN = {"image": b"x", "items": ["selfie"], "reasons": ["face_turned"], "frames": [(0, b"x")], "etag": '"e"'}
SCHEMAS = {
    shapes.Session: "SessionOut",
    shapes.NewSession: "SessionCreated",
    shapes.Submitted: "Submitted",
    shapes.Report: "ReportOut",
    shapes.Check: "CheckOut",
    shapes.Decision: "DecisionOut",
    shapes.PendingAction: "PendingAction",
    shapes.Closed: "Closed",
    shapes.Redaction: "Redaction",
    shapes.Erased: "Erased",
    shapes.Receipt: "ReceiptOut",
    shapes.ReceiptKeys: "PublicKeys",
    shapes.Extracted: "Extracted",
    shapes.DocumentTaken: "DocumentOut",
    shapes.SelfieTaken: "SelfieTaken",
    shapes.Challenge: "ChallengeOut",
    shapes.OpenedChallenge: "ChallengeOpened",
    shapes.Handoff: "HandoffOut",
    shapes.Profile: "ProfileOut",
    shapes.DocumentTypes: "DocumentTypes",
    shapes.ReasonWords: "ReasonWords",
    shapes.Applicant: "ApplicantIn",
    shapes.Config: "ConfigIn",
    webhook_shapes.Endpoint: "EndpointOut",
    webhook_shapes.NewEndpoint: "EndpointCreated",
    webhook_shapes.Secret: "SecretOut",
    webhook_shapes.Delivery: "DeliveryOut",
    webhook_shapes.Attempt: "AttemptOut",
    webhook_shapes.Queued: "Queued",
    webhook_shapes.Event: "EventOut",
}


@pytest.fixture
def told(app: Flask) -> dict[str, Any]:
    return document(app)


def built(builder: Callable[..., Call[Any]]) -> Call[Any]:
    """A builder's call, with a stand-in for what it needs."""
    needed = [one for one in inspect.signature(builder).parameters.values() if one.default is inspect.Parameter.empty]
    return builder(**{one.name: GIVEN.get(one.name, "some_id") for one in needed})


def test_no_operation_is_forgotten_and_none_is_made_up(told: dict[str, Any]) -> None:
    offered = {
        (method.upper(), re.sub(r"\{\w+\}", "some_id", path))
        for path, operations in told["paths"].items()
        if path.startswith("/v1/")
        for method in operations
        if method in ("get", "post", "patch", "delete", "put")
    }
    assert {(call.method, call.path) for call in map(built, BUILDERS)} == offered


def test_shapes_and_words_are_those_of_the_document(told: dict[str, Any]) -> None:
    schemas = told["components"]["schemas"]
    ours = {name: set(get_type_hints(kind)) for kind, name in SCHEMAS.items()}
    assert ours == {name: set(schemas[name]["properties"]) for name in ours}
    assert list(get_args(shapes.Status)) == schemas["State"]["enum"]
    assert set(get_args(shapes.DocumentType)) == set(schemas["DocumentType"]["enum"])
    assert set(get_args(shapes.Side)) == set(schemas["Side"]["enum"])
    assert {"code", "status", "errors"} <= set(schemas["Problem"]["properties"])


def test_both_clients_have_the_same_methods_with_the_same_words() -> None:
    def public(kind: type) -> dict[str, inspect.Signature]:
        found = inspect.getmembers(kind, inspect.isfunction)
        return {name: inspect.signature(one) for name, one in found if not name.startswith("_") and "close" not in name}

    assert list(public(Client)) == list(public(AsyncClient))
    assert {name: str(one) for name, one in public(Client).items()} == {
        name: str(one) for name, one in public(AsyncClient).items()
    }


def test_every_operation_is_a_method_with_its_docstring() -> None:
    hidden = {"changed_session"}
    for builder in BUILDERS:
        if builder.__name__ not in hidden:
            assert getattr(Client, builder.__name__).__doc__ == builder.__doc__
            assert builder.__doc__
