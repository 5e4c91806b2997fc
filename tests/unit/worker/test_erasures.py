"""The job behind an erasure: done again after a crash, patient with a store that is away, never overtaken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from kyc.adapters.blobs import create
from kyc.config import load
from kyc.domain.erasing import Tombstone
from kyc.domain.errors import Closed, NotFound, Unavailable
from kyc.domain.lifecycle import State
from kyc.domain.ports import Answer
from kyc.models import CheckRecord, Delivery, DeliveryAttempt, Erasure, Event, Profile, Verification, transaction
from kyc.services.examining import pipeline, reexamination, traces
from kyc.services.examining.reexamination import Reexamination
from kyc.services.privacy import erasure, receipts, tombstones
from kyc.services.telling import deliveries
from kyc.tools import Tools
from kyc.worker import erasures
from tests import make
from tests.queued import unfinished
from tests.unit.worker.test_deliveries import DirectWorker

Erase = Callable[[Verification], str]


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    return Tools(load(_env_file=None, instance_dir=tmp_path / "instance"))


@pytest.fixture
def erase(books: Session) -> Erase:
    def run(made: Verification) -> str:
        with transaction(books):
            found = books.get_one(Verification, made.id, populate_existing=True)
            return erasure.redact(books, found, erasure.Order("unlawful", "operator")).id

    return run


def finished(books: Session, erasure_id: str) -> Erasure:
    books.rollback()
    return books.get_one(Erasure, erasure_id, populate_existing=True)


def run_job(engine: Engine, tools: Tools, books: Session, erasure_id: str) -> None:
    books.rollback()
    worker = DirectWorker(engine)
    worker.engine = engine  # type: ignore[attr-defined]  # as the real one has
    erasures.register(worker, tools, sessionmaker(engine, expire_on_commit=False))  # type: ignore[arg-type]
    worker.workflows["erase"](erasure_id)


def test_the_job_stands_in_the_commit_of_the_erasure(books: Session, engine: Engine, erase: Erase) -> None:
    with transaction(books):
        made = make.in_review(books)
    before = unfinished(engine)
    erase(made)
    assert unfinished(engine) > before


def test_images_go_then_the_receipt_is_signed(books: Session, engine: Engine, tools: Tools, erase: Erase) -> None:
    with transaction(books):
        made = make.in_review(books)
    names = [f"document/page-{made.id}", f"document/selfie-{made.id}", f"{made.id}/selfie_of_a_request_that_died"]
    for name in names:
        tools.blobs.put(name, b"picture")
    receipt_id = erase(made)
    assert finished(books, receipt_id).receipt is None
    run_job(engine, tools, books, receipt_id)
    for name in names:
        with pytest.raises(NotFound):
            tools.blobs.get(name)
    done = finished(books, receipt_id)
    assert done.receipt
    assert done.objects == []
    assert books.get_one(Verification, made.id, populate_existing=True).redacted_at == done.finished_at
    assert [one.id for one in tombstones.kept(tools.settings.instance_dir / tombstones.FILE)] == [receipt_id]


def test_wherever_it_is_interrupted_it_is_done_again(
    books: Session, engine: Engine, tools: Tools, erase: Erase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(books):
        made = make.in_review(books)
    receipt_id = erase(made)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    parts: list[tuple[object, str]] = [(tombstones, "append"), (type(tools.blobs), "delete")]
    for owner, part in [*parts, (erasures, "sweep"), (receipts, "finish")]:
        with monkeypatch.context() as patched:
            patched.setattr(owner, part, crash)
            with pytest.raises(KeyboardInterrupt):
                run_job(engine, tools, books, receipt_id)
        assert finished(books, receipt_id).receipt is None
    run_job(engine, tools, books, receipt_id)
    assert finished(books, receipt_id).receipt
    assert len(tombstones.kept(tools.settings.instance_dir / tombstones.FILE)) == 1


def test_a_store_that_is_away_leaves_it_unfinished_and_it_is_begun_again(
    books: Session, engine: Engine, tools: Tools, erase: Erase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(books):
        made = make.in_review(books)
    receipt_id = erase(made)

    def away(*_: object) -> None:
        raise Unavailable("the image store does not answer")

    monkeypatch.setattr(type(tools.blobs), "delete", away)
    with pytest.raises(Unavailable):
        erasures.clear(tools, engine, sessionmaker(engine), receipt_id)
    assert receipts.unfinished(books) == [receipt_id]
    books.rollback()
    waiting = unfinished(engine)
    erasures.rescue(engine, sessionmaker(engine))
    assert unfinished(engine) == waiting, "the job that stands is the job"


def test_an_examination_that_ends_after_it_writes_nothing(books: Session, erase: Erase) -> None:
    with transaction(books):
        made = make.submitted(books)
        pipeline.begin(books, made.id)
    erase(made)
    with transaction(books):
        pipeline.conclude(books, made.id, make.examination())
        pipeline.give_up(books, made.id)
        pipeline.note_progress(books, made.id, "document_read", "done")
    found = books.get_one(Verification, made.id, populate_existing=True)
    assert (found.state, found.extracted, found.confidence) == (State.PROCESSING, None, None)
    assert books.scalars(select(CheckRecord)).all() == []


def test_one_that_waited_in_the_queue_is_not_begun(books: Session, erase: Erase) -> None:
    with transaction(books):
        made = make.submitted(books)
    erase(made)
    with transaction(books):
        pipeline.begin(books, made.id)
    assert books.get_one(Verification, made.id).state is State.SUBMITTED


def test_a_reexamination_writes_nothing_either(books: Session, erase: Erase) -> None:
    with transaction(books):
        made = make.in_review(books)
    erase(made)
    assert not reexamination.wanted(books, made.id, Reexamination(1))


def test_no_trace_is_kept_of_it(books: Session, tools: Tools, erase: Erase) -> None:
    with transaction(books):
        made = make.in_review(books)
    erase(made)
    shown = traces.Shown(name="JANE", number="A1", issuer="UTO")
    with pytest.raises(Closed), transaction(books):
        traces.keep(books, tools.marks, made.id, shown)


def test_what_a_receiver_answers_after_it_is_not_written_down(books: Session, erase: Erase) -> None:
    with transaction(books):
        made = make.in_review(books)
        event = books.scalars(select(Event).where(Event.verification_id == made.id)).first()
        assert event
        sent = deliveries.start(books, event, None, "https://partner.example/h", b"{}")
    erase(made)
    with transaction(books):
        deliveries.settle(books, sent.id, 0, Answer(500, 3, body="Dear Jane"), lambda: 0.5)
    assert books.scalars(select(DeliveryAttempt.answer)).all() == [""]
    assert books.get_one(Delivery, sent.id, populate_existing=True).state == "dead"


def test_a_record_that_was_erased_is_no_persons_any_more(books: Session, erase: Erase) -> None:
    with transaction(books):
        made = make.in_review(books)
    erase(made)
    assert books.get_one(Profile, made.profile_id, populate_existing=True).name is None


def test_a_tombstone_is_carried_out_by_the_same_job(
    books: Session, engine: Engine, tools: Tools, tmp_path: Path
) -> None:
    with transaction(books):
        made = make.in_review(books)
    tools.blobs.put(f"document/page-{made.id}", b"picture")
    stone = replace(_stone(made), id="rcpt_old")
    with transaction(books):
        assert tombstones.replay(books, [stone]) == 1
    run_job(engine, tools, books, stone.id)
    assert receipts.claims(finished(books, stone.id), "x")["tombstone"]["id"] == "rcpt_old"
    assert list(create(tools.settings.blob_url, tools.keyring).names()) == []


def _stone(made: Verification) -> Tombstone:
    at = "2026-01-02T03:04:05.678Z"
    return Tombstone("x", at, made.partner_id, "live", made.profile_id, True, (made.id,), "unlawful", "k")
