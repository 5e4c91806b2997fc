"""The database: whether it answers, is at this version, agrees with our clock, and has workers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from kyc.cli import database as tables
from kyc.cli.doctor.finding import Finding, Installation, fail, ok, warn
from kyc.jobs.status import depths, failures
from kyc.models import Delivery, WorkerHeartbeat, utcnow

SILENT = timedelta(seconds=60)
SKEW_S, LONG_WAIT_S, LONG_WAY = 5.0, 300.0, timedelta(hours=6)


def database(installation: Installation) -> Iterator[Finding]:
    """Whether it answers, and has this version's tables."""
    installation.session.execute(select(1))
    kind = installation.session.get_bind().dialect.name
    if tables.is_behind():
        yield fail("database", f"{kind} is behind this version", "flask kyc migrate")
    else:
        yield ok("database", f"{kind} answers, its tables are those of this version")


def database_clock(installation: Installation) -> Iterator[Finding]:
    """Compares clocks, for leases, expiries and signatures compare times of both."""
    if installation.settings.is_sqlite:
        return
    said = installation.session.scalar(select(func.clock_timestamp()))
    skew = abs((datetime.now(UTC) - said).total_seconds()) if said else 0.0
    if skew > SKEW_S:
        yield fail("clock", f"{skew:.0f} seconds apart from the database's", "let both follow a time server")
    else:
        yield ok("clock", "the database has the same time")


def workers(installation: Installation) -> Iterator[Finding]:
    """Whether workers are running, and whether they keep up."""
    seen = installation.session.scalars(select(WorkerHeartbeat.at)).all()
    living = sum(at >= utcnow() - SILENT for at in seen)
    if not living:
        yield fail("workers", "none has shown life for a minute: nothing is verified", "flask kyc worker, or kyc serve")
    else:
        yield ok("workers", f"{living} at work")
    engine, now = installation.session.connection().engine, datetime.now(UTC)
    late = {name: depth for name, depth in depths(engine).items() if depth.oldest_s(now) > LONG_WAIT_S}
    for name, depth in late.items():
        says = f"{depth.waiting} jobs wait in {name}, the oldest for {depth.oldest_s(now) / 60:.0f} minutes"
        yield warn("workers", says, "start more workers, or see their logs")
    if failed := failures(engine):
        yield warn("workers", f"{failed} jobs gave up", "see /staff/jobs and the workers' logs")


def webhooks_on_their_way(installation: Installation) -> Iterator[Finding]:
    """Whether partners receive their webhooks."""
    rows = select(Delivery.state, func.count(), func.min(Delivery.created_at)).group_by(Delivery.state)
    undone = rows.where(Delivery.state.in_(("pending", "dead")))
    found = {state: (number, since) for state, number, since in installation.session.execute(undone)}
    if "dead" in found:
        yield warn("webhooks", f"{found['dead'][0]} were given up", "flask kyc partners webhook list, then replay")
    if "pending" in found and utcnow() - found["pending"][1] > LONG_WAY:
        yield warn("webhooks", f"{found['pending'][0]} are on their way, the oldest for hours", "is the receiver up?")
    if not found:
        yield ok("webhooks", "every one was heard")
