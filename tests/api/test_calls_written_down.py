"""Which calls about a verification both APIs write down: what changed or was read, by whom, without any value."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import ApiCall, Verification
from tests.api.calls import LIVE, add_document, opened
from tests.make import LIVE_KEY, PERSON

SESSION = "/v1/sessions/{session_id}"


def written(session: Session, about: str | None = None) -> list[tuple[str, str, int, int]]:
    session.rollback()
    session.expire_all()
    mine = select(ApiCall).filter_by(**({"verification_id": about} if about else {}))
    return [(row.method, row.route, row.status, row.times) for row in session.scalars(mine.order_by(ApiCall.id))]


def test_changes_are_written_with_what_they_change_and_reads_are_folded(client: FlaskClient, session: Session) -> None:
    made = opened(client)["id"]
    add_document(client, made)
    for _ in range(5):
        answer = client.get(f"/v1/sessions/{made}", headers=LIVE)
        client.get(f"/v1/sessions/{made}", headers={**LIVE, "If-None-Match": answer.headers["ETag"]})
    client.get(f"/v1/sessions/{made}/report", headers=LIVE)
    assert written(session, made) == [
        ("POST", "/v1/sessions", 201, 1),
        ("POST", f"{SESSION}/documents", 201, 1),
        ("GET", SESSION, 200, 1),
        ("GET", f"{SESSION}/report", 200, 1),
    ]
    row = session.scalars(select(ApiCall)).first()
    assert row is not None
    assert row.caller.startswith("env_")
    assert LIVE_KEY not in row.caller


def test_whoever_holds_the_sessions_token_is_called_the_applicant(client: FlaskClient, session: Session) -> None:
    made = opened(client)
    client.post(f"/v1/sessions/{made['id']}/cancel", headers={"x-session-token": made["session_token"]})
    callers = session.scalars(select(ApiCall.caller).order_by(ApiCall.id)).all()
    assert [name == "applicant" for name in callers] == [False, True]


def test_what_changes_nothing_and_what_is_not_ones_own_is_not_written(client: FlaskClient, session: Session) -> None:
    made = opened(client)["id"]
    client.post(f"/v1/sessions/{made}/submit", headers=LIVE)
    client.get("/v1/sessions/sess_00000000000000000000000000000000", headers=LIVE)
    client.get("/v1/sessions", headers=LIVE)
    assert written(session) == [("POST", "/v1/sessions", 201, 1)]


def test_the_first_generation_is_written_too(client: FlaskClient, session: Session) -> None:
    for _ in range(3):
        made = client.post("/api/profiles/create", json=PERSON, headers={"x-api-key": LIVE_KEY}).get_json()["id"]
    for _ in range(3):
        client.get(f"/api/profiles/{made}")
    client.get("/api/profiles/nobody")
    assert written(session, session.scalars(select(Verification.id)).one()) == [
        ("POST", "/api/profiles/create", 201, 1),
        ("POST", "/api/profiles/create", 200, 1),
        ("GET", "/api/profiles/{record_id}", 200, 1),
    ]
    assert session.scalars(select(ApiCall.caller).order_by(ApiCall.id)).all()[-1] == "anybody"
