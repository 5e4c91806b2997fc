"""Who of the staff may do what, and that the documentation says the same."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from kyc.domain.rights import RIGHTS, Right, Role, allows

GUIDE = Path(__file__).parents[3] / "docs/staff/roles.md"


def holds(role: Role, *rights: Right) -> bool:
    return all(right in RIGHTS[role] for right in rights)


def test_every_role_has_a_set_of_rights() -> None:
    assert set(RIGHTS) == set(Role)
    assert all(Right.SEE_CASES in held for held in RIGHTS.values())


def test_from_viewer_to_admin_each_may_do_what_the_one_before_may() -> None:
    line = [RIGHTS[role] for role in (Role.VIEWER, Role.REVIEWER, Role.LEAD, Role.ADMIN)]
    assert all(lower < higher for lower, higher in itertools.pairwise(line))


def test_an_admin_may_do_everything() -> None:
    assert RIGHTS[Role.ADMIN] == frozenset(Right)


def test_a_privacy_officer_answers_for_data_and_decides_nothing() -> None:
    assert holds(Role.PRIVACY_OFFICER, Right.ANSWER_REQUESTS, Right.TAKE_AWAY, Right.HOLD, Right.READ_AUDIT)
    barred = {Right.DECIDE, Right.SETTLE, Right.ASSIGN, Right.OPEN_FREELY, Right.MANAGE_PEOPLE, Right.MANAGE_PARTNERS}
    assert not barred & RIGHTS[Role.PRIVACY_OFFICER]


def test_who_settles_decides_too() -> None:
    assert all(Right.DECIDE in held for held in RIGHTS.values() if Right.SETTLE in held)


@pytest.mark.parametrize("right", Right)
def test_an_unknown_role_or_none_holds_no_right(right: Right) -> None:
    assert not allows([], right)
    assert not allows(["owner", ""], right)
    assert allows(["owner", "admin"], right)


def test_several_roles_hold_what_each_of_them_holds() -> None:
    both = ["reviewer", "privacy_officer"]
    assert allows(both, Right.DECIDE)
    assert allows(both, Right.READ_AUDIT)
    assert not allows(both, Right.MANAGE_PEOPLE)


def test_the_guide_has_the_same_table() -> None:
    rows = [re.split(r"\s*\|\s*", line.strip("| ")) for line in GUIDE.read_text().splitlines() if line.startswith("| ")]
    roles, told = [Role(name.replace(" ", "_")) for name in rows[0][1:]], rows[1:]
    assert roles == list(Role)
    assert {row[0]: [cell == "yes" for cell in row[1:]] for row in told} == {
        right.value: [right in RIGHTS[role] for role in roles] for right in Right
    }
