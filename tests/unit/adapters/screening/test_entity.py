"""What an entry of a list says, and how it is kept."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity, Schema, unique

FULL = Entity(
    id="x-1",
    schema="person",
    name="Ольга Примерова",
    aliases=("Olga Primerova", "O. Primerova"),
    weak_aliases=("Olya",),
    birth_dates=(BirthDate("1970-05-05"), BirthDate("1971", approximate=True)),
    countries=("RUS", "KAZ"),
    programmes=("SAMPLE",),
    documents=(DocumentNumber("AB123", "RUS"), DocumentNumber("77")),
    source_url="https://lists.example/x-1",
)


@pytest.mark.parametrize("entity", [FULL, Entity("x-2", "unknown", "Only Name")])
def test_an_entity_comes_back_from_json_as_it_was(entity: Entity) -> None:
    assert Entity.from_json(entity.to_json()) == entity


def test_empty_fields_take_no_room_on_disk() -> None:
    assert json.loads(Entity("x-2", "person", "Only Name").to_json()) == {
        "id": "x-2",
        "schema": "person",
        "name": "Only Name",
    }


def test_names_in_other_scripts_are_stored_readable() -> None:
    assert "Ольга" in FULL.to_json()


def test_a_fingerprint_stays_while_the_entry_does_and_changes_with_any_of_it() -> None:
    assert FULL.fingerprint == Entity.from_json(FULL.to_json()).fingerprint
    assert FULL.fingerprint != replace(FULL, programmes=("OTHER",)).fingerprint


@pytest.mark.parametrize(("schema", "may_be"), [("person", True), ("unknown", True), ("organisation", False)])
def test_only_organisations_are_never_persons(schema: Schema, may_be: bool) -> None:
    assert Entity("x", schema, "Name").may_be_person is may_be


def test_unique_keeps_the_order_and_drops_the_empty() -> None:
    assert unique([" b ", "", "a", "b", "   "]) == ("b", "a")
