"""What the policy asks of reviewers: which decisions a second person has to confirm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kyc.domain.lifecycle import FINAL
from kyc.domain.reasons import CATALOGUE

OUTCOMES = frozenset(state.value for state in FINAL)


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """`four_eyes` are the outcomes (`approved`, `rejected`) that need a second person; empty means none.

    `four_eyes_reasons` limits that to cases that went to review for one of these reasons; empty means all.
    """

    four_eyes: frozenset[str] = frozenset()
    four_eyes_reasons: frozenset[str] = frozenset()

    def ask(self, outcome: str, reasons: Iterable[str]) -> bool:
        """Whether a second person has to confirm; `reasons` are those for which the case went to review."""
        concerned = not self.four_eyes_reasons or bool(self.four_eyes_reasons & set(reasons))
        return outcome in self.four_eyes and concerned


def review_rules(data: Mapping[str, Any]) -> ReviewRules:
    """The table `[review]` of a policy; raises `ValueError` that names the mistake."""
    if unknown := set(data) - {"four_eyes", "four_eyes_reasons"}:
        raise ValueError(f"review: unknown {sorted(unknown)}")
    outcomes = _words(data, "four_eyes", OUTCOMES)
    reasons = _words(data, "four_eyes_reasons", CATALOGUE)
    if reasons and not outcomes:
        raise ValueError("review: four_eyes_reasons needs outcomes in four_eyes")
    return ReviewRules(outcomes, reasons)


def _words(data: Mapping[str, Any], key: str, known: Iterable[str]) -> frozenset[str]:
    """A list of known words; a misspelt one is an error, because it would silently never apply."""
    words = data.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(f"review: {key} has to be a list of words")
    if unheard := set(words) - set(known):
        raise ValueError(f"review: {key} cannot hold {sorted(unheard)}")
    return frozenset(words)
