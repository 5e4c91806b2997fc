"""Which format a file is in, and which files are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.lists import ListRefused, read_lists
from kyc.adapters.screening.lists.source import country_codes
from tests.unit.adapters.screening.files import (
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

RECORD = {"RECORD_ID": "Q1", "NAMES": [{"NAME_FULL": "Anna Example"}], "LAST_CHANGE": "2026-10-30"}


def test_files_of_every_format_may_be_loaded_at_once(tmp_path: Path) -> None:
    files = [
        *write_ofac(tmp_path, [sdn_row(101, "SAMPLEMAN, Viktor")]),
        *write_ofac(tmp_path, [sdn_row(102, "EXAMPLE, Anna")], prefix="cons_"),
        write_un(tmp_path, individual(1, "VIKTOR")),
        write_opensanctions(tmp_path, [{"id": "Q1", "name": "Anna Example"}], name="crime.targets.simple.csv"),
        write_senzing(tmp_path, RECORD),
        write_own(tmp_path, {"id": "own-1", "name": "Viktor Sampleman"}),
    ]
    names = [source.name for source in read_lists(files, kind="pep")]
    assert names == [
        "OFAC SDN",
        "OFAC Consolidated (non-SDN)",
        "UN Security Council Consolidated",
        "OpenSanctions crime",
        "OpenSanctions peps",
        "House list",
    ]


def published(folder: Path) -> dict[str, Path]:
    """A file of each format that is known by its content alone."""
    viktor = party(101, alias([(1520, "SAMPLEMAN")], primary=True))
    return {
        "OFAC SDN": write_sdn_xml(folder, sdn_entry(101, "SAMPLEMAN")),
        "OFAC Consolidated (non-SDN)": write_advanced(folder, viktor, listings=listing(101, on=91243)),
        "UN Security Council Consolidated": write_un(folder, individual(1, "VIKTOR")),
        "EU Financial Sanctions": write_eu_xml(folder, eu_entity(7, eu_name("Viktor Sampleman"))),
        "UK Sanctions List": write_fcdo(folder, {"Unique ID": "UTO1", "Name 6": "SAMPLEMAN"}),
        "UK Consolidated List (OFSI)": write_conlist(folder, {"Group ID": "1", "Name 6": "SAMPLEMAN"}),
        "OpenSanctions download": write_ftm(folder, ftm("Q1", name=["Petra Publicova"], topics=["role.pep"])),
    }


def test_the_name_of_a_file_tells_nothing(tmp_path: Path) -> None:
    for number, (name, path) in enumerate(published(tmp_path).items()):
        renamed = path.rename(tmp_path / f"download.{number}")
        (source,) = read_lists([renamed])
        assert source.name == name
        assert len(list(source.entities)) == 1


def test_the_eus_two_formats_are_one_list(tmp_path: Path) -> None:
    row = {"Entity_LogicalId": "7", "NameAlias_WholeName": "Viktor Sampleman"}
    files = [write_eu_csv(tmp_path, row), write_eu_xml(tmp_path, eu_entity(7, eu_name("Viktor Sampleman")))]
    with pytest.raises(ListRefused, match="EU Financial Sanctions: two of the files would be this one list"):
        read_lists(files)


@pytest.mark.parametrize("name", ["UK Sanctions List", "EU Financial Sanctions", "OFAC SDN", "OpenSanctions download"])
def test_a_byte_order_mark_hides_no_format(tmp_path: Path, name: str) -> None:
    path = published(tmp_path)[name].rename(tmp_path / "download")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    (source,) = read_lists([path])
    assert (source.name, len(list(source.entities))) == (name, 1)


@pytest.mark.parametrize("text", ["<html><body/></html>", "<!DOCTYPE html>\n<html><body><br></body></html>", "<oops"])
def test_a_page_in_the_place_of_a_list_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "SDN.XML"
    path.write_text(text)
    with pytest.raises(ListRefused, match=r"SDN\.XML, line 1: (no list that is known|the XML)"):
        read_lists([path])


def test_a_stated_kind_does_not_change_what_a_format_says_itself(tmp_path: Path) -> None:
    (source,) = read_lists([write_un(tmp_path, individual(1, "VIKTOR"))], kind="pep")
    assert source.kind == "sanctions"


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = write_opensanctions(tmp_path, [{"id": "Q1", "name": "Anna Example"}])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    (source,) = read_lists([path], kind="pep")
    assert [entity.id for entity in source.entities] == ["Q1"]


@pytest.mark.parametrize("text", ["hello\n", "a,b,c\n1,2,3\n", "[1, 2]\n", "%PDF-1.7\n", "\n", "\x00\x01\x02\n"])
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text)
    with pytest.raises(ListRefused, match=r"list\.csv, line 1: no known list format"):
        read_lists([path])


@pytest.mark.parametrize("start", [b"PK\x03\x04rest", b"\x1f\x8brest"])
def test_a_packed_file_is_refused_with_advice(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "list.ods"
    path.write_bytes(start)
    with pytest.raises(ListRefused, match="a packed file or a spreadsheet: unpack it, or save the sheet as CSV"):
        read_lists([path])


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    path.touch()
    with pytest.raises(ListRefused, match="the file is empty"):
        read_lists([path])


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="no such file"):
        read_lists([tmp_path / "sdn.csv"])


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kyc.adapters.screening.lists.source.MAX_BYTES", 10)
    with pytest.raises(ListRefused, match="larger than"):
        read_lists([write_un(tmp_path, individual(1, "VIKTOR"))])


def test_two_files_of_one_list_are_refused(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    rows = [{"id": "Q1", "name": "Anna Example"}]
    files = [write_opensanctions(folder, rows) for folder in (tmp_path, tmp_path / "more")]
    with pytest.raises(ListRefused, match="OpenSanctions peps: two of the files would be this one list"):
        read_lists(files, kind="pep")


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["Iran", "iran", "IR"], ("IRN",)),
        (["Korea, North"], ("PRK",)),
        (["Congo, Democratic Republic of the"], ("COD",)),
        (["Atlantis", ""], ()),
        (["cz", "suhh"], ("CZE",)),
    ],
)
def test_countries_become_codes_and_unknown_ones_are_left_out(names: list[str], codes: tuple[str, ...]) -> None:
    assert country_codes(names) == codes
