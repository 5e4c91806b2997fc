"""Erasing a session or a whole record, and its signed receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from flask import Blueprint, Response
from pydantic import Field

from kyc.domain.dates import stamp
from kyc.domain.erasing import digest_of
from kyc.models import Erasure
from kyc.services.privacy import erasure
from kyc.services.report import reports
from kyc.web import auth
from kyc.web.answers import answer
from kyc.web.contract import Shape, Strict, contract
from kyc.web.guards import public
from kyc.web.idempotency import effect, idempotent
from kyc.web.unit_of_work import commits, session, tools
from kyc.web.v1.challenge_shapes import Sha256
from kyc.web.v1.given import Redaction
from kyc.web.v1.sessions import KEY, READ

REDACT, TAG = "sessions:redact", "Erasure"
Reason = Literal["applicant_request", "partner_request", "no_longer_needed", "unlawful", "wrong_person"]


class ErasureIn(Strict):
    """The reason; it appears in the receipt and on the audit chain."""

    reason: Reason = "partner_request"


class ErasureQuery(Strict):
    """The reason, in the query: a DELETE has no body."""

    reason: Reason = "partner_request"


class Erased(Shape):
    id: str = Field(description="Of the session or the record.")
    redaction: Redaction


class Counts(Shape):
    images: int
    biometrics: int
    extracted: int


class ReceiptOut(Shape):
    id: str
    status: Literal["pending", "completed"]
    record_id: str
    whole_record: bool
    session_ids: list[str]
    reason: str
    erased_at: datetime
    completed_at: datetime | None
    counts: Counts = Field(description="Deleted objects and rows, by class.")
    tombstone_sha256: Sha256
    receipt: str | None = Field(description="The signed receipt, a compact JWS; null until all images are deleted.")


class PublicKey(Shape):
    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: str
    kid: str
    use: Literal["sig"]
    alg: Literal["Ed25519"]


class PublicKeys(Shape):
    keys: list[PublicKey]


def register(blueprint: Blueprint) -> None:
    """Register the views with their blueprint."""
    blueprint.post("/sessions/<session_id>/redact")(redact)
    blueprint.delete("/profiles/<record_id>")(erase_profile)
    blueprint.get("/receipts/<receipt_id>")(read_receipt)
    blueprint.get("/receipts/keys")(receipt_keys)


@auth.api_key(REDACT)
@contract(
    summary="Erase a session",
    tag=TAG,
    body=ErasureIn,
    answers={202: Erased},
    security=KEY,
    problems=(400, 404, 409, 413, 415, 422),
)
@idempotent
@effect
def redact(session_id: str, body: ErasureIn) -> Response:
    """Everything that this session knows about the person; the record too, where no other session uses it."""
    found = auth.own_session(session_id)
    wish = erasure.order(body.reason, auth.principal().key_id)
    done = erasure.redact(session(), found, wish)
    return _erased(found.id, done)


@auth.api_key(REDACT)
@contract(
    summary="Erase a profile",
    tag=TAG,
    query=ErasureQuery,
    answers={202: Erased},
    security=KEY,
    problems=(404, 409, 422),
)
@commits
def erase_profile(record_id: str, query: ErasureQuery) -> Response:
    """The record with all its sessions; a repeated call returns the same receipt."""
    caller = auth.principal()
    profile = erasure.own_profile(session(), record_id, caller.partner_id, caller.mode)
    return _erased(profile.id, erasure.erase_profile(session(), profile, erasure.order(query.reason, caller.key_id)))


@auth.api_key(READ)
@contract(
    summary="Read a receipt",
    tag=TAG,
    answers={200: ReceiptOut},
    security=KEY,
    problems=(404,),
)
def read_receipt(receipt_id: str) -> Response:
    """What was erased and when; signed once nothing is left."""
    caller = auth.principal()
    return answer(receipt_view(erasure.own_receipt(session(), receipt_id, caller.partner_id, caller.mode)))


@public
@contract(summary="List receipt keys", tag=TAG, answers={200: PublicKeys})
def receipt_keys() -> Response:
    """The public keys (a JWK Set) with which anybody can verify receipts."""
    return answer(tools().receipts.public())


def receipt_view(found: Erasure) -> dict[str, Any]:
    """An erasure as shown to its partner."""
    return {
        "id": found.id,
        "status": erasure.status_of(found),
        "record_id": found.profile_id,
        "whole_record": found.whole,
        "session_ids": found.verification_ids,
        "reason": found.reason,
        "erased_at": stamp(found.at),
        "completed_at": stamp(found.finished_at),
        "counts": found.counts,
        "tombstone_sha256": digest_of(erasure.tombstone_of(found)),
        "receipt": found.receipt,
    }


def _erased(subject: str, done: Erasure) -> Response:
    return answer({"id": subject, "redaction": reports.redaction_of(done.id, done.finished_at)}, 202)
