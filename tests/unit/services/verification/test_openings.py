"""Opening verifications: the first, the one that stands, and the next."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.domain.lifecycle import State
from kyc.models import Profile, StatusHistory, Verification, db, transaction, utcnow
from kyc.services.examining import pipeline
from kyc.services.verification import openings
from kyc.services.verification.openings import Options
from tests import make

ROUNDS = 4


def owner_of(session: Session, verification: Verification) -> Profile:
    return session.get_one(Profile, verification.profile_id)


def decided(session: Session, result: Result) -> Verification:
    found = make.submitted(session)
    pipeline.begin(session, found.id)
    pipeline.conclude(session, found.id, make.examination(document_authenticity=result))
    return found


def test_asking_again_while_one_is_open_gives_the_same(committed: Session) -> None:
    found = make.verification(committed)
    assert openings.ensure_open(committed, owner_of(committed, found), Options()).id == found.id


def test_after_a_rejection_there_is_another_go(committed: Session) -> None:
    found = decided(committed, Result.FAIL)
    assert found.state is State.REJECTED
    fresh = openings.ensure_open(committed, owner_of(committed, found), Options())
    assert (fresh.id != found.id, fresh.previous_id, fresh.state) == (True, found.id, State.CREATED)


def test_a_final_rejection_and_an_approval_stay(committed: Session) -> None:
    rejected = decided(committed, Result.FAIL)
    rejected.rejection_type = "final"
    assert openings.ensure_open(committed, owner_of(committed, rejected), Options()).id == rejected.id
    approved = decided(committed, Result.PASS)
    assert openings.ensure_open(committed, owner_of(committed, approved), Options()).id == approved.id


@pytest.mark.parametrize("reason", ["expired", "cancelled"])
def test_after_a_closed_one_there_is_a_fresh_one(committed: Session, reason: str) -> None:
    found = make.verification(committed)
    found.closed_reason, found.closed_at = reason, utcnow()
    committed.flush()
    fresh = openings.ensure_open(committed, owner_of(committed, found), Options())
    assert fresh.id != found.id


def test_however_many_ask_at_once_after_a_rejection_there_is_one_more_go(session: Session) -> None:
    with transaction(session):
        ended = decided(session, Result.FAIL)
    start, engine = threading.Barrier(6, timeout=30), db.engine

    def ask(_: int) -> str:
        start.wait()
        with Session(engine) as mine, transaction(mine):
            return openings.ensure_open(mine, mine.get_one(Profile, ended.profile_id), Options()).id

    with ThreadPoolExecutor(6) as pool:
        opened = set(pool.map(ask, range(6)))
    assert len(opened) == 1
    assert ended.id not in opened


def test_however_many_ask_at_once_when_one_is_due_it_expires_once_and_there_is_one_more_go(session: Session) -> None:
    with transaction(session):
        due = make.verification(session)
        due.expires_at = due.created_at
    start, engine = threading.Barrier(6, timeout=30), db.engine

    def ask(_: int) -> str:
        start.wait()
        with Session(engine) as mine, transaction(mine):
            return openings.ensure_open(mine, mine.get_one(Profile, due.profile_id), Options()).id

    opened = set()
    with ThreadPoolExecutor(6) as pool:
        for _ in range(ROUNDS):
            opened |= set(pool.map(ask, range(6)))
            with transaction(session):
                session.execute(update(Verification).values(expires_at=Verification.created_at))
    assert len(opened) == ROUNDS
    told = session.scalars(select(StatusHistory.verification_id).where(StatusHistory.step == "expired")).all()
    assert len(told) == len(set(told)) == ROUNDS


def test_the_next_go_keeps_what_the_partner_asked_for(committed: Session) -> None:
    wish = Options(
        client_reference_id="cust_42",
        webhook_url="https://partner.example/hooks",
        return_url="https://partner.example/done",
        locale="fr",
        metadata={"tier": 2},
        accepted_documents=("passport",),
        liveness_type="active",
        max_retries=5,
        ttl_s=7200,
        another_name=True,
    )
    first = openings.open_new(committed, make.profile(committed), wish)[0]
    assert openings.options_of(first) == wish
