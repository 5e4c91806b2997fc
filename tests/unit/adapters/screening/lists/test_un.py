"""The consolidated list of the UN Security Council."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity
from kyc.adapters.screening.lists import ListRefused, read_lists
from tests.unit.adapters.screening.files import individual, write_un

FULL = individual(
    7,
    "VIKTOR",
    "SAMPLEMAN",
    "<THIRD_NAME>PETROVICH</THIRD_NAME><NAME_ORIGINAL_SCRIPT>Виктор Семплман</NAME_ORIGINAL_SCRIPT>"
    "<NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE><VALUE>Utopia</VALUE></NATIONALITY>"
    "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Victor Samplov</ALIAS_NAME></INDIVIDUAL_ALIAS>"
    "<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Samply</ALIAS_NAME></INDIVIDUAL_ALIAS>"
    "<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>"
    "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1970-05-05</DATE></INDIVIDUAL_DATE_OF_BIRTH>"
    "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>OB 0243318</NUMBER>"
    "<ISSUING_COUNTRY>Cuba</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT><INDIVIDUAL_DOCUMENT/>"
    "<INDIVIDUAL_DOCUMENT><NUMBER>X77</NUMBER><COUNTRY_OF_ISSUE>Iran</COUNTRY_OF_ISSUE></INDIVIDUAL_DOCUMENT>",
)


def read(folder: Path, *entries: str) -> list[Entity]:
    (source,) = read_lists([write_un(folder, *entries)])
    return list(source.entities)


def born(kind: str, inner: str) -> str:
    dated = f"<TYPE_OF_DATE>{kind}</TYPE_OF_DATE>{inner}"
    return individual(1, "A", "B", f"<INDIVIDUAL_DATE_OF_BIRTH>{dated}</INDIVIDUAL_DATE_OF_BIRTH>")


def test_an_individual_is_read_whole(tmp_path: Path) -> None:
    (entity,) = read(tmp_path, FULL)
    assert (entity.id, entity.schema, entity.name) == ("un-7", "person", "VIKTOR SAMPLEMAN PETROVICH")
    assert entity.aliases == ("Victor Samplov", "Виктор Семплман")
    assert entity.weak_aliases == ("Samply",)
    assert entity.birth_dates == (BirthDate("1970-05-05"),)
    assert entity.countries == ("IRN", "UTO")
    assert entity.programmes == ("Utopia", "UTi.007")
    assert entity.documents == (DocumentNumber("OB 0243318", "CUB"), DocumentNumber("X77", "IRN"))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (born("EXACT", "<YEAR>1971</YEAR>"), ["1971"]),
        (born("APPROXIMATELY", "<YEAR>1971</YEAR>"), ["circa 1971"]),
        (born("BETWEEN", "<FROM_YEAR>1973</FROM_YEAR><TO_YEAR>1975</TO_YEAR>"), ["1973", "1974", "1975"]),
        (born("BETWEEN", "<FROM_YEAR>1900</FROM_YEAR><TO_YEAR>1975</TO_YEAR>"), []),
        (born("BETWEEN", "<FROM_YEAR>²</FROM_YEAR><TO_YEAR>1975</TO_YEAR>"), []),
        (born("", ""), []),
    ],
)
def test_every_kind_of_birth_date_is_understood(tmp_path: Path, entry: str, expected: list[str]) -> None:
    (entity,) = read(tmp_path, entry)
    assert [str(day) for day in entity.birth_dates] == expected


def test_entities_are_organisations(tmp_path: Path) -> None:
    entry = individual(8, "SAMPLE FRONT").replace("INDIVIDUAL>", "ENTITY>")
    (entity,) = read(tmp_path, entry)
    assert (entity.schema, entity.name) == ("organisation", "SAMPLE FRONT")


def test_the_date_of_the_list_is_the_day_it_was_generated(tmp_path: Path) -> None:
    (source,) = read_lists([write_un(tmp_path, FULL, generated="2026-10-30")])
    assert (source.name, source.kind, source.date) == ("UN Security Council Consolidated", "sanctions", "2026-10-30")


def test_a_list_that_was_cut_off_is_refused_with_the_line(tmp_path: Path) -> None:
    path = write_un(tmp_path, FULL, FULL)
    path.write_bytes(path.read_bytes()[:-60])
    (source,) = read_lists([path])
    with pytest.raises(ListRefused, match=r"UN_consolidated\.xml, line \d+: the XML is broken or was cut off"):
        list(source.entities)


def test_another_xml_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xml"
    path.write_text("<html><body/></html>")
    with pytest.raises(ListRefused, match="no list that is known has the XML root 'html'"):
        read_lists([path])


def test_an_entry_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="line 4: an entry without DATAID or name"):
        read(tmp_path, individual(9, ""))


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_xml_that_declares_entities_is_refused(tmp_path: Path, prologue: str) -> None:
    path = tmp_path / "bomb.xml"
    path.write_text(f'{prologue}<CONSOLIDATED_LIST dateGenerated="2026-10-30T00:00:00Z"></CONSOLIDATED_LIST>')
    with pytest.raises(ListRefused, match="declares a DTD or entities"):
        read_lists([path])


@pytest.mark.parametrize("encoding", ["UTF-9", "shift_jis"])
def test_an_encoding_that_cannot_be_read_is_refused(tmp_path: Path, encoding: str) -> None:
    path = write_un(tmp_path, FULL)
    path.write_text(path.read_text().replace('encoding="UTF-8"', f'encoding="{encoding}"'))
    with pytest.raises(ListRefused, match=f"line 1: the XML says that it is in {encoding}; lists are in UTF-8"):
        read_lists([path])
