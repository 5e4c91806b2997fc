"""A person with a distinct word in every column that can hold personal data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.models import (
    DEFAULT_PARTNER,
    ApplicantRequest,
    Base,
    CaseEscalation,
    CaseNote,
    CaseRuling,
    Correction,
    Decision,
    Delivery,
    DeliveryAttempt,
    DocumentTrace,
    Event,
    Handoff,
    Holder,
    IdempotencyKey,
    LegalHold,
    LivenessChallenge,
    MatchVerdictRecord,
    PortraitMatch,
    ProfileFlag,
    RefusedUpload,
    StaffUser,
    Verification,
    WebhookEndpoint,
    utcnow,
)
from kyc.services.privacy.personal_columns import PERSONAL
from tests import make

OWN = {
    "verification.date_of_birth": "1931-02-07",
    "verification.issuing_country": "QUX",
    "document.issuing_country": "QUY",
    "profile.match_country": "QUW",
    "profile.document_number": "ZQNUMBER77",
    "handoff.code": "7Q9U",
}
"""Short words, for columns that take no longer one: none of our ids is in upper case with a U."""


def word(place: str) -> str:
    """The word of a column, named `table.column`, and of no other."""
    return OWN.get(place) or "zq" + place.replace(".", "").replace("_", "") + "qz"


def everywhere(session: Session, mode: str = "live") -> Verification:
    """A verification in review with a row in every table that may hold personal data; not committed."""
    other = make.in_review(session, mode)
    found = make.in_review(session, mode)
    staff = StaffUser(email=f"{ids.record_id()}@example.com", fs_uniquifier=ids.record_id())
    endpoint = WebhookEndpoint(id=ids.token("we"), partner_id=DEFAULT_PARTNER, mode=mode, url="https://hook.example/in")
    session.add_all([staff, endpoint])
    session.flush()
    mine = {"verification_id": found.id}
    of_profile = {"profile_id": found.profile_id}
    for rows in (_of_the_desk(mine, staff.id), _of_lists(mine, of_profile), *_sent(mine, endpoint.id)):
        session.add_all(rows)
        session.flush()
    session.add_all(
        [
            RefusedUpload(**mine, item="selfie", reason="image_blurry", sha256=""),
            LivenessChallenge(**mine, id=ids.token("chal"), number=1, nonce_digest="", moves=[], capture_s=9.0),
            DocumentTrace(**mine, **of_profile, partner_id=DEFAULT_PARTNER, mode=mode),
            PortraitMatch(**mine, earlier_id=other.id),
            Holder(**mine, token_digest=word("holder.token_digest")),
            Handoff(**mine, nonce=word("handoff.nonce"), code=word("handoff.code"), watcher_digest="w"),
            ApplicantRequest(**mine, **of_profile, id=ids.token("req"), kind="erasure"),
            LegalHold(**of_profile, id=ids.token("hold"), reason="litigation", put_by="operator", lifted_at=utcnow()),
            IdempotencyKey(**mine, **_promise()),
        ]
    )
    session.flush()
    for table in PERSONAL:
        for column in PERSONAL[table]:
            _write(session, Base.metadata.tables[table].c[column], found)
    session.expire_all()
    return found


def words() -> set[str]:
    """Every word in use."""
    places = [f"{table}.{column}" for table, columns in PERSONAL.items() for column in columns]
    taken = ["holder.token_digest", "handoff.nonce", "handoff.code", "idempotency_key.key", "idempotency_key.answer"]
    return {word(place) for place in [*places, *taken]}


def found_in(session: Session, wanted: Iterable[str]) -> set[str]:
    """Which of the words stand in any column of any table."""
    text = "\n".join(
        "|".join(map(str, row))
        for table in Base.metadata.sorted_tables
        for row in session.connection().execute(sa.select(table))
    )
    return {one for one in wanted if one in text}


def _promise() -> dict[str, Any]:
    soon = utcnow() + timedelta(hours=1)
    answer = word("idempotency_key.answer").encode()
    kept = {"owner": "k", "key": word("idempotency_key.key"), "request_digest": "d", "status": 201}
    return {**kept, "sealed_answer": answer, "running_until": soon, "expires_at": soon}


def _of_the_desk(mine: dict[str, str], staff_id: int) -> list[Base]:
    theirs = {**mine, "staff_id": staff_id}
    return [
        Decision(**mine, outcome="rejected", rule="r", policy="p", actor=f"staff:{staff_id}"),
        CaseRuling(**theirs, outcome="rejected", reason="other", four_eyes=False, version=1, due_at=utcnow()),
        CaseEscalation(**theirs, reason="unsure"),
        CaseNote(**theirs, text=""),
        Correction(**theirs, field="surname", value="", reason="misread"),
    ]


def _of_lists(mine: dict[str, str], of_profile: dict[str, str]) -> list[Base]:
    about = {**mine, **of_profile, "check_name": "pep_screening"}
    verdict = {"verdict": "false_positive", "reason": "", "actor": "staff:1", "entity_id": "", "list_name": ""}
    return [
        MatchVerdictRecord(**about, **verdict, person_digest="", fingerprint=""),
        ProfileFlag(**about, id=ids.token("flag"), mode="live", fingerprint="one", score=0.9, match={}),
        ProfileFlag(**about, id=ids.token("flag"), mode="live", fingerprint="two", score=0.8, match={}),
    ]


def _sent(mine: dict[str, str], endpoint_id: str) -> tuple[list[Base], ...]:
    event = Event(**mine, id=ids.event_id(), partner_id=DEFAULT_PARTNER, type="verification.manual_review", body=b"{}")
    there = Delivery(
        id=ids.token("dlv"), event_id=event.id, endpoint_id=endpoint_id, url="https://hook.example", body=b"{}"
    )
    alone = Delivery(id=ids.token("dlv"), event_id=event.id, url="https://own.example", body=b"{}")
    attempts = [DeliveryAttempt(delivery_id=one.id, number=0, status=500, elapsed_ms=1) for one in (there, alone)]
    return [event], [there, alone], [*attempts]


def _write(session: Session, column: sa.Column[Any], found: Verification) -> None:
    """Write the column's word into every row that the table has of this person."""
    table, place = column.table, f"{column.table.name}.{column.name}"
    said = word(place)
    value: Any = sa.literal(said)
    if isinstance(column.type, sa.JSON):
        value = sa.literal(_json(place, said), sa.JSON())
    elif isinstance(column.type, sa.LargeBinary):
        value = sa.literal(json.dumps({"event": "e", "session_id": found.id, "extracted_data": said}).encode())
    elif isinstance(column.type, sa.Date):
        value = (
            sa.cast(sa.literal(said), sa.Date)
            if session.get_bind().dialect.name == "postgresql"
            else sa.text("'1931-02-07'")
        )
    if place == "profile_flag.fingerprint":
        value = sa.literal(said) + sa.func.substr(table.c.fingerprint, 1, 3)
    if place == "delivery.url":
        session.execute(sa.update(table).where(table.c.endpoint_id.is_(None)).values(url=said))
        return
    session.execute(sa.update(table).where(_mine(table, found)).values({column.name: value}))


def _json(place: str, said: str) -> Any:
    if place == "liveness_challenge.frames":
        return [{"t_ms": 5, "sha256": said, "kept": said, "blob": f"frame/{said}"}]
    return {"said": said, "list_name": said, "entity_id": said} if place == "profile_flag.match" else {"said": said}


def _mine(table: sa.Table, found: Verification) -> sa.ColumnElement[bool]:
    if table.name == "profile":
        return table.c.id == found.profile_id
    if table.name == "verification":
        return table.c.id == found.id
    if "verification_id" in table.c:
        return table.c.verification_id == found.id
    if table.name == "legal_hold":
        return table.c.profile_id == found.profile_id
    told = sa.select(Event.id).where(Event.verification_id == found.id)
    if table.name == "delivery":
        return table.c.event_id.in_(told)
    return table.c.delivery_id.in_(sa.select(Delivery.id).where(Delivery.event_id.in_(told)))
