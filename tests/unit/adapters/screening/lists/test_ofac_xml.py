"""OFAC's SDN.XML and CONSOLIDATED.XML."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.lists import ListRefused, read_lists
from tests.unit.adapters.screening.lists.published import sdn_entry, sdn_programmes, write_sdn_xml, write_text

SOMEONE = sdn_entry(101, "SAMPLEMAN", "Viktor", sdn_programmes("SDGT"))


def test_the_list_has_the_day_on_which_it_was_published(tmp_path: Path) -> None:
    (source,) = read_lists([write_sdn_xml(tmp_path, SOMEONE, published="11/02/2026")])
    assert (source.name, source.kind, source.date) == ("OFAC SDN", "sanctions", "2026-11-02")


def test_the_consolidated_list_is_told_by_its_programmes_and_not_by_the_file_name(tmp_path: Path) -> None:
    entries = [sdn_entry(number, "SAMPLEMAN", inner=sdn_programmes("NS-PLC")) for number in (101, 102)]
    (source,) = read_lists([write_sdn_xml(tmp_path, *entries, name="download.bin")])
    assert source.name == "OFAC Consolidated (non-SDN)"
    assert [entity.id for entity in source.entities] == ["us_ofac_cons-101", "us_ofac_cons-102"]


def test_the_operator_may_name_it(tmp_path: Path) -> None:
    (source,) = read_lists([write_sdn_xml(tmp_path, SOMEONE)], name="House copy")
    assert source.name == "House copy"


def test_the_older_namespace_is_read_too(tmp_path: Path) -> None:
    path = write_sdn_xml(tmp_path, SOMEONE)
    path.write_text(path.read_text().replace("https://sanctionslistservice", "http://tempuri.org/sdnList.xsd?"))
    assert [entity.name for entity in read_lists([path])[0].entities] == ["Viktor SAMPLEMAN"]


@pytest.mark.parametrize(
    ("kind", "schema"),
    [("Individual", "person"), ("Entity", "organisation"), ("Vessel", "organisation"), ("Aircraft", "organisation")],
)
def test_only_individuals_are_persons(tmp_path: Path, kind: str, schema: str) -> None:
    (source,) = read_lists([write_sdn_xml(tmp_path, sdn_entry(101, "SAMPLE", kind=kind))])
    assert [entity.schema for entity in source.entities] == [schema]


@pytest.mark.parametrize("entry", [sdn_entry(101, ""), SOMEONE.replace("101", ""), SOMEONE.replace("101", "x1")])
def test_an_entry_without_number_or_name_is_refused_with_its_line(tmp_path: Path, entry: str) -> None:
    (source,) = read_lists([write_sdn_xml(tmp_path, SOMEONE, entry)])
    with pytest.raises(ListRefused, match=r"SDN\.XML, line 5: an entry without uid or name"):
        list(source.entities)


@pytest.mark.parametrize("published", ["", "20/11/2026", "November"])
def test_a_list_without_its_date_is_refused(tmp_path: Path, published: str) -> None:
    with pytest.raises(ListRefused, match=r"SDN\.XML, line 3: no date of publication"):
        read_lists([write_sdn_xml(tmp_path, SOMEONE, published=published)])


def test_a_list_without_a_head_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="no date of publication"):
        read_lists([write_text(tmp_path / "SDN.XML", f"<sdnList>{SOMEONE}</sdnList>")])
