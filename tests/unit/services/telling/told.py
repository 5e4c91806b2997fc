"""What the tests of telling share: who was told, what is queued, and one attempt."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc.domain.ports import Answer
from kyc.jobs.engine import client
from kyc.models import Delivery, Verification, transaction
from kyc.services.telling.deliveries import settle
from kyc.services.telling.events import announce

SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
OLD_SECRET = "whsec_" + "B" * 32
OWN_URL = "https://partner.example/own"
COMPLETED = "verification.completed"
OK, BAD = Answer(200, 12, "ok"), Answer(500, 7, "no")


def never() -> float:
    return 0.0


def queued(engine: Engine) -> dict[str, float]:
    """Every job of the queue, with its delay in seconds."""
    found = client(engine).list_workflows(name="deliver")
    return {one.workflow_id: round((one.delay_until_epoch_ms or 0) / 1000) for one in found}


def told(session: Session, verification: Verification, event_type: str = COMPLETED) -> list[str]:
    """Announce, and say which addresses will hear of it."""
    before = set(session.scalars(sa.select(Delivery.id)))
    with transaction(session):
        announce(session, verification, event_type)
    return sorted(session.scalars(sa.select(Delivery.url).where(Delivery.id.not_in(before))))


def attempt(
    session: Session, delivery_id: str, number: int, answer: Answer, random: Callable[[], float] = never
) -> str:
    with transaction(session):
        settle(session, delivery_id, number, answer, random)
    return session.get_one(Delivery, delivery_id, populate_existing=True).state
