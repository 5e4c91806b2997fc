"""What was asked for again while a case stays with a person: which items, why, until when, and what arrived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement

from kyc.domain.lifecycle import State
from kyc.models import Document, Selfie, Verification, utcnow

PUBLIC = ("type", "items", "reasons", "attempts_left", "due_at")
"""What the contract shows of it; `turn` and `before` are internal."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Items as in `requirements` (`document.front` …, `selfie`) and reasons of the catalogue.

    `turn` counts the requests of this verification; `before` are the ids of the images at that time, so that all others
    have arrived since.
    """

    items: tuple[str, ...]
    reasons: tuple[str, ...]
    attempts_left: int
    due_at: datetime
    turn: int
    before: frozenset[str]


def of(verification: Verification) -> Pending | None:
    """What is asked for now; None where nothing is, or the case is not in review."""
    kept = verification.pending_action
    if not kept or verification.state is not State.MANUAL_REVIEW:
        return None
    return Pending(
        tuple(kept["items"]),
        tuple(kept["reasons"]),
        kept["attempts_left"],
        datetime.fromisoformat(kept["due_at"]),
        kept["turn"],
        frozenset(kept["before"]),
    )


def nothing_asked() -> ColumnElement[bool]:
    """The same as a condition on stored verifications: those that do not wait for the applicant."""
    free: ColumnElement[bool] = Verification.pending_action["due_at"].as_string().is_(None)
    return free


def open_to(verification: Verification, item: str) -> bool:
    """Whether this item may be sent now, because it was asked for and is in time."""
    asked = of(verification)
    return asked is not None and item in asked.items and not is_due(asked)


def is_due(asked: Pending) -> bool:
    """Whether its time is over."""
    return asked.due_at <= utcnow()


def unsent(asked: Pending, documents: Iterable[Document], selfie: Selfie | None) -> list[str]:
    """The items for which nothing new has arrived yet, in the order in which they were asked for."""
    came = {f"document.{one.side}" for one in documents if one.id not in asked.before}
    if selfie and selfie.id not in asked.before:
        came.add("selfie")
    return [item for item in asked.items if item not in came]


def stood_before(verification: Verification, image: Document | Selfie | None) -> bool:
    """Whether an image is one that is to be replaced: sending it again helps nobody."""
    asked = of(verification)
    return asked is not None and image is not None and image.id in asked.before


def use_attempt(verification: Verification) -> None:
    """Count one more refusal of an item that was asked for."""
    kept = verification.pending_action
    if kept:
        verification.pending_action = {**kept, "attempts_left": max(0, kept["attempts_left"] - 1)}


def view(verification: Verification) -> dict[str, Any] | None:
    """In the form of the contract."""
    kept = verification.pending_action
    return {key: kept.get(key) for key in PUBLIC} if kept else None


def kept(asked: Pending, due_at: str) -> dict[str, Any]:
    """In the stored form, with `due_at` as the APIs print a timestamp."""
    return {
        "type": "resubmission",
        "items": list(asked.items),
        "reasons": list(asked.reasons),
        "attempts_left": asked.attempts_left,
        "due_at": due_at,
        "turn": asked.turn,
        "before": sorted(asked.before),
    }


def ids_of(documents: Sequence[Document], selfie: Selfie | None) -> frozenset[str]:
    """The ids of the present images."""
    return frozenset(one.id for one in documents) | ({selfie.id} if selfie else set())
