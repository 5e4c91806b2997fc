"""A partner who retries whatever fails, and what the database must then contain."""

from __future__ import annotations

import io
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import requests
import sqlalchemy as sa
from PIL import Image

from kyc import jobs
from kyc.models import Decision, Delivery, Event, Verification
from tests.reliability.receiver import Receiver
from tests.reliability.site import KEY
from tests.waiting import until

PATIENCE_S = 420
DECIDED = ("approved", "rejected", "manual_review")
BUSY = (409, 429, 502, 503)


def _photo() -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((640, 480)).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


PHOTO = _photo()


@dataclass(frozen=True)
class Shown:
    """Somebody's evidence: what is declared, and two photos."""

    applicant: dict[str, str]
    document: bytes
    selfie: bytes


@dataclass
class Partner:
    """Uses one Idempotency-Key per operation; `answers` counts the answers by status."""

    url: str
    answers: Counter[int] = field(default_factory=Counter)

    def insist(self, path: str, key: str, **more: Any) -> dict[str, Any]:
        headers = {"x-api-key": KEY, "Idempotency-Key": key}
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                answer = requests.post(self.url + path, headers=headers, timeout=40, **more)
                self.answers[answer.status_code] += 1
                if answer.ok:
                    body: dict[str, Any] = answer.json()
                    return body
                assert answer.status_code in BUSY, answer.text
                assert answer.status_code != 503 or answer.headers["Retry-After"]
            except requests.RequestException:
                self.answers[0] += 1
            time.sleep(0.3)
        raise TimeoutError(path)

    def verify(self, number: int, shown: Shown | None = None) -> str:
        """One verification up to an acknowledged submit; returns its id."""
        one = shown or scripted(number)
        opened = self.insist("/v1/sessions", f"{number}-open", json={"applicant": one.applicant})
        session = f"/v1/sessions/{opened['id']}"
        document = {"file": ("d.jpg", one.document, "image/jpeg")}
        self.insist(f"{session}/documents", f"{number}-document", files=document, data={"type": "passport"})
        self.insist(f"{session}/selfie", f"{number}-selfie", files={"file": ("s.jpg", one.selfie, "image/jpeg")})
        return str(self.insist(f"{session}/submit", f"{number}-submit")["id"])

    def ask_once(self, number: int) -> requests.Response:
        """Try once to open a session, whatever the outcome."""
        headers = {"x-api-key": KEY, "Idempotency-Key": f"{number}-once"}
        body = {"applicant": scripted(number).applicant}
        answer = requests.post(f"{self.url}/v1/sessions", headers=headers, json=body, timeout=60)
        self.answers[answer.status_code] += 1
        return answer

    @property
    def retries(self) -> int:
        return sum(times for status, times in self.answers.items() if not 200 <= status < 300)


def scripted(number: int) -> Shown:
    """Somebody whom test mode's magic number approves: no engine runs, everything else is as usual."""
    declared = {"name": f"Ana Sample {number}", "document_number": f"TESTAPPROVE-{number:05d}"}
    return Shown({**declared, "document_type": "passport", "nationality": "UTO"}, PHOTO, PHOTO)


def decided(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(Verification.state.in_(DECIDED))) or 0


def processing(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(Verification.state == "processing")) or 0


def undecided(engine: sa.Engine) -> int:
    """How many were submitted and are not decided."""
    waiting = Verification.state.in_(("submitted", "processing"))
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(waiting)) or 0


def pending(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(Delivery.state == "pending")) or 0


def check_all(engine: sa.Engine, acknowledged: list[str], receiver: Receiver | None = None) -> None:
    """At the end: every acknowledged submit has one decision, one webhook, and no job is left."""
    number = len(acknowledged)
    assert until(lambda: decided(engine) >= number, PATIENCE_S), f"{decided(engine)} of {number} decided"
    assert until(lambda: pending(engine) == 0, 120), f"{pending(engine)} webhooks still on their way"
    check_records(engine, acknowledged)
    assert jobs.failed(engine, "verify") == []
    if receiver:
        check_webhooks(engine, receiver)


def check_records(engine: sa.Engine, acknowledged: list[str]) -> None:
    """Each is decided, exactly once, and no idempotent request made a second session."""
    with engine.connect() as connection:
        states = dict(connection.execute(sa.select(Verification.id, Verification.state)).all())
        decisions = Counter(connection.scalars(sa.select(Decision.verification_id)))
    assert len(set(acknowledged)) == len(acknowledged)
    assert {one: state for one, state in states.items() if one in set(acknowledged)} == states
    assert all(state in DECIDED for state in states.values())
    assert decisions == Counter(acknowledged)


def check_webhooks(engine: sa.Engine, receiver: Receiver) -> None:
    """One message per final decision; one that arrived twice (a kill between answer and record) has the same id."""
    with engine.connect() as connection:
        final = set(connection.scalars(sa.select(Verification.id).where(Verification.state.in_(DECIDED[:2]))))
        events = Counter(
            connection.scalars(sa.select(Event.verification_id).where(Event.type == "verification.completed"))
        )
    assert events == Counter(final)
    ids = {(headers["webhook-id"], body["session_id"]) for headers, body, _ in receiver.got}
    assert len({webhook_id for webhook_id, _ in ids}) == len(ids) == len(final)
