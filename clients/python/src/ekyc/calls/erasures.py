"""Erasing a session or a record, and its signed receipt."""

from __future__ import annotations

from ekyc.call import Call, json, path
from ekyc.shapes import Erased, Receipt, ReceiptKeys


def redact_session(session_id: str, *, reason: str = "partner_request") -> Call[Erased]:
    """Erase what a session knows about the person; the record too, where no other session uses it."""
    return Call("POST", path("/sessions/{}/redact", session_id), json, body={"reason": reason})


def erase_profile(record_id: str, *, reason: str = "partner_request") -> Call[Erased]:
    """Erase a record with all its sessions; a repeated call returns the same receipt."""
    return Call("DELETE", path("/profiles/{}", record_id), json, query={"reason": reason})


def read_receipt(receipt_id: str) -> Call[Receipt]:
    """What was erased and when; its `receipt` is signed once all images are deleted."""
    return Call("GET", path("/receipts/{}", receipt_id), json)


def list_receipt_keys() -> Call[ReceiptKeys]:
    """The public keys (a JWK Set) with which anybody can verify receipts."""
    return Call("GET", path("/receipts/keys"), json)
