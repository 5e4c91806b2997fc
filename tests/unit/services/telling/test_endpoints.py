"""Endpoints: made, changed, rotated, switched off by what they answer, removed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from kyc.adapters.blobs import Keyring
from kyc.domain.errors import Invalid, NotFound
from kyc.domain.ports import Answer
from kyc.models import (
    DEFAULT_PARTNER,
    AuditEntry,
    Delivery,
    Partner,
    Verification,
    WebhookEndpoint,
    transaction,
    utcnow,
)
from kyc.services.telling import endpoints
from kyc.services.telling.deliveries import prepare, sign
from kyc.services.telling.endpoints import EndpointChanges
from kyc.services.telling.events import announce
from tests.unit.services.telling.told import BAD, COMPLETED, OK, attempt, told

URL = "https://partner.example/own-endpoint"


@pytest.fixture
def made(books: Session, keyring: Keyring) -> tuple[WebhookEndpoint, str]:
    return create(books, keyring, EndpointChanges(URL))


def create(
    books: Session, keyring: Keyring, changes: EndpointChanges, mode: str = "live"
) -> tuple[WebhookEndpoint, str]:
    with transaction(books):
        return endpoints.create(books, keyring, DEFAULT_PARTNER, mode, changes, "key1")  # type: ignore[arg-type]


def again(books: Session, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    return books.get_one(WebhookEndpoint, endpoint.id, populate_existing=True)


def acts(books: Session) -> list[str]:
    return list(books.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.position)))


def test_the_database_holds_a_sealed_secret_and_the_standards_shape_is_kept(
    books: Session, keyring: Keyring, made: tuple[WebhookEndpoint, str]
) -> None:
    endpoint, secret = made
    assert secret.startswith("whsec_")
    assert len(secret) == len("whsec_") + 44
    assert secret.encode() not in (endpoint.sealed_secret or b"")
    assert endpoints.opened(endpoint, keyring) == (secret,)


def test_its_messages_are_signed_with_its_own_secret(
    books: Session, keyring: Keyring, made: tuple[WebhookEndpoint, str], decided: Verification
) -> None:
    with transaction(books):
        announce(books, decided, COMPLETED)
    delivery = books.scalars(sa.select(Delivery).where(Delivery.endpoint_id == made[0].id)).one()
    outgoing = prepare(books, keyring, delivery.id, 0)
    assert outgoing is not None
    signed = outgoing.headers["webhook-signature"]
    moment = int(outgoing.headers["webhook-timestamp"])
    assert signed == sign((made[1],), outgoing.headers["webhook-id"], moment, outgoing.body)


def test_a_message_goes_to_where_its_endpoint_is_now(
    books: Session, keyring: Keyring, made: tuple[WebhookEndpoint, str], decided: Verification
) -> None:
    with transaction(books):
        announce(books, decided, COMPLETED)
        endpoints.change(books, made[0], EndpointChanges(url="https://partner.example/moved"), "key1")
    delivery = books.scalars(sa.select(Delivery).where(Delivery.endpoint_id == made[0].id)).one()
    outgoing = prepare(books, keyring, delivery.id, 0)
    assert outgoing is not None
    assert outgoing.url == "https://partner.example/moved"


def test_test_endpoints_hear_of_test_records_and_live_ones_of_live_records(
    books: Session, keyring: Keyring, made: tuple[WebhookEndpoint, str], decided: Verification
) -> None:
    create(books, keyring, EndpointChanges("https://partner.example/test"), "test")
    heard = told(books, decided)
    assert URL in heard
    assert "https://partner.example/test" not in heard


def test_an_address_has_one_endpoint_in_each_mode(
    books: Session, keyring: Keyring, made: tuple[WebhookEndpoint, str]
) -> None:
    with pytest.raises(Invalid, match="with this address already"):
        create(books, keyring, EndpointChanges(URL))
    create(books, keyring, EndpointChanges(URL), "test")


def test_there_may_be_sixteen(books: Session, keyring: Keyring) -> None:
    for number in range(endpoints.MOST):
        create(books, keyring, EndpointChanges(f"https://partner.example/{number}"))
    with pytest.raises(Invalid, match="There may be 16"):
        create(books, keyring, EndpointChanges("https://partner.example/more"))


@pytest.mark.parametrize("mode", ["live", "test"])
def test_another_partners_and_another_modes_are_not_there(
    books: Session, made: tuple[WebhookEndpoint, str], mode: str
) -> None:
    with transaction(books):
        books.add(Partner(id="ptn_other", name="Other", sealed_webhook_secret=b""))
    whose = "ptn_other" if mode == "live" else DEFAULT_PARTNER
    with pytest.raises(NotFound):
        endpoints.get(books, made[0].id, whose, mode)  # type: ignore[arg-type]


def test_the_operators_endpoint_is_not_the_partners_to_change(books: Session) -> None:
    with transaction(books):
        books.add(WebhookEndpoint(id="we_default", partner_id=DEFAULT_PARTNER, url=URL, events=[]))
    assert endpoints.all_of(books, DEFAULT_PARTNER, "live") == []
    with pytest.raises(NotFound):
        endpoints.get(books, "we_default", DEFAULT_PARTNER, "live")


def test_for_a_day_after_a_rotation_both_secrets_sign_and_then_the_new_one_alone(
    books: Session, keyring: Keyring, made: tuple[WebhookEndpoint, str]
) -> None:
    endpoint, first = made
    with transaction(books):
        second = endpoints.rotate(books, endpoint, keyring, "key1")
    assert endpoints.opened(endpoint, keyring) == (second, first)
    with transaction(books):
        third = endpoints.rotate(books, endpoint, keyring, "key1")
    assert endpoints.opened(endpoint, keyring) == (third, second)
    endpoint.old_secret_until = utcnow() - timedelta(seconds=1)
    assert endpoints.opened(endpoint, keyring) == (third,)


def test_a_removed_endpoint_hears_nothing_and_what_was_on_its_way_is_given_up(
    books: Session, keyring: Keyring, made: tuple[WebhookEndpoint, str], decided: Verification
) -> None:
    with transaction(books):
        announce(books, decided, COMPLETED)
        endpoints.remove(books, made[0], "key1")
    delivery = books.scalars(sa.select(Delivery).where(Delivery.endpoint_id == made[0].id)).one()
    assert again(books, made[0]).sealed_secret is None
    assert (delivery.state, prepare(books, keyring, delivery.id, 0)) == ("dead", None)
    with pytest.raises(NotFound):
        endpoints.get(books, made[0].id, DEFAULT_PARTNER, "live")
    assert acts(books)[-1] == "endpoint.removed"


@pytest.mark.parametrize(
    "changes",
    [EndpointChanges(enabled=True), EndpointChanges(url="https://partner.example/b")],
    ids=["enabled", "moved"],
)
def test_a_disabled_endpoint_begins_anew(
    books: Session, made: tuple[WebhookEndpoint, str], changes: EndpointChanges
) -> None:
    with transaction(books):
        endpoints.change(books, made[0], EndpointChanges(enabled=False), "key1")
    assert again(books, made[0]).disabled_reason == "by_partner"
    with transaction(books):
        endpoints.change(books, made[0], changes, "key1")
    found = again(books, made[0])
    assert (found.disabled_at, found.disabled_reason, found.failing_since) == (None, None, None)


# what it answers


@pytest.fixture
def sent(books: Session, made: tuple[WebhookEndpoint, str], decided: Verification) -> Delivery:
    with transaction(books):
        announce(books, decided, COMPLETED)
    return books.scalars(sa.select(Delivery).where(Delivery.endpoint_id == made[0].id)).one()


def test_a_failure_starts_the_clock_and_a_success_stops_it(
    books: Session, made: tuple[WebhookEndpoint, str], sent: Delivery
) -> None:
    attempt(books, sent.id, 0, BAD)
    first = again(books, made[0]).failing_since
    attempt(books, sent.id, 1, BAD)
    assert again(books, made[0]).failing_since == first is not None
    attempt(books, sent.id, 2, OK)
    assert again(books, made[0]).failing_since is None


@pytest.mark.parametrize(("days", "reason"), [(4.9, None), (5.1, "failing")])
def test_five_days_of_nothing_but_failures_disable_it_and_the_chain_says_so(
    books: Session, made: tuple[WebhookEndpoint, str], sent: Delivery, days: float, reason: str | None
) -> None:
    with transaction(books):
        made[0].failing_since = utcnow() - timedelta(days=days)
    state = attempt(books, sent.id, 0, BAD)
    assert again(books, made[0]).disabled_reason == reason
    assert (state == "dead") is (reason is not None)
    assert ("endpoint.disabled" in acts(books)) is (reason is not None)


def test_gone_disables_it_at_once(books: Session, made: tuple[WebhookEndpoint, str], sent: Delivery) -> None:
    assert attempt(books, sent.id, 0, Answer(410, 5, "")) == "dead"
    assert again(books, made[0]).disabled_reason == "gone"
