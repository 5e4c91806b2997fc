"""What is known of a list file before it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.lists.source import ListFile, ListRefused, list_day, misread_line


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (" 03/11/2026 ", "2026-11-03"),
        ("20-Nov-2026", "2026-11-20"),
        ("2026-11-20", None),
        ("31/02/2026", None),
        ("", None),
    ],
)
def test_a_day_is_read_in_the_formats_of_its_list_and_in_no_other(text: str, day: str | None) -> None:
    path = Path("list.csv")
    if day:
        assert list_day(path, text, "%d/%m/%Y", "%d-%b-%Y") == day
    else:
        with pytest.raises(ListRefused, match=r"list\.csv, line 7: no date of publication"):
            list_day(path, text, "%d/%m/%Y", "%d-%b-%Y", line=7)


@pytest.mark.parametrize(
    ("content", "line"), [(b"a\nb\n", None), (b"a\n\xe4\nb\xff", 2), (b"", None), ("ä\n".encode(), None), (b"\xc3", 1)]
)
def test_the_first_line_that_is_not_utf_8_is_found(tmp_path: Path, content: bytes, line: int | None) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    assert misread_line(path) == line


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("peps.targets.simple.csv", "OpenSanctions peps"),
        ("peps.entities.ftm.json", "OpenSanctions peps"),
        ("entities.ftm.json", "OpenSanctions"),
        ("targets.simple.csv", "OpenSanctions"),
        ("us_congress_entities.ftm.json", "OpenSanctions us_congress"),
    ],
)
def test_a_list_without_a_name_is_named_for_its_file(file: str, name: str) -> None:
    assert ListFile(Path(file)).published_name("OpenSanctions") == name
    assert ListFile(Path(file), name="House copy").published_name("OpenSanctions") == "House copy"


def test_a_kind_that_nobody_states_is_asked_for() -> None:
    assert ListFile(Path("x.csv"), "pep").stated_kind() == "pep"
    with pytest.raises(ListRefused, match="state the kind"):
        ListFile(Path("x.csv")).stated_kind()
