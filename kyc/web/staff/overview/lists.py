"""The watchlists that people are screened against: their dates, whether they are too old, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import render_template

from kyc.adapters.screening.standing import failures
from kyc.adapters.screening.versions import Versions
from kyc.domain.errors import Unavailable
from kyc.domain.rights import Right
from kyc.domain.watchlists import KINDS, Standing
from kyc.tools import Tools
from kyc.web import unit_of_work
from kyc.web.staff.door import blueprint
from kyc.web.staff.guard import staff

TITLES = {"sanctions": "Sanctions", "pep": "Politically exposed persons"}


@dataclass(frozen=True, slots=True)
class Section:
    """The contents of one index: `lists` is None where its service does not answer."""

    kind: str
    title: str
    lists: Sequence[Standing] | None
    rolled_back: bool

    @property
    def counts(self) -> bool:
        """Whether any of it counts in live mode."""
        return any(not one.list.sample for one in self.lists or ())


@blueprint.get("/watchlists")
@staff(Right.SEE_CASES)
def lists() -> str:
    """Every loaded list, by index."""
    tools = unit_of_work.tools()
    return render_template(
        "staff/lists.html",
        sections=[_section(tools, kind) for kind in KINDS],
        failures=failures(tools.settings.watchlists_dir) if tools.settings.watchlist == "index" else {},
        now=datetime.now(UTC),
    )


def _section(tools: Tools, kind: str) -> Section:
    try:
        found = tools.list_standings(kind)
    except Unavailable:
        return Section(kind, TITLES[kind], None, rolled_back=False)
    own = tools.settings.watchlist == "index"
    rolled_back = own and Versions(tools.settings.watchlists_dir / kind).rolled_back
    return Section(kind, TITLES[kind], found, rolled_back)
