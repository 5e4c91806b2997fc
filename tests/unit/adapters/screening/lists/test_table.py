"""CSV tables: their rows, their header, and what is refused with which line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.lists import table
from kyc.adapters.screening.lists.source import ListRefused
from kyc.adapters.screening.lists.table import COMMAS, Layout, records, rows
from tests.unit.adapters.screening.lists.published import write_text


def write(folder: Path, text: str) -> Path:
    return write_text(folder / "list.csv", text)


def test_records_go_by_the_names_in_the_header(tmp_path: Path) -> None:
    path = write(tmp_path, "id , name\n1, Anna Example \n\n2,Petra\n")
    assert list(records(path, ["id"], COMMAS)) == [
        (2, {"id": "1", "name": "Anna Example"}),
        (4, {"id": "2", "name": "Petra"}),
    ]


def test_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, 'Report Date: 20-Nov-2026\nid;name\n1;"Example; Anna"\n')
    assert list(records(path, ["id"], Layout(";", above=1))) == [(3, {"id": "1", "name": "Example; Anna"})]


def test_a_value_may_have_lines_of_its_own(tmp_path: Path) -> None:
    path = write(tmp_path, 'id,name\n1,"Anna\nExample"\n2,Petra\n')
    assert [line for line, _ in records(path, ["id"], COMMAS)] == [3, 4]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id,nom\n1,Anna\n", r"line 1: columns missing: name"),
        ("id,name\n1,Anna,x\n", r"line 2: 3 columns where 2 are expected"),
        ('id,name\n1,"Anna"x\n', r"line 2: not a readable CSV"),
        ("id,name\n1,Anna", r"the last line is not complete"),
        ("\n", r"columns missing: id, name"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ListRefused, match=reason):
        list(records(write(tmp_path, text), ["id", "name"], COMMAS))


def test_a_byte_that_is_not_utf_8_is_refused_with_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"id,name\n1,Anna\n2,Petra\n3,S\xe4m\n4,Viktor\n")
    with pytest.raises(ListRefused, match="line 4: not UTF-8"):
        list(rows(path))


def test_a_field_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_FIELD", 1000)
    with pytest.raises(ListRefused, match="not a readable CSV: field larger than field limit"):
        list(rows(write(tmp_path, f"id,name\n1,{'a' * 2000}\n")))


def test_a_ctrl_z_at_the_end_is_no_row(tmp_path: Path) -> None:
    assert list(rows(write(tmp_path, "1,Anna\r\n\x1a"), columns=2)) == [(1, ["1", "Anna"])]
