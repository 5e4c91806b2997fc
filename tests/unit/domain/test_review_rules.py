"""For which decisions a policy asks for a second person, and the mistakes in it that are told at the start."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kyc.domain.decision import policy_from
from kyc.domain.review_rules import ReviewRules, review_rules
from tests import make

RULES = [{"name": "unclear", "outcome": "manual_review"}]


def test_without_a_word_nobody_is_asked_for() -> None:
    assert not review_rules({}).ask("approved", ["watchlist_hit"])
    assert make.POLICY.review == ReviewRules()


def test_named_outcomes_need_a_second_person() -> None:
    found = review_rules({"four_eyes": ["approved"]})
    assert found.ask("approved", [])
    assert not found.ask("rejected", [])


def test_reasons_narrow_it_to_the_cases_that_came_for_them() -> None:
    found = review_rules({"four_eyes": ["approved", "rejected"], "four_eyes_reasons": ["image_blurry"]})
    assert found.ask("rejected", ["face_not_found", "image_blurry"])
    assert not found.ask("rejected", ["face_not_found"])


def test_the_example_of_the_handbook_holds() -> None:
    text = (Path(__file__).parents[3] / "docs" / "operate" / "policy.md").read_text()
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.S)
    found = review_rules(tomllib.loads(example)["review"])
    assert found.ask("rejected", ["pep_hit"])
    assert not found.ask("approved", ["image_blurry"])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"four_eye": ["approved"]}, "unknown"),
        ({"four_eyes": "approved"}, "list of words"),
        ({"four_eyes": [1]}, "list of words"),
        ({"four_eyes": ["approve"]}, "cannot hold"),
        ({"four_eyes": ["manual_review"]}, "cannot hold"),
        ({"four_eyes": ["approved"], "four_eyes_reasons": ["blurry"]}, "cannot hold"),
        ({"four_eyes_reasons": ["image_blurry"]}, "needs outcomes"),
        ("four_eyes", "has to be a table"),
    ],
)
def test_a_mistake_is_told_and_not_passed_over(table: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        policy_from({"version": "2", "required": [], "rules": RULES, "review": table})
