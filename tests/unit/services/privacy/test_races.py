"""An erasure and whoever writes of the same person at the same moment: one waits for the other, nothing is left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc.domain.errors import Closed
from kyc.models import CaseNote, Erasure, Profile, StaffUser, Verification, transaction
from kyc.services.privacy import erasure
from tests import make

WORD = "zqwordqz"
WAIT_S = 20


@pytest.fixture
def case(books: Session) -> tuple[str, int]:
    """A case in review, and somebody of the staff."""
    with transaction(books):
        made = make.in_review(books)
        person = StaffUser(email="one@example.com", fs_uniquifier="one")
        books.add(person)
    return made.id, person.id


@pytest.fixture
def thread() -> Iterator[Callable[[Callable[[], None]], threading.Thread]]:
    begun: list[threading.Thread] = []

    def start(work: Callable[[], None]) -> threading.Thread:
        begun.append(threading.Thread(target=work))
        begun[-1].start()
        return begun[-1]

    yield start
    for one in begun:
        one.join(WAIT_S)
        assert not one.is_alive()


def erase(engine: Engine, verification_id: str) -> None:
    with Session(engine) as session, transaction(session):
        found = session.get_one(Verification, verification_id)
        erasure.redact(session, found, erasure.Order("unlawful", "operator"))


def notes(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(CaseNote.text)))


def test_who_was_here_first_is_waited_for_and_what_they_wrote_goes(
    engine: Engine, case: tuple[str, int], thread: Callable[[Callable[[], None]], threading.Thread]
) -> None:
    verification_id, staff_id = case
    with Session(engine) as session, transaction(session):
        session.add(CaseNote(verification_id=verification_id, staff_id=staff_id, text=WORD))
        session.flush()
        other = thread(lambda: erase(engine, verification_id))
        other.join(0.2)
        assert other.is_alive()
    other.join(WAIT_S)
    assert notes(engine) == [""]


def test_who_comes_while_it_is_under_way_waits_and_is_refused(
    engine: Engine, case: tuple[str, int], thread: Callable[[Callable[[], None]], threading.Thread]
) -> None:
    verification_id, staff_id = case
    refused: list[type[Exception]] = []

    def write() -> None:
        try:
            with Session(engine) as session, transaction(session):
                session.add(CaseNote(verification_id=verification_id, staff_id=staff_id, text=WORD))
        except Closed as error:
            refused.append(type(error))

    with Session(engine) as session, transaction(session):
        erasure.redact(session, session.get_one(Verification, verification_id), erasure.Order("unlawful", "operator"))
        other = thread(write)
        other.join(0.2)
        assert refused == []
    other.join(WAIT_S)
    assert refused == [Closed]
    assert notes(engine) == []


def test_of_two_erasures_at_once_one_is_done(
    engine: Engine, books: Session, case: tuple[str, int], thread: Callable[[Callable[[], None]], threading.Thread]
) -> None:
    verification_id, _ = case
    for other in [thread(lambda: erase(engine, verification_id)) for _ in range(3)]:
        other.join(WAIT_S)
    books.rollback()
    done = books.scalars(select(Erasure)).all()
    assert len(done) == 1
    profile = books.scalars(select(Profile).where(Profile.erasure_id.is_not(None))).one()
    assert profile.erasure_id == done[0].id
