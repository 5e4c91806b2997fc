"""OFAC's CSV files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity
from kyc.adapters.screening.lists import ListRefused, read_lists
from tests.unit.adapters.screening.files import NOTHING, address_row, alias_row, sdn_row, write_ofac

REMARKS = (
    "DOB 05 May 1970; alt. DOB 1971; POB Sampletown, Utopia; nationality Iran; alt. nationality Korea, North; "
    "citizen Iran; Gender Male; Passport D9004878 (Iran) expires 05 May 2030; National ID No. 001-23 (Iran); "
    "alt. Passport X77; a.k.a. 'SAMPLY'; Linked To: EXAMPLE FRONT."
)


def read(folder: Path, *rows: str, **more: list[str]) -> list[Entity]:
    (source,) = read_lists(write_ofac(folder, rows, **more))
    return list(source.entities)


def test_remarks_become_birth_dates_countries_documents_and_weak_names(tmp_path: Path) -> None:
    (entity,) = read(tmp_path, sdn_row(101, "SAMPLEMAN, Viktor", remarks=REMARKS))
    assert entity.id == "us_ofac_sdn-101"
    assert entity.name == "Viktor SAMPLEMAN"
    assert entity.birth_dates == (BirthDate("1970-05-05"), BirthDate("1971"))
    assert entity.countries == ("IRN", "PRK")
    assert entity.documents == (
        DocumentNumber("D9004878", "IRN"),
        DocumentNumber("001-23", "IRN"),
        DocumentNumber("X77"),
    )
    assert entity.weak_aliases == ("SAMPLY",)
    assert entity.source_url == "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=101"


def test_aliases_come_from_their_own_file_with_the_given_name_first(tmp_path: Path) -> None:
    rows = [alias_row(101, "SAMPLOV, Victor"), alias_row(101, "THE SAMPLER"), alias_row(102, "OTHER, Name")]
    (entity,) = read(tmp_path, sdn_row(101, "SAMPLEMAN, Viktor"), aliases=rows)
    assert entity.aliases == ("Victor SAMPLOV", "THE SAMPLER")


@pytest.mark.parametrize(
    ("remarks", "comment"), [("DOB 05 M", "ay 1970."), ("DOB 05 ", "May 1970."), ("DOB", " 05 May 1970")]
)
def test_remarks_go_on_in_the_comments_exactly_where_they_broke_off(tmp_path: Path, remarks: str, comment: str) -> None:
    (entity,) = read(tmp_path, sdn_row(101, "SAMPLEMAN, Viktor", remarks=remarks), comments=[f'101,"{comment}"'])
    assert entity.birth_dates == (BirthDate("1970-05-05"),)


def test_programmes_in_brackets_are_parted(tmp_path: Path) -> None:
    (entity,) = read(tmp_path, sdn_row(101, "SAMPLEMAN, Viktor", programme="SDGT] [IFSR"))
    assert entity.programmes == ("SDGT", "IFSR")


def test_a_nationality_counts_before_an_address(tmp_path: Path) -> None:
    rows = [sdn_row(101, "SAMPLEMAN, Viktor", remarks="nationality Iran."), sdn_row(102, "EXAMPLE, Anna")]
    one, other = read(tmp_path, *rows, addresses=[address_row(101, "Cuba"), address_row(102, "Cuba")])
    assert (one.countries, other.countries) == (("IRN",), ("CUB",))


@pytest.mark.parametrize(
    ("kind", "schema"),
    [("individual", "person"), (NOTHING, "organisation"), ("vessel", "organisation"), ("aircraft", "organisation")],
)
def test_only_individuals_are_persons(tmp_path: Path, kind: str, schema: str) -> None:
    (entity,) = read(tmp_path, sdn_row(101, "SAMPLE TRADING, S.A.", kind=kind))
    assert entity.schema == schema


def test_the_name_of_an_organisation_is_not_turned_round(tmp_path: Path) -> None:
    (entity,) = read(tmp_path, sdn_row(101, "SAMPLE TRADING, S.A.", kind=NOTHING))
    assert entity.name == "SAMPLE TRADING, S.A."


def test_the_consolidated_list_is_a_list_of_its_own(tmp_path: Path) -> None:
    (source,) = read_lists(write_ofac(tmp_path, [sdn_row(101, "SAMPLEMAN, Viktor")], prefix="cons_"))
    assert source.name == "OFAC Consolidated (non-SDN)"
    assert [entity.id for entity in source.entities] == ["us_ofac_cons-101"]


def test_the_date_is_that_of_the_file_unless_it_is_stated(tmp_path: Path) -> None:
    files = write_ofac(tmp_path, [sdn_row(101, "SAMPLEMAN, Viktor")])
    (dated,) = read_lists(files, date="2026-11-18")
    (undated,) = read_lists(files)
    assert dated.date == "2026-11-18"
    assert len(undated.date) == 10


def test_the_version_changes_when_any_of_the_files_does(tmp_path: Path) -> None:
    row = sdn_row(101, "SAMPLEMAN, Viktor")
    (before,) = read_lists(write_ofac(tmp_path, [row]))
    (same,) = read_lists(write_ofac(tmp_path, [row]))
    (after,) = read_lists(write_ofac(tmp_path, [row], aliases=[alias_row(101, "SAMPLOV, Victor")]))
    assert before.version == same.version != after.version


def test_sdn_without_its_aliases_is_refused(tmp_path: Path) -> None:
    files = write_ofac(tmp_path, [sdn_row(101, "SAMPLEMAN, Viktor")])
    with pytest.raises(ListRefused, match=r"sdn\.csv: load it together with alt\.csv"):
        read_lists([path for path in files if path.name == "sdn.csv"])


def test_aliases_alone_are_refused(tmp_path: Path) -> None:
    files = write_ofac(tmp_path, [sdn_row(101, "SAMPLEMAN, Viktor")])
    with pytest.raises(ListRefused, match=r"alt\.csv: load it together with sdn\.csv"):
        read_lists([path for path in files if path.name == "alt.csv"])


def test_addresses_and_comments_may_be_left_out(tmp_path: Path) -> None:
    files = write_ofac(tmp_path, [sdn_row(101, "SAMPLEMAN, Viktor")])
    (source,) = read_lists(files[:2])
    assert [entity.name for entity in source.entities] == ["Viktor SAMPLEMAN"]


@pytest.mark.parametrize(
    ("row", "line", "reason"),
    [
        ('102,"EXAMPLE, Anna","individual"', 2, "3 columns where 12 are expected"),
        (sdn_row(102, ""), 2, "no entry number and name"),
        (sdn_row(102, "EXAMPLE, Anna").replace("102", "abc"), 2, "no entry number and name"),
        ('102,"EXAMPLE, Anna', None, "not a readable CSV"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path: Path, row: str, line: int | None, reason: str) -> None:
    with pytest.raises(ListRefused, match=reason) as refused:
        read(tmp_path, sdn_row(101, "SAMPLEMAN, Viktor"), row)
    assert line is None or refused.value.line == line


def test_a_wrong_row_in_a_companion_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match=r"alt\.csv, line 1: no entry number"):
        read(tmp_path, sdn_row(101, "SAMPLEMAN, Viktor"), aliases=['x,1,"aka","SAMPLOV, Victor",-0- '])


def test_a_file_cut_off_in_the_middle_of_a_line_is_refused(tmp_path: Path) -> None:
    files = write_ofac(tmp_path, [sdn_row(101, "SAMPLEMAN, Viktor"), sdn_row(102, "EXAMPLE, Anna")])
    files[0].write_bytes(files[0].read_bytes()[:-20])
    with pytest.raises(ListRefused, match="cut off"):
        list(read_lists(files)[0].entities)


@pytest.mark.parametrize("cut", ["sdn.csv", "alt.csv", "sdn_comments.csv"])
def test_a_file_without_the_mark_at_the_end_that_its_companions_have_is_refused(tmp_path: Path, cut: str) -> None:
    files = write_ofac(
        tmp_path, [sdn_row(101, "SAMPLEMAN, Viktor"), sdn_row(102, "EXAMPLE, Anna")], [alias_row(101, "A")]
    )
    (path,) = [one for one in files if one.name == cut]
    path.write_bytes(path.read_bytes().rstrip(b"\x1a") or b"\r\n")
    with pytest.raises(ListRefused, match=rf"{cut}: the mark at the end is missing that its companions have"):
        read_lists(files)


def test_files_that_all_lack_the_mark_are_read(tmp_path: Path) -> None:
    files = write_ofac(tmp_path, [sdn_row(101, "SAMPLEMAN, Viktor")], [alias_row(101, "SAMPLOV, Victor")])[:2]
    for path in files:
        path.write_bytes(path.read_bytes().rstrip(b"\x1a"))
    assert [entity.aliases for entity in read_lists(files)[0].entities] == [("Victor SAMPLOV",)]


@pytest.mark.parametrize(
    "kind", ["Citizen's Card Number", "Diplomatic Passport", "C.U.R.P.", "Turkish Identification Number"]
)
def test_every_kind_of_number_that_identifies_a_person_is_read(tmp_path: Path, kind: str) -> None:
    (entity,) = read(tmp_path, sdn_row(101, "SAMPLEMAN, Viktor", remarks=f"alt. {kind} A-123.45 (Iran) issued 2020"))
    assert entity.documents == (DocumentNumber("A-123.45", "IRN"),)


@pytest.mark.parametrize("kind", ["Registration Number", "V.A.T. Number", "Phone Number", "Aircraft Tail Number"])
def test_other_numbers_are_not(tmp_path: Path, kind: str) -> None:
    (entity,) = read(tmp_path, sdn_row(101, "SAMPLEMAN, Viktor", remarks=f"{kind} 12345 (Iran)"))
    assert entity.documents == ()
