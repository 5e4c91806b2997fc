"""The numbers page: what became of the verifications of a period, as charts with tables, and each table as a file."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, abort, render_template, request, url_for
from markupsafe import Markup

from kyc.domain.evidence import Mode
from kyc.domain.rights import Right
from kyc.models import utcnow
from kyc.services.accounts import partners
from kyc.services.numbers import agreement, steps, summary
from kyc.services.numbers.cohort import Scope
from kyc.services.numbers.summary import Groups
from kyc.services.numbers.tally import Tally
from kyc.web import unit_of_work
from kyc.web.staff.door import blueprint
from kyc.web.staff.guard import staff
from kyc.web.staff.overview import charts
from kyc.web.staff.overview.charts import Bar, Line
from kyc.web.staff.overview.numbers_tables import GROUPS, Cell, Seconds, Table, as_csv, tables

PERIODS = {"7": "7 days", "30": "30 days", "90": "90 days"}
MODES: dict[str, Mode] = {"live": "live", "test": "test"}
MOST_BARS = 12


@blueprint.get("/numbers")
@staff(Right.SEE_FIGURES)
def figures() -> str | Response:
    """The figures for the URL's period, mode and partner, or one table of them as CSV; 400 for unknown ones."""
    scope, session = _scope(), unit_of_work.session()
    found = summary.groups(session, scope)
    made = tables(scope, found, steps.movements(session, scope), agreement.agreements(session, scope))
    if "csv" in request.args:
        return _file(made.get(request.args["csv"]) or abort(400), scope)
    return render_template(
        "staff/numbers.html",
        scope=scope,
        periods=PERIODS,
        partners=partners.names(session),
        headlines=_headlines(found.total),
        tables=made.values(),
        charts=_charts(scope, found, made),
        groups=GROUPS,
        said=said,
        address=lambda name: _address(scope, name),
    )


def said(cell: Cell) -> str:
    """A cell for people; a dash where it is empty."""
    if cell is None:
        return "–"
    if isinstance(cell, Seconds):
        return duration(cell)
    return f"{100 * cell:.1f} %" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else cell


def duration(seconds: int) -> str:
    """A duration in its two largest units: 41 s, 3 min 5 s, 2 h 10 min, 1 d 4 h."""
    minutes, rest = divmod(seconds, 60)
    hours, days = minutes // 60, minutes // 1440
    if not minutes:
        return f"{rest} s"
    if not hours:
        return f"{minutes} min {rest} s"
    return f"{days} d {hours % 24} h" if days else f"{hours} h {minutes % 60} min"


def _scope() -> Scope:
    period, mode = request.args.get("period") or "30", request.args.get("mode") or "live"
    partner = request.args.get("partner") or None
    if (
        period not in PERIODS
        or mode not in MODES
        or (partner and partner not in partners.names(unit_of_work.session()))
    ):
        abort(400)
    return Scope(utcnow(), int(period), MODES[mode], partner)


def _address(scope: Scope, table: str) -> str:
    """The URL of a table as a file."""
    return url_for("staff.figures", period=scope.days, mode=scope.mode, partner=scope.partner, csv=table)


def _file(table: Table, scope: Scope) -> Response:
    name = f"{table.name}-{scope.mode}-{scope.dates[0]}-{scope.dates[-1]}.csv"
    answer = Response(as_csv(table), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _headlines(total: Tally) -> dict[str, tuple[str, str]]:
    """The headline figures, each with what it is a share of."""
    return {
        "Opened": (said(total.opened), f"{total.submitted:,} submitted, {total.under_way:,} under way"),
        "Drop-off": (said(total.drop_off), "of those who are not under way left before submitting"),
        "Pass rate": (said(total.pass_rate), f"of {total.decided:,} decided were approved"),
        "Straight through": (said(total.straight_through), "of those decided, without a person"),
        "First photos good": (said(total.first_photos), "of those who sent photos had none refused"),
        "Approved at first go": (said(total.first_goes), f"of {total.first_decided:,} first goes decided"),
    }


def _charts(scope: Scope, found: Groups, made: Mapping[str, Table]) -> dict[str, Markup]:
    """The chart of each table, by the table's name."""
    days = [
        Line(name, [getattr(day, name.lower()) for day in found.days]) for name in ("Opened", "Submitted", "Decided")
    ]
    ends = (scope.dates[0].isoformat(), scope.dates[-1].isoformat())
    reached = [Bar(str(row[0]), row[1], said(row[1])) for row in made["steps"].rows if isinstance(row[1], int)]
    return {
        "days": charts.lines("days", "Opened, submitted and decided, by the day of opening", ends, days),
        "outcomes": charts.bars("outcomes", "What became of them", _column(made["outcomes"], 1)),
        "steps": charts.bars("steps", "How many reached each step", reached),
        "waiting": _waiting(made["waiting"]),
        **{name: _group_chart(name, title, made[name]) for name, (title, *_) in GROUPS.items()},
        "agreement": charts.bars("agreement", "Share of pairs alike", _column(made["agreement"], 3), 1.0),
    }


def _group_chart(name: str, title: str, table: Table) -> Markup:
    """What a group is looked at for first: of devices who left, of everything else who passed."""
    what, place = ("Drop-off", 3) if name == "devices" else ("Pass rate", 5)
    return charts.bars(name, f"{what} by {title.lower()}", _column(table, place), 1.0)


def _column(table: Table, place: int) -> list[Bar]:
    """The first rows of a column that have a figure."""
    rows = [(str(row[0]), row[place]) for row in table.rows]
    known = [Bar(name, float(cell), said(cell)) for name, cell in rows if isinstance(cell, int | float)]
    return known[:MOST_BARS]


def _waiting(table: Table) -> Markup:
    """How many waited how long for a decision in which a person had a part."""
    classes = zip(table.heads[4:], table.rows[1][4:], strict=True)
    rows = [Bar(head, cell, said(cell)) for head, cell in classes if isinstance(cell, int)]
    return charts.bars("waiting", "Decided with a person, by waiting time", rows)
