"""What happens to a list file on its way: cut at any place, bytes altered. It is refused, or it is whole."""

from __future__ import annotations

from collections.abc import Callable
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
from tests.unit.adapters.screening.lists.published import (
    alias,
    eu_entity,
    eu_name,
    ftm,
    listing,
    party,
    sdn_entry,
    write_advanced,
    write_conlist,
    write_eu_csv,
    write_eu_xml,
    write_fcdo,
    write_ftm,
    write_sdn_xml,
)

NAMES = ("Viktor Sampleman", "Anna Example", "Petra Publicova")
PARTS = [(number, *name.split()) for number, name in enumerate(NAMES, 101)]
calm = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def ofac(folder: Path) -> list[Path]:
    rows = [sdn_row(number, f"{last}, {first}") for number, first, last in PARTS]
    return write_ofac(folder, rows, aliases=[alias_row(101, "SAMPLOV, Victor")])


def advanced(folder: Path) -> list[Path]:
    parties = [party(number, alias([(1520, last), (1521, first)], primary=True)) for number, first, last in PARTS]
    return [write_advanced(folder, *parties, listings="".join(listing(number) for number, _, _ in PARTS))]


def senzing(folder: Path) -> list[Path]:
    records = [
        {"RECORD_ID": f"Q{number}", "LAST_CHANGE": "2026-10-30", "NAMES": [{"NAME_FULL": f"{first} {last}"}]}
        for number, first, last in PARTS
    ]
    return [write_senzing(folder, *records)]


WRITERS: dict[str, Callable[[Path], list[Path]]] = {
    "ofac": ofac,
    "ofac xml": lambda folder: [write_sdn_xml(folder, *(sdn_entry(one, last, first) for one, first, last in PARTS))],
    "ofac advanced": advanced,
    "un": lambda folder: [write_un(folder, *(individual(*one) for one in PARTS))],
    "eu xml": lambda folder: [
        write_eu_xml(folder, *(eu_entity(number, eu_name(f"{first} {last}")) for number, first, last in PARTS))
    ],
    "eu csv": lambda folder: [
        write_eu_csv(folder, *({"Entity_LogicalId": str(one), "NameAlias_LastName": last} for one, _, last in PARTS))
    ],
    "uk fcdo": lambda folder: [
        write_fcdo(folder, *({"Unique ID": f"UTO{one}", "Name 6": last} for one, _, last in PARTS))
    ],
    "uk ofsi": lambda folder: [
        write_conlist(folder, *({"Group ID": str(one), "Name 6": last} for one, _, last in PARTS))
    ],
    "opensanctions": lambda folder: [
        write_opensanctions(folder, [{"id": f"Q{number}", "name": name} for number, name in enumerate(NAMES)])
    ],
    "ftm": lambda folder: [
        write_ftm(folder, *(ftm(f"Q{number}", name=[name], topics=["sanction"]) for number, name in enumerate(NAMES)))
    ],
    "senzing": senzing,
    "own": lambda folder: [write_own(folder, *({"id": f"e{one}", "name": name} for one, name in enumerate(NAMES)))],
}
FORMATS = list(WRITERS)
# Nothing in these says where the file ends: one cut off right behind a line is a shorter list, which loading refuses
# where it lost more than a fifth of its entries.
OPEN_ENDED = {"eu csv", "uk fcdo", "uk ofsi", "opensanctions", "ftm", "senzing"}


def write(folder: Path, form: str) -> list[Path]:
    """A list of three people; the file that is damaged comes first."""
    return WRITERS[form](folder)


def count(files: list[Path]) -> int:
    return sum(len(list(source.entities)) for source in read_lists(files, kind="sanctions"))


def cuts(whole: bytes) -> list[int]:
    """Some hundred places all over a file, and every one of its last fifty."""
    step = max(1, len(whole) // 100)
    return sorted({*range(0, len(whole), step), *range(max(0, len(whole) - 50), len(whole))})


def may_load(form: str, kept: bytes, lost: bytes) -> bool:
    """Whether all that is lost is blank, or nothing in the format tells that lines are missing."""
    if form in OPEN_ENDED:
        return kept.endswith(b"\n") or (form == "senzing" and kept.endswith(b"}"))
    return not lost.strip()


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_as_it_was_written_is_whole(tmp_path: Path, form: str) -> None:
    assert count(write(tmp_path, form)) == len(NAMES)


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_cut_off_anywhere_never_loads_as_if_it_were_whole(tmp_path: Path, form: str) -> None:
    files = write(tmp_path, form)
    whole = files[0].read_bytes()
    for place in cuts(whole):
        kept = whole[:place]
        if may_load(form, kept, whole[place:]):
            continue
        files[0].write_bytes(kept)
        with pytest.raises(ListRefused):
            count(files)


@pytest.mark.parametrize("form", sorted(OPEN_ENDED))
def test_a_file_that_cannot_say_so_is_at_most_shorter(tmp_path: Path, form: str) -> None:
    files = write(tmp_path, form)
    lines = files[0].read_bytes().splitlines(keepends=True)
    files[0].write_bytes(b"".join(lines[:-1]))
    assert count(files) == len(NAMES) - 1


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
        assert count(files) <= len(NAMES) + 1


@calm
@given(content=st.binary(min_size=1, max_size=400))
def test_any_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(ListRefused):
        count([path])


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_in_another_encoding_is_refused(tmp_path: Path, form: str) -> None:
    files = write(tmp_path, form)
    text = files[0].read_text("utf-8-sig").replace("Sampleman", "Sämpleman")
    files[0].write_bytes(text.encode("cp1252"))
    with pytest.raises(ListRefused, match=r"line [1-9]"):
        count(files)


@pytest.mark.parametrize("form", FORMATS)
def test_utf_16_is_refused(tmp_path: Path, form: str) -> None:
    files = write(tmp_path, form)
    files[0].write_bytes(files[0].read_text("utf-8-sig").encode("utf-16"))
    with pytest.raises(ListRefused):
        count(files)
