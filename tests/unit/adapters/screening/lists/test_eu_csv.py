"""The EU's list as CSV."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.lists import ListRefused, read_lists
from tests.unit.adapters.screening.lists.published import EU_COLUMNS, write_eu_csv

VIKTOR = {"Entity_LogicalId": "7", "NameAlias_WholeName": "Viktor Sampleman"}


@pytest.mark.parametrize("day", ["19/11/2026", "2026-11-19"])
def test_the_list_has_the_day_on_which_it_was_generated(tmp_path: Path, day: str) -> None:
    (source,) = read_lists([write_eu_csv(tmp_path, VIKTOR | {"fileGenerationDate": day})])
    assert (source.name, source.kind, source.date) == ("EU Financial Sanctions", "sanctions", "2026-11-19")


def test_rows_of_an_entity_need_not_stand_together(tmp_path: Path) -> None:
    other = {"Entity_LogicalId": "8", "NameAlias_WholeName": "Example Front LLC", "Entity_SubjectType": "E"}
    more = {"Entity_LogicalId": "7", "NameAlias_FirstName": "Victor", "NameAlias_LastName": "Samplov"}
    (source,) = read_lists([write_eu_csv(tmp_path, VIKTOR, other, more)])
    one, two = source.entities
    assert (one.name, one.aliases, one.schema) == ("Viktor Sampleman", ("Victor Samplov",), "person")
    assert (two.id, two.schema) == ("eu_fsf-8", "organisation")


def test_the_classification_says_what_it_is_too(tmp_path: Path) -> None:
    row = VIKTOR | {"Entity_SubjectType": "", "Entity_SubjectType_ClassificationCode": "person"}
    assert [entity.schema for entity in read_lists([write_eu_csv(tmp_path, row)])[0].entities] == ["person"]


def test_columns_that_only_the_newer_version_has_may_be_missing(tmp_path: Path) -> None:
    columns = [one for one in EU_COLUMNS if one not in ("Identification_KnownFalse", "BirthDate_YearRangeFrom")]
    (source,) = read_lists([write_eu_csv(tmp_path, VIKTOR, columns=columns)])
    assert [entity.name for entity in source.entities] == ["Viktor Sampleman"]


def test_columns_that_are_needed_are_named(tmp_path: Path) -> None:
    columns = [one for one in EU_COLUMNS if one not in ("BirthDate_Year", "Entity_SubjectType")]
    with pytest.raises(ListRefused, match="line 1: columns missing: BirthDate_Year, Entity_SubjectType"):
        read_lists([write_eu_csv(tmp_path, VIKTOR, columns=columns)])


def test_a_row_without_its_entity_is_refused_with_its_line(tmp_path: Path) -> None:
    (source,) = read_lists([write_eu_csv(tmp_path, VIKTOR, VIKTOR | {"Entity_LogicalId": ""})])
    with pytest.raises(ListRefused, match="line 3: a row without Entity_LogicalId"):
        list(source.entities)


def test_an_entity_without_any_name_is_refused_with_its_first_line(tmp_path: Path) -> None:
    (source,) = read_lists([write_eu_csv(tmp_path, VIKTOR, {"Entity_LogicalId": "8"}, {"Entity_LogicalId": "8"})])
    with pytest.raises(ListRefused, match="line 3: an entry without a name"):
        list(source.entities)


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="no date of publication"):
        read_lists([write_eu_csv(tmp_path)])
