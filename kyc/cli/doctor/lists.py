"""Watchlists: whether people are screened in live mode, and whether the lists are up to date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from kyc.cli.doctor.finding import Finding, Installation, fail, ok, warn
from kyc.domain.errors import Unavailable
from kyc.domain.watchlists import KINDS


def watchlists(installation: Installation) -> Iterator[Finding]:
    """One finding per kind of list; the synthetic sample counts in test mode alone."""
    now = datetime.now(UTC)
    for kind in KINDS:
        try:
            found = installation.tools.list_standings(kind)
        except Unavailable:
            yield fail("lists", f"the service that has the {kind} lists does not answer", "docs/operate/yente.md")
            continue
        counting = [one for one in found if not one.list.sample]
        if not counting:
            yield warn("lists", f"no {kind} list is loaded: in live mode a person decides", "flask kyc watchlists load")
        old = [one for one in counting if one.overdue(now)]
        for one in old:
            says = f"{one.list.name} is {one.age_days(now)} days old, the limit is {one.limit_days}"
            yield warn("lists", says, "flask kyc watchlists update")
        if counting and not old:
            yield ok("lists", f"{kind}: {', '.join(one.list.name for one in counting)}")
