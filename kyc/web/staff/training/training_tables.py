"""Results of training as tables like those of the numbers page, and a chart of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from kyc.domain.training import Share, Truth
from kyc.services.training import results
from kyc.services.training.results import Answered, Team
from kyc.web.staff.overview import charts
from kyc.web.staff.overview.charts import Bar
from kyc.web.staff.overview.numbers import MOST_BARS, said
from kyc.web.staff.overview.numbers_tables import Cell, Table
from kyc.web.staff.training.training_case import TRUTHS

RATES = ("Share right", "Rate")


def months(mine: Sequence[Answered]) -> Table:
    """One's own results by month."""
    heads = ("Month", "Answered", "Right", "Share right", "Let in wrongly", "Refused wrongly")
    rows = [
        (month, one.number(), one.right.part, one.right.rate, of(one.false_accepts), of(one.false_rejects))
        for month, one in results.by_month(mine).items()
    ]
    return Table("training", "Your results by month", heads, tuple(rows))


def chart(table: Table) -> Markup:
    """A chart of a table's share column, in its first rows; empty if no row has a share yet."""
    place = next(place for place, head in enumerate(table.heads) if head in RATES)
    rows = [(str(row[0]), row[place]) for row in table.rows[:MOST_BARS]]
    found = [Bar(name, rate, said(rate)) for name, rate in rows if isinstance(rate, float)]
    title = f"{table.title}: {table.heads[place].lower()}"
    return charts.bars(table.name, title, found, 1.0) if found else Markup()


def team(found: Team) -> tuple[Table, Table]:
    """The team's errors with their intervals, and the cases that were judged worst."""
    marks = found.marks
    errors: list[tuple[Cell, ...]] = [
        _error("Let in wrongly", marks.false_accepts),
        *(_error(f"… {TRUTHS[truth][0].lower()}", marks.missed(truth)) for truth in (Truth.LOOKALIKE, Truth.FORGED)),
        _error("Refused wrongly", marks.false_rejects),
    ]
    heads = ("Error", "Times", "Of", "Rate", "At least (95 %)", "At most (95 %)")
    cases = [(name, one.number(), one.right.part, one.right.rate) for name, one in found.cases.items()]
    return (
        Table(
            "team",
            f"The team’s errors, {found.people} {'person' if found.people == 1 else 'people'}",
            heads,
            tuple(errors),
        ),
        Table("cases", "Case by case", ("Case", "Answered", "Right", "Share right"), tuple(cases)),
    )


def of(share: Share) -> str:
    """This many of that many."""
    return f"{share.part} of {share.whole}" if share.whole else "–"


def _error(name: str, share: Share) -> tuple[Cell, ...]:
    low, high = share.interval or (None, None)
    return (name, share.part, share.whole, share.rate, low, high)
