"""The job of a ruling: carried out by a worker, also by the next one when the first dies at the worst moment."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.domain.lifecycle import State
from kyc.jobs.engine import client
from kyc.models import CaseRuling, Verification, transaction
from kyc.services.desk.rulings import JOB, Terms
from kyc.worker import rulings
from tests import make
from tests.unit.services.ruled import APPROVE, IN_TEN, decisions, messages, say, staff, steps

PROCESS = """
import os, sys, time
from pathlib import Path
import sqlalchemy as sa
from sqlalchemy.orm import Session
from kyc import jobs
from kyc.models import CaseRuling
from kyc.models.base import prepare_sqlite
from kyc.services.desk import rulings as service
from kyc.worker import rulings

url, crash_at = sys.argv[1:]
engine = sa.create_engine(url)
if url.startswith("sqlite"):
    prepare_sqlite(engine, "NORMAL")
inner = service.carry_out

def carry_out(session, ruling_id):
    inner(session, ruling_id)
    if not Path(crash_at).exists():
        Path(crash_at).touch()
        os._exit(9)

service.carry_out = carry_out
worker = jobs.Worker(engine, "host-1")
rulings.register(worker)
worker.start({jobs.IO: jobs.Limit(2)}, 0.05, ())
for _ in range(600):
    with Session(engine) as session:
        if not session.scalar(sa.select(sa.func.count()).where(CaseRuling.made_at.is_(None))):
            break
    time.sleep(0.05)
worker.stop(5)
"""


@pytest.fixture
def case(books: Session) -> Verification:
    with transaction(books):
        return make.in_review(books)


def given(books: Session, case: Verification, terms: Terms = IN_TEN) -> CaseRuling:
    return say(books, case, staff(books, "anna")[0], APPROVE, terms)


def test_a_worker_that_dies_while_it_carries_out_decides_nothing_and_the_next_one_once(
    engine: Engine, books: Session, case: Verification, tmp_path: Path
) -> None:
    given(books, case, Terms(undo_seconds=1))
    books.rollback()
    command = [sys.executable, "-c", PROCESS, engine.url.render_as_string(False), str(tmp_path / "crashed")]
    assert subprocess.run(command, timeout=60, check=False).returncode == 9
    assert (decisions(books, case), messages(books)) == ([], 0)
    assert subprocess.run(command, timeout=60, check=False).returncode == 0
    assert (len(decisions(books, case)), messages(books)) == (1, 1)
    books.expire_all()
    assert case.state is State.APPROVED


def test_a_ruling_whose_job_gave_up_lapses_and_the_case_stays_with_people(
    engine: Engine, books: Session, case: Verification
) -> None:
    row = given(books, case)
    client(engine).cancel_workflow(f"{JOB}-{row.id}")
    for _ in range(2):
        rulings.rescue(engine, partial(Session, engine))
    books.expire_all()
    assert (case.state, row.lapsed_at is not None) == (State.MANUAL_REVIEW, True)
    assert steps(books, case)[-1] == "ruling_lapsed"
    assert jobs.failed(engine, JOB) == []
