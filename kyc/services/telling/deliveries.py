"""The delivery of one event to one address: signed, posted, and retried by the schedule until received or given up.

Every attempt is a separate job. A worker that dies between the POST and `settle` posts again, so a receiver may see a
message twice, always with the same webhook-id; nothing is lost, and nothing is sent with two ids.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from standardwebhooks.webhooks import Webhook

from kyc import jobs
from kyc.domain import ids
from kyc.domain.errors import NotFound
from kyc.domain.lifecycle import FINAL
from kyc.domain.ports import Answer, Sealer
from kyc.domain.scenarios import scenario
from kyc.models import Delivery, DeliveryAttempt, Event, Partner, Profile, Verification, WebhookEndpoint, utcnow
from kyc.services.accounts import partners
from kyc.services.telling import endpoints, messages

RETRY_AFTER_S = (1, 5, 30, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
JITTER = 0.1
LONGEST_WAIT_S = 86_400.0
GONE = 410
JOB = "deliver"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One attempt, ready to be posted; `played` is the answer that a test scenario pretends, without a request."""

    url: str
    body: bytes
    headers: dict[str, str]
    played: Answer | None = None


def start(session: Session, event: Event, endpoint_id: str | None, url: str, body: bytes) -> Delivery:
    """Queue the first attempt to deliver an event to an address, in the caller's transaction."""
    delivery = Delivery(id=ids.token("dlv"), event_id=event.id, endpoint_id=endpoint_id, url=url)
    delivery.body, delivery.next_at = body, event.at
    session.add(delivery)
    session.flush()
    _enqueue(session, delivery, 0)
    return delivery


def sign(secrets: Sequence[str], event_id: str, timestamp: int, body: bytes) -> str:
    """The webhook-signature of Standard Webhooks 1.0: one `v1,…` for each live secret."""
    moment = datetime.fromtimestamp(timestamp, UTC)
    return " ".join(Webhook(secret).sign(event_id, moment, body.decode()) for secret in secrets)


def headers(event: Event, number: int, timestamp: int, signature: str) -> dict[str, str]:
    """The request's headers; `number` counts from 0, x-ekyc-attempt from 1."""
    return {
        "content-type": "application/json",
        "webhook-id": event.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature,
        **({"x-ekyc-record-id": event.profile_id} if event.profile_id else {}),
        "x-ekyc-attempt": str(number + 1),
        "x-ekyc-final": "true" if json.loads(event.body).get("status") in FINAL else "false",
        "x-ekyc-mode": event.mode,
    }


def prepare(session: Session, keyring: Sealer, delivery_id: str, number: int) -> Outgoing | None:
    """An attempt, signed now; None if there is nothing left to do: already made, delivered, given up or erased."""
    found = session.execute(
        select(Delivery, Event, Partner.sealed_webhook_secret, WebhookEndpoint, Profile.document_number)
        .join(Event, Event.id == Delivery.event_id)
        .join(Partner, Partner.id == Event.partner_id)
        .outerjoin(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
        .outerjoin(Profile, Profile.id == Event.profile_id)
        .where(Delivery.id == delivery_id, Delivery.state == "pending", Delivery.attempts == number)
    ).one_or_none()
    if found is None:
        return None
    delivery, event, sealed, endpoint, declared = found
    own = endpoints.opened(endpoint, keyring) if endpoint else ()
    timestamp = int(utcnow().timestamp())
    secrets = own or partners.webhook_secrets(event.partner_id, sealed, keyring)
    signature = sign(secrets, event.id, timestamp, delivery.body)
    url = endpoint.url if endpoint else delivery.url  # its current URL: it may have changed since
    played = _played(event, endpoint, declared, number)
    return Outgoing(url, delivery.body, headers(event, number, timestamp, signature), played)


def _played(event: Event, endpoint: WebhookEndpoint | None, declared: str | None, number: int) -> Answer | None:
    """The answer that a test scenario pretends; never for the operator's endpoint, which gets live events too."""
    script = scenario(event.mode, declared)
    theirs = endpoint is None or endpoint.mode == "test"
    return Answer(script.answers[number], 0) if script and theirs and number < len(script.answers) else None


def settle(session: Session, delivery_id: str, number: int, answer: Answer, random: Callable[[], float]) -> None:
    """Log an attempt and decide what follows, in the caller's transaction; a second call changes nothing.

    `random` returns 0 to 1 for the jitter.
    """
    erased = _erased(session, delivery_id)  # first, because an erasure too locks the person before the messages
    delivery = session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.attempts != number:
        return
    session.add(_attempt(delivery, number, answer, erased=erased))
    delivery.attempts, delivery.next_at = number + 1, None
    heard, gone = 200 <= answer.status < 300, answer.status == GONE
    if heard:
        delivery.state = "delivered"
    elif gone or number >= len(RETRY_AFTER_S) or delivery.state == "dead":
        delivery.state = "dead"
    else:
        delay = wait_s(number, answer, random)
        delivery.next_at = utcnow() + timedelta(seconds=delay)
        session.flush()
        _enqueue(session, delivery, number + 1, delay)
    session.flush()
    if delivery.endpoint_id:
        endpoints.note_answer(session, delivery.endpoint_id, heard=heard, gone=gone, now=utcnow())


def wait_s(number: int, answer: Answer, random: Callable[[], float]) -> float:
    """Seconds until the attempt after `number`: by the schedule plus up to 10 %, or longer if the receiver asks."""
    planned = RETRY_AFTER_S[number] * (1 + JITTER * random())
    return max(planned, min(answer.retry_after_s or 0, LONGEST_WAIT_S))


def replay(session: Session, delivery_id: str) -> None:
    """Send a delivery again, whatever its state; raises `NotFound`."""
    delivery = session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None:
        raise NotFound
    again(session, delivery)


def again(session: Session, delivery: Delivery) -> None:
    """Restart the schedule of a delivery, with the same webhook-id.

    One attempt number is skipped, because a job with the number that was due may still be queued and would suppress the
    new one. Raises `NotFound` if the address was erased with its person.
    """
    if not delivery.url:
        raise NotFound
    delivery.state, delivery.attempts, delivery.next_at = "pending", delivery.attempts + 1, utcnow()
    session.flush()
    _enqueue(session, delivery, delivery.attempts)


def _erased(session: Session, delivery_id: str) -> bool:
    """Whether the person was erased while the message was on its way; then nothing of the answer is stored."""
    about = select(Verification.erasure_id).join(Event, Event.verification_id == Verification.id)
    mine = about.join(Delivery, Delivery.event_id == Event.id).where(Delivery.id == delivery_id)
    return session.scalar(mine.with_for_update(read=True, key_share=True, of=Verification)) is not None


def _attempt(delivery: Delivery, number: int, answer: Answer, *, erased: bool) -> DeliveryAttempt:
    return DeliveryAttempt(
        delivery_id=delivery.id,
        number=number,
        status=answer.status,
        elapsed_ms=answer.elapsed_ms,
        answer="" if erased else messages.without_echo(answer.body, delivery.body),
        error=answer.error,
    )


def _enqueue(session: Session, delivery: Delivery, number: int, delay: float = 0) -> None:
    """Queue an attempt in its endpoint's share, else its partner's, so that a slow receiver delays nobody else's."""
    share = delivery.endpoint_id or session.scalar(select(Event.partner_id).where(Event.id == delivery.event_id)) or "-"
    job_id = f"{delivery.id}-{number}"
    jobs.enqueue(session, jobs.DELIVER, JOB, job_id, delivery.id, number, delay=delay, share=share)
