"""The worker's real jobs, off the real queue, one commit at a time: several at once, and each may die."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from kyc import jobs
from kyc.jobs import records
from kyc.jobs.engine import client
from kyc.models import transaction
from kyc.tools import Tools
from kyc.worker import challenges, deliveries, erasures, rulings, upkeep, verify

PATIENCE_S = 60


class Killed(BaseException):
    """The process of this job is killed, between two commits."""


@dataclass
class InHand:
    """A job paused before its next commit, in a thread of its own."""

    job_id: str
    alive: bool = True
    error: BaseException | None = None
    _go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _stands: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _doomed: bool = False

    def start(self, work: Callable[[], None]) -> None:
        threading.Thread(target=self._run, args=(work,), daemon=True).start()
        self._wait()

    def go_on(self, *, die: bool = False) -> None:
        """Advance to the next commit or the end; or die now, before the commit."""
        self._doomed = die
        self._go.release()
        self._wait()

    def stand(self) -> None:
        """Called in the job's thread before each commit."""
        self._stands.release()
        self._go.acquire()
        if self._doomed:
            raise Killed

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            self.error = error
        self.alive = False
        self._stands.release()

    def _wait(self) -> None:
        assert self._stands.acquire(timeout=PATIENCE_S), f"{self.job_id} hangs"
        if self.error and not isinstance(self.error, Killed):
            raise self.error


class Worker:
    """Registers the workflows as `kyc.worker.main` does, and runs each when and as far as it is told."""

    def __init__(self, tools: Tools, engine: Engine) -> None:
        self.engine = engine
        self.sessions: sessionmaker[Session] = sessionmaker(engine, expire_on_commit=False)
        self.workflows: dict[str, Callable[..., None]] = {}
        self.in_hand: list[InHand] = []
        self.done = Counter[str]()
        self._mine = threading.local()
        me = cast(jobs.Worker, self)
        verify.register(me, tools, self.sessions)
        challenges.register(me, tools, self.sessions)
        deliveries.register(me, tools.sender, tools.keyring, self.sessions)
        rulings.register(me)
        erasures.register(me, tools, self.sessions)

    def transaction(self, work: Callable[..., None]) -> Callable[..., None]:
        def run(*args: object) -> None:
            self._mine.job.stand()
            with self.sessions() as session, transaction(session):
                work(session, *args)

        return run

    def workflow(self, work: Callable[..., None]) -> None:
        self.workflows[work.__name__] = work

    def queue(self) -> list[str]:
        """Ids of the jobs that wait, delayed ones too: here time passes on request."""
        return sorted(one.workflow_id for one in self._waiting())

    def take(self, job_id: str) -> InHand:
        """Start a job, whether or not another worker has it: a worker presumed dead carries on."""
        found = next(one for one in self._waiting() if one.workflow_id == job_id)
        made = InHand(job_id)
        self.done["jobs"] += 1
        self.in_hand.append(made)

        def work() -> None:
            self._mine.job = made
            self.workflows[found.name](*found.input["args"])
            jobs.forget(self.engine, [job_id])

        made.start(work)
        self._drop()
        return made

    def go_on(self, mine: InHand, commits: int = 1, *, die: bool = False) -> None:
        """Advance a job by this many commits; or kill it before the next one, so that the queue still has it."""
        for _ in range(commits):
            if mine.alive:
                self.done["deaths" if die else "commits"] += 1
                mine.go_on(die=die)
        self._drop()

    def finish(self) -> None:
        """Finish everything in progress or waiting."""
        while self.in_hand:
            self.go_on(self.in_hand[0])
        for job_id in self.queue():
            mine = self.take(job_id)
            while mine.alive:
                self.go_on(mine)

    def clear(self) -> None:
        """Kill everything before its next commit, and empty the queue."""
        while self.in_hand:
            self.in_hand[0].go_on(die=True)
            self._drop()
        jobs.forget(self.engine, self.queue())

    def look_after(self) -> None:
        """Run the clockwork: what has expired ends, and failed jobs go to review."""
        upkeep.expire_due(self.sessions)
        upkeep.lapse_due(self.sessions)

    def _waiting(self) -> list[Any]:
        return client(self.engine).list_workflows(status=records.UNFINISHED)

    def _drop(self) -> None:
        self.in_hand = [one for one in self.in_hand if one.alive]
