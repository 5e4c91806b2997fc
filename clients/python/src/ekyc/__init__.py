"""Client of the self-hosted eKYC server: `Client`, `AsyncClient`, and `verify` for its webhooks."""

from __future__ import annotations

from ekyc.aio import AsyncClient
from ekyc.client import Client
from ekyc.messages import Message, receiver, sign, verify
from ekyc.problems import (
    BadWebhook,
    Conflict,
    EkycError,
    FieldProblem,
    Forbidden,
    ImageRefused,
    Invalid,
    NoAnswer,
    NotFound,
    Problem,
    ServerFailed,
    TooManyRequests,
    Unauthorized,
    Unreadable,
    WaitedTooLong,
)

__all__ = [
    "AsyncClient",
    "BadWebhook",
    "Client",
    "Conflict",
    "EkycError",
    "FieldProblem",
    "Forbidden",
    "ImageRefused",
    "Invalid",
    "Message",
    "NoAnswer",
    "NotFound",
    "Problem",
    "ServerFailed",
    "TooManyRequests",
    "Unauthorized",
    "Unreadable",
    "WaitedTooLong",
    "receiver",
    "sign",
    "verify",
]
