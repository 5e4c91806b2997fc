"""The port to the durable queue: a job's row is part of the transaction that asks for it.

Behind it stands DBOS in the application's own database (docs/decisions/0003-durable-jobs.md); nothing outside this
package names it. Arguments are ids only: job tables hold no personal data.
"""

from kyc.jobs.engine import prepare
from kyc.jobs.queues import DELIVER, IO, LIVENESS, MONITOR, VERIFY, Schedule, enqueue
from kyc.jobs.records import busy, failed, finished_before, forget, reclaim, resume
from kyc.jobs.worker import JobFailed, Limit, Worker

__all__ = [
    "DELIVER",
    "IO",
    "LIVENESS",
    "MONITOR",
    "VERIFY",
    "JobFailed",
    "Limit",
    "Schedule",
    "Worker",
    "busy",
    "enqueue",
    "failed",
    "finished_before",
    "forget",
    "prepare",
    "reclaim",
    "resume",
]
