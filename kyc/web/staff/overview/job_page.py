"""The workers' page: how deep the queues are, who works, what failed, and which webhooks were not delivered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import flash, redirect, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from kyc import jobs
from kyc.domain.errors import LostRace, NotFound
from kyc.domain.rights import Right
from kyc.jobs import status
from kyc.jobs.status import Job
from kyc.models import WorkerHeartbeat, db, utcnow
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor
from kyc.services.telling import undelivered
from kyc.web import unit_of_work
from kyc.web.staff.door import blueprint
from kyc.web.staff.guard import me, staff

SHOWN = 50
SILENT = timedelta(seconds=60)
QUEUES = {
    jobs.VERIFY: "Verifications",
    jobs.LIVENESS: "Head movements",
    jobs.DELIVER: "Webhooks",
    jobs.IO: "Housekeeping",
    jobs.MONITOR: "Changed lists",
}
NAMES = {
    "verify": "Verify",
    "reexamine": "Examine new photos",
    "examine_corrected": "Examine a correction",
    "judge_challenge": "Judge head movements",
    "deliver": "Deliver a webhook",
    "carry_out_ruling": "Carry a decision out",
    "monitor": "Compare with changed lists",
    "watch_lists": "Look for changed lists",
    "update_lists": "Fetch lists",
    "expire": "End what is over",
    "purge": "Tidy up",
    "rescue": "See to what gave up",
}


@dataclass(frozen=True, slots=True)
class Worker:
    """A live or silent worker, and the jobs it has in hand."""

    name: str
    seen: datetime | None
    doing: Sequence[Job]

    @property
    def silent(self) -> bool:
        return self.seen is None or self.seen < utcnow() - SILENT


@blueprint.get("/jobs")
@staff(Right.LOOK_AFTER)
def job_page() -> str:
    """Everything at this moment; ids and names of jobs, never of persons."""
    session, engine = unit_of_work.session(), db.engine
    return render_template(
        "staff/jobs.html",
        queues=[(QUEUES.get(name, name), depth) for name, depth in status.depths(engine).items()],
        workers=_workers(session, status.running(engine, SHOWN)),
        failed=status.failed(engine, SHOWN),
        dead=undelivered.unheard(session, "dead", SHOWN),
        late=undelivered.unheard(session, "pending", SHOWN),
        names=NAMES,
        now=datetime.now(UTC),
        most=SHOWN,
    )


@blueprint.post("/jobs/<job_id>/again")
@staff(Right.LOOK_AFTER)
def run_again(job_id: str) -> Response:
    """Put a job whose worker died too often back into its queue; its checkpoints are kept."""
    found = next((one for one in status.failed(db.engine, 1000) if one.id == job_id), None)
    if found is None or found.raised:
        raise NotFound
    unit_of_work.commits(audit.note)(unit_of_work.session(), Act.JOB_RESUMED, actor(me().id), job_id[:60])
    jobs.resume(db.engine, job_id, found.queue or jobs.IO)
    return _back("The job is in its queue again.")


@blueprint.post("/deliveries/<delivery_id>/again")
@staff(Right.LOOK_AFTER)
def send_again(delivery_id: str) -> Response:
    """Restart the delivery schedule of a webhook."""
    return _changed(undelivered.send_again, delivery_id, "The webhook is on its way again.")


@blueprint.post("/deliveries/<delivery_id>/give-up")
@staff(Right.LOOK_AFTER)
def give_up(delivery_id: str) -> Response:
    """Stop delivering a webhook; it is kept and can be sent again."""
    return _changed(undelivered.give_up, delivery_id, "It is tried no more. It can be sent again from here.")


def _changed(work: Callable[[Session, str, str], None], delivery_id: str, words: str) -> Response:
    try:
        unit_of_work.commits(work)(unit_of_work.session(), delivery_id, actor(me().id))
    except LostRace:
        return _back("It was heard meanwhile, so nothing was changed.", "")
    return _back(words)


def _back(words: str, tone: str = "good") -> Response:
    flash(words, tone)
    return redirect(url_for("staff.job_page"))


def _workers(session: Session, running: Sequence[Job]) -> list[Worker]:
    """Every worker with a heartbeat, and every one that has a job without having one."""
    seen = {row.executor_id: row.at for row in session.scalars(select(WorkerHeartbeat))}
    everybody = sorted({*seen, *(one.executor for one in running)})
    return [Worker(name, seen.get(name), [one for one in running if one.executor == name]) for name in everybody]
