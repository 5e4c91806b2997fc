"""A decided verification, its delivery, and endpoints that listen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from kyc.domain.lifecycle import State
from kyc.models import DEFAULT_PARTNER, CheckRecord, Delivery, Verification, WebhookEndpoint, transaction
from kyc.services.telling.events import announce
from tests.unit.services.telling.test_messages import PASSED, READ
from tests.unit.services.telling.told import COMPLETED, OWN_URL


@pytest.fixture
def decided(books: Session, verification: Verification) -> Verification:
    """The example of the contract: approved, all checks clean, with an address of its own."""
    with transaction(books):
        verification.state, verification.confidence = State.APPROVED, 0.95
        verification.extracted, verification.webhook_url = READ, OWN_URL
        for name, result in PASSED.items():
            books.add(CheckRecord(verification_id=verification.id, name=name, result=result, method="automated"))
    return verification


@pytest.fixture
def delivery(books: Session, decided: Verification) -> Delivery:
    with transaction(books):
        announce(books, decided, COMPLETED)
    return books.scalars(sa.select(Delivery)).one()


@pytest.fixture
def endpoint(books: Session) -> Callable[..., WebhookEndpoint]:
    def add(number: int = 1, **more: object) -> WebhookEndpoint:
        url = f"https://partner.example/{number}"
        made = WebhookEndpoint(**{"id": f"we_{number}", "partner_id": DEFAULT_PARTNER, "url": url, **more})
        with transaction(books):
            books.add(made)
        return made

    return add
