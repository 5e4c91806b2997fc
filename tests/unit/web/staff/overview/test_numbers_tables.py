"""Tables of the figures: every row begins with its name, shares are shares, and a file has plain values."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest

from kyc.services.numbers.agreement import Agreement
from kyc.services.numbers.cohort import Scope
from kyc.services.numbers.steps import Step
from kyc.services.numbers.summary import Groups
from kyc.services.numbers.tally import Tally
from kyc.web.staff.overview.numbers import said
from kyc.web.staff.overview.numbers_tables import Cell, Seconds, Table, as_csv, tables

SOME = Tally(opened=10, documents=9, selfies=8, submitted=8, gone=1, approved=5, rejected=1, approved_unseen=4)
NONE = Tally()
BY = {
    "kind": {"id_card": SOME, None: NONE},
    "country": {"DEU": SOME, None: SOME},
    "device": {"phone": SOME, "several": SOME, None: NONE},
    "capture": {"camera": SOME, "api": SOME, None: NONE},
}
FOUND = Groups(SOME, (NONE,) * 6 + (SOME,), BY, {(41, False): 4, (4000, True): 2})
AGREED = (Agreement("cases", 4, 3, 0.5), Agreement("matches", 0, 0, None))


@pytest.fixture
def made() -> dict[str, Table]:
    scope = Scope(datetime(2026, 11, 22, 12, tzinfo=UTC), 7)
    return tables(scope, FOUND, Step("movements", 2, 2, 2, 1), AGREED)


def test_every_row_is_as_wide_as_its_heads(made: dict[str, Table]) -> None:
    assert {name: {len(row) for row in table.rows} for name, table in made.items()} == {
        name: {len(table.heads)} for name, table in made.items()
    }


def test_outcomes_add_up_to_all_that_were_opened(made: dict[str, Table]) -> None:
    rows = {row[0]: row[1] for row in made["outcomes"].rows}
    assert rows["Approved by a person"] == 1
    assert rows["Not decided yet"] == 2
    assert sum(number for number in rows.values() if isinstance(number, int)) == SOME.opened


def test_days_are_named(made: dict[str, Table]) -> None:
    assert made["days"].rows[-1] == ("2026-11-22", 10, 8, 6, 5, 1)
    assert made["days"].rows[0] == ("2026-11-16", 0, 0, 0, 0, 0)


def test_what_is_not_known_has_a_name_of_its_own(made: dict[str, Table]) -> None:
    assert [row[0] for row in made["documents"].rows] == ["Id card", "Not chosen yet"]
    assert [row[0] for row in made["countries"].rows] == ["DEU", "Not stated"]
    assert [row[0] for row in made["devices"].rows] == ["Phone", "Several devices", "No page used"]
    assert [row[0] for row in made["captures"].rows] == ["Camera on the page", "Sent by the partner", "No selfie yet"]


def test_a_file_has_shares_as_numbers_and_times_as_seconds(made: dict[str, Table]) -> None:
    rows = list(csv.reader(StringIO(as_csv(made["waiting"]))))
    assert rows[1][:4] == ["Without a person", "4", "41", "41"]
    assert rows[2][:4] == ["With a person", "2", "4000", "4000"]
    (cases, matches) = list(csv.reader(StringIO(as_csv(made["agreement"]))))[1:]
    assert cases == ["Decisions on cases", "4", "3", "0.7500", "0.5000"]
    assert matches == ["Verdicts on list entries", "0", "0", "", ""]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (None, "–"),
        ("Passport", "Passport"),
        (12_345, "12,345"),
        (0.1234, "12.3 %"),
        (1.0, "100.0 %"),
        (Seconds(41), "41 s"),
        (Seconds(185), "3 min 5 s"),
        (Seconds(7800), "2 h 10 min"),
        (Seconds(100_800), "1 d 4 h"),
    ],
)
def test_cells_are_said_for_people(cell: Cell, words: str) -> None:
    assert said(cell) == words
