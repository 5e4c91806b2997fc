"""What the bench draws: passports, cards and licences with their truth, and the same ones at every turn and size."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image

from bench._cards import KINDS, card_figures, card_miss, card_table, cards
from bench._drawn import photographs
from bench._product import Case
from bench._reading import CLEAR, Result, Told
from bench._sweep import cases, sweep_table
from kyc.domain.documents import Side
from kyc.domain.mrz import parse

pytestmark = pytest.mark.xdist_group("drawn")  # two seconds of drawing, in one worker


@cache
def drawn() -> dict[str, Case]:
    return {case.name.split()[0]: case for case in cards(len(KINDS), seed=2)}


def read(case: Case, **changes: str) -> Result:
    """As a perfect reader would read it, but for the changes."""
    names = ("number", "surname", "given", "dob", "expiry", "sex", "country", "nationality")
    fields = {name: case.truth[name] for name in names} | changes
    sure = frozenset((*CLEAR, "surname", "given"))
    return Result(case.name, case.truth, Told(tuple(case.truth["lines"]), case.truth["mrz"], fields, sure), 1.0)


def test_drawn_photographs_are_the_same_for_a_seed_and_others_for_another() -> None:
    first, again, other = (list(photographs(2, seed)) for seed in (1, 1, 2))
    assert first == again
    assert {case.sides for case in first}.isdisjoint(case.sides for case in other)


def test_the_truth_of_a_drawn_photograph_is_what_its_zone_says() -> None:
    for case in [*photographs(3, seed=11), *drawn().values()]:
        zone = parse(case.truth["lines"])
        assert (zone is None) == (not case.truth["mrz"])
        if zone is not None:
            assert zone.valid
            said = (zone.number, zone.surname, zone.given_names, zone.raw("birth_date"), zone.raw("expiry_date"))
            assert said == tuple(case.truth[name] for name in ("number", "surname", "given", "dob", "expiry"))


def test_cards_come_in_turn_and_those_with_two_sides_have_two() -> None:
    assert list(drawn()) == list(KINDS)
    twofold = {name for name, case in drawn().items() if [side for side, _ in case.sides] == [Side.FRONT, Side.BACK]}
    assert twofold == {"id_card", "residence_permit", "eu_licence", "us_licence"}
    assert all(drawn()[name].declared is kind.declared for name, kind in KINDS.items())


def test_cards_are_the_same_for_a_seed() -> None:
    assert list(cards(3, seed=2)) == list(drawn().values())[:3]


def test_licences_are_issued_where_there_are_such_licences() -> None:
    assert drawn()["us_licence"].truth["country"] in ("USA", "CAN")
    assert not drawn()["us_licence"].truth["mrz"]


@pytest.mark.parametrize("name", KINDS)
def test_what_is_read_rightly_is_counted_everywhere(name: str) -> None:
    found = card_figures([read(drawn()[name])])["kinds"][name]
    assert (found["documents"], found["full_exact"], found["false_positive"]) == (1, 1, 0)
    assert (found["clear"], found["clear_right"], found["clear_names"]) == (1, 1, 1)
    assert set(found["fields"].values()) == {1}
    assert card_miss(read(drawn()[name])) == ""


def test_a_field_that_is_clear_and_wrong_is_shouted() -> None:
    wrong = read(drawn()["us_licence"], number="Z0000000")
    assert card_miss(wrong) == "CLEAR AND WRONG: number; wrong: number"
    found = card_figures([wrong])["kinds"]["us_licence"]
    assert (found["full_exact"], found["clear"], found["clear_right"]) == (0, 1, 0)


def test_a_card_that_was_not_read_is_right_in_nothing() -> None:
    nothing = replace(read(drawn()["id_card"]), told=Told())
    assert card_miss(nothing).startswith("zone not exact; wrong: country, sex, number")
    assert set(card_figures([nothing])["kinds"]["id_card"]["fields"].values()) == {0}


def test_a_zone_on_a_licence_is_a_false_positive() -> None:
    licence = read(drawn()["eu_licence"])
    imagined = replace(licence, told=replace(licence.told, lines=("X",)))
    assert card_figures([imagined])["kinds"]["eu_licence"]["false_positive"] == 1


def test_the_cost_of_two_sides_leaves_single_pages_out() -> None:
    costs = {"id_card": 1.5, "us_licence": 1.7, "visa_a": 9.0, "td2_card": 9.0}
    found = card_figures([replace(read(drawn()[name]), cpu_s=cost) for name, cost in costs.items()])
    assert found["two_sides_cpu_s"] == {"p50": 1.5, "p95": 1.5}
    assert "two sides with print: 1.5 CPU seconds" in card_table(found)


@pytest.mark.parametrize(("more", "expected"), [({"long_side": 400}, 400), ({"turn": 90}, None)])
def test_a_sweep_photographs_the_same_people_in_every_step(more: dict[str, int], expected: int | None) -> None:
    usual, changed = cases(1, 9), cases(1, 9, **more)
    assert [one.truth for one in usual] == [one.truth for one in changed]
    for before, after in zip(usual, changed, strict=True):
        (width, height), (turned_width, turned_height) = (
            Image.open(io.BytesIO(one.sides[0][1])).size for one in (before, after)
        )
        assert max(turned_width, turned_height) == expected or (width > height and turned_width < turned_height)


def test_a_sweep_s_table_has_a_row_for_every_step() -> None:
    step = {"of": 4, "passport": 4, "card": 3, "refused": 1, "cpu_s_median": 1.04}
    printed = sweep_table({"turn": {"0": step, "17": step}, "long_side": {"250": step}})
    assert len(printed.splitlines()) == 4
    assert "4/4" in printed.splitlines()[1]
    assert "3/4" in printed.splitlines()[1]
