"""A worker that never returns, and one that was only asleep: others do its work, and nothing is decided twice."""

from __future__ import annotations

import signal

import pytest
import sqlalchemy as sa

from kyc.models import WorkerHeartbeat
from tests.reliability.conftest import Opened
from tests.reliability.partner import Partner, check_all, decided, processing
from tests.reliability.receiver import Receiver
from tests.reliability.site import Site
from tests.waiting import until

NUMBER = 4

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


def living(site: Site) -> set[str]:
    with site.engine.connect() as connection:
        return {str(one).rpartition("-")[2] for one in connection.scalars(sa.select(WorkerHeartbeat.executor_id))}


def test_the_work_of_a_sleeper_and_of_a_host_that_never_returns_is_done_by_others_and_once(
    opened: Opened, receiver: Receiver
) -> None:
    site = opened(workers=1, rest_s=3, WEBHOOK_URL=receiver.url, WORKER_CONCURRENCY="2")
    partner = Partner(site.url)
    acknowledged = [partner.verify(number) for number in range(NUMBER)]
    assert until(lambda: processing(site.engine) == 2)
    site.signal("worker-1", signal.SIGSTOP)
    site.start("worker-2")
    assert until(lambda: decided(site.engine) == NUMBER, 60)
    assert until(lambda: living(site) == {"2"})
    site.signal("worker-1", signal.SIGCONT)
    assert until(lambda: living(site) == {"1", "2"})
    acknowledged += [partner.verify(NUMBER + number) for number in range(NUMBER)]
    assert until(lambda: processing(site.engine) >= 3)
    site.end("worker-2")
    check_all(site.engine, acknowledged, receiver)
    assert until(lambda: living(site) == {"1"})
