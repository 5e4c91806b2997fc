"""Scrubbing: every word of a person goes, what proves that something was done stays."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from kyc.domain.data_classes import DataClass
from kyc.models import CheckRecord, Delivery, Document, Event, LivenessChallenge, Profile, ProfileFlag, Verification
from kyc.services.privacy import personal_columns, scrubbing
from kyc.services.privacy.scrubbing import PERSON
from tests import make
from tests.written_everywhere import everywhere, found_in, word, words

PLACES = [(table, column) for table, columns in personal_columns.PERSONAL.items() for column in columns]


@pytest.fixture
def written(books: Session) -> Verification:
    return everywhere(books)


def whole(session: Session, verification: Verification) -> list[str]:
    profile_id = verification.profile_id
    names = scrubbing.scrub(session, [verification.id], PERSON).objects
    scrubbing.scrub_profiles(session, [profile_id])
    return names


def test_the_words_stand_everywhere_before(books: Session, written: Verification) -> None:
    assert found_in(books, words()) == words()


def test_no_word_stands_anywhere_afterwards(books: Session, written: Verification) -> None:
    whole(books, written)
    assert found_in(books, words()) == set()


def test_a_place_that_is_left_out_is_found(
    books: Session, written: Verification, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = words()
    for table, column in PLACES:
        rest = {name: kind for name, kind in personal_columns.PERSONAL[table].items() if name != column}
        if (table, column) in scrubbing._BY_HAND:
            continue
        with books.begin_nested() as savepoint, monkeypatch.context() as patched:
            patched.setitem(personal_columns.PERSONAL, table, rest)
            whole(books, books.get_one(Verification, written.id))
            assert found_in(books, every) == {word(f"{table}.{column}")}
            savepoint.rollback()


@pytest.mark.parametrize("table", sorted(personal_columns.TAKEN_WHOLE))
def test_a_table_that_is_left_out_is_found(
    books: Session, written: Verification, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    monkeypatch.delitem(personal_columns.TAKEN_WHOLE, table)
    whole(books, written)
    left = books.scalar(sa.select(sa.func.count()).select_from(sa.table(table)))
    assert left == 1


def test_the_objects_of_every_image_are_named_once(books: Session, written: Verification) -> None:
    names = whole(books, written)
    assert f"frame/{word('liveness_challenge.frames')}" in names
    assert {word("document.blob"), word("selfie.blob")} < set(names)
    assert whole(books, books.get_one(Verification, written.id)) == []


def test_another_person_keeps_everything(books: Session, written: Verification) -> None:
    other = make.in_review(books)
    before = list(books.connection().execute(_about(other)))
    whole(books, written)
    assert list(books.connection().execute(_about(other))) == before
    assert books.get_one(Profile, other.profile_id).name == "Jane Doe"


def _about(other: Verification) -> sa.Select[bytes, str]:
    return sa.select(Event.body, Event.type).where(Event.verification_id == other.id).order_by(Event.id)


def test_what_was_done_stays(books: Session, written: Verification) -> None:
    checks = books.execute(sa.select(CheckRecord.name, CheckRecord.result, CheckRecord.score)).all()
    events = set(books.scalars(sa.select(Event.id)))
    whole(books, written)
    assert books.execute(sa.select(CheckRecord.name, CheckRecord.result, CheckRecord.score)).all() == checks
    assert set(books.scalars(sa.select(Event.id))) == events
    assert books.get_one(Verification, written.id).state.value == "manual_review"


def test_of_a_message_the_session_and_its_status_stay(books: Session, written: Verification) -> None:
    whole(books, written)
    for body in books.scalars(sa.select(Event.body).where(Event.verification_id == written.id)):
        assert json.loads(body).keys() == {"event", "session_id"}


def test_what_was_to_go_to_an_endpoint_goes_there_thin(books: Session, written: Verification) -> None:
    whole(books, written)
    delivery = books.scalars(sa.select(Delivery).where(Delivery.endpoint_id.is_not(None))).one()
    assert delivery.state == "pending"
    assert json.loads(delivery.body) == {"event": "e", "session_id": written.id}


def test_what_was_to_go_to_an_address_of_one_session_alone_goes_nowhere(books: Session, written: Verification) -> None:
    whole(books, written)
    delivery = books.scalars(sa.select(Delivery).where(Delivery.url == "")).one()
    assert (delivery.state, delivery.next_at) == ("dead", None)


def test_only_the_images_go_with_the_images(books: Session, written: Verification) -> None:
    names = scrubbing.scrub(books, [written.id], {DataClass.IMAGES}).objects
    assert len(names) == 3
    assert found_in(books, words()) == words() - {word("document.blob"), word("selfie.blob")}
    assert books.scalars(sa.select(LivenessChallenge.frames)).one()[0]["blob"] is None
    assert set(books.scalars(sa.select(Document.blob).where(Document.verification_id == written.id))) == {""}


def test_only_the_faces_go_with_the_biometrics(books: Session, written: Verification) -> None:
    assert scrubbing.scrub(books, [written.id], {DataClass.BIOMETRICS}).objects == []
    gone = {word("document_trace.sealed_portrait"), word("document_trace.portrait_engine")}
    assert found_in(books, words()) == words() - gone


def test_several_flags_of_one_person_stay_several(books: Session, written: Verification) -> None:
    whole(books, written)
    assert len(set(books.scalars(sa.select(ProfileFlag.fingerprint)))) == 2


def test_who_read_a_verification_before_is_told_that_it_changed(books: Session, written: Verification) -> None:
    before = written.version
    whole(books, written)
    assert books.get_one(Verification, written.id).version > before


def test_it_is_counted_by_class(books: Session, written: Verification) -> None:
    taken = scrubbing.scrub(books, [written.id], PERSON)
    assert taken.counts[DataClass.IMAGES] == 3
    assert taken.counts[DataClass.BIOMETRICS] == 2  # the trace, and the match
    assert taken.counts[DataClass.EXTRACTED] > 20
