"""What happens to a list file on its way: cut at any place, bytes altered. It is refused, or it is whole."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kyc.adapters.screening.lists import ListRefused, read_lists
from tests.unit.adapters.screening.files import (
    alias_row,
    individual,
    sdn_row,
    write_ofac,
    write_opensanctions,
    write_own,
    write_senzing,
    write_un,
)

NAMES = ("Viktor Sampleman", "Anna Example", "Petra Publicova")
FORMATS = ["ofac", "un", "opensanctions", "senzing", "own"]
calm = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write(folder: Path, form: str) -> list[Path]:
    """A list of three people; the file that is damaged comes first."""
    if form == "ofac":
        rows = [sdn_row(number, f"{name.split()[1]}, {name.split()[0]}") for number, name in enumerate(NAMES, 101)]
        return write_ofac(folder, rows, aliases=[alias_row(101, "SAMPLOV, Victor")])
    if form == "un":
        return [write_un(folder, *(individual(number, *name.split()) for number, name in enumerate(NAMES, 1)))]
    if form == "opensanctions":
        return [write_opensanctions(folder, [{"id": f"Q{number}", "name": name} for number, name in enumerate(NAMES)])]
    if form == "senzing":
        records = [
            {"RECORD_ID": f"Q{number}", "LAST_CHANGE": "2026-10-30", "NAMES": [{"NAME_FULL": name}]}
            for number, name in enumerate(NAMES)
        ]
        return [write_senzing(folder, *records)]
    return [write_own(folder, *({"id": f"e{number}", "name": name} for number, name in enumerate(NAMES)))]


def count(files: list[Path]) -> int:
    return sum(len(list(source.entities)) for source in read_lists(files, kind="sanctions"))


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_as_it_was_written_is_whole(tmp_path: Path, form: str) -> None:
    assert count(write(tmp_path, form)) == len(NAMES)


@pytest.mark.parametrize("form", FORMATS)
@calm
@given(share=st.floats(0.0, 0.999))
def test_a_file_cut_inside_a_line_is_refused(tmp_path: Path, form: str, share: float) -> None:
    files = write(tmp_path, form)
    whole = files[0].read_bytes()
    cut = whole[: int(len(whole) * share)]
    if cut.endswith((b"\r", b"\n", b"}")) or whole[len(cut) :].strip() in (b"", b"\x1a"):
        return
    files[0].write_bytes(cut)
    with pytest.raises(ListRefused):
        count(files)


@pytest.mark.parametrize("form", FORMATS)
@calm
@given(place=st.floats(0.0, 0.999), byte=st.integers(0, 255))
def test_an_altered_byte_is_refused_or_harmless_but_never_a_crash(
    tmp_path: Path, form: str, place: float, byte: int
) -> None:
    files = write(tmp_path, form)
    content = bytearray(files[0].read_bytes())
    content[int(len(content) * place)] = byte
    files[0].write_bytes(content)
    with suppress(ListRefused):
        assert count(files) <= len(NAMES)


@calm
@given(content=st.binary(min_size=1, max_size=400))
def test_any_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(ListRefused):
        count([path])
