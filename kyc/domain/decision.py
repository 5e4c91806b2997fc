"""The policy: rules as data, evaluated by a pure function that always says which rule fired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kyc.domain.check import CLEAN, CheckResult, Result
from kyc.domain.document_rules import DocumentRules, rules_from
from kyc.domain.lifecycle import State
from kyc.domain.review_rules import ReviewRules, review_rules

POLICY = "policy"
"""The actor of a decision that no person made."""
NO_POLICY = "-"
"""In place of a policy's version, where none was applied."""
OUTCOMES = {State.APPROVED.value, State.REJECTED.value, State.MANUAL_REVIEW.value}


@dataclass(frozen=True, slots=True)
class Rule:
    """Fires when a check has one of `results` and, if given, one of `reasons`; with `everything`, when all do."""

    name: str
    outcome: State
    checks: frozenset[str] = frozenset()
    results: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    everything: bool = False

    def fires(self, results: Sequence[CheckResult]) -> bool:
        chosen = [one for one in results if not self.checks or one.name in self.checks]
        return bool(chosen) and (all if self.everything else any)(self._matches(one) for one in chosen)

    def _matches(self, one: CheckResult) -> bool:
        by_result = not self.results or one.result.value in self.results
        return by_result and (not self.reasons or bool(self.reasons & set(one.reasons)))


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules in order: the first that fires decides, and if none does, a person decides.

    `document` is what the checks require of a document, `review` what is required of reviewers.
    """

    version: str
    required: tuple[str, ...]
    rules: tuple[Rule, ...]
    document: DocumentRules = field(default_factory=DocumentRules)
    review: ReviewRules = field(default_factory=ReviewRules)


@dataclass(frozen=True, slots=True)
class Decision:
    """The policy's decision on a verification, and why."""

    outcome: State
    rule: str
    policy: str
    reasons: tuple[str, ...]
    confidence: float | None


def decide(policy: Policy, results: Sequence[CheckResult]) -> Decision:
    """The first rule that fires; approval needs every required check performed and clean, whatever the rules say."""
    rule = next((rule for rule in policy.rules if rule.fires(results)), None)
    outcome, name = (rule.outcome, rule.name) if rule else (State.MANUAL_REVIEW, "no_rule")
    if outcome is State.APPROVED and not _complete(policy, results):
        outcome, name = State.MANUAL_REVIEW, "incomplete"
    return Decision(outcome, name, policy.version, _reasons(results), confidence(results))


def left_to_person(verdict: Decision, wanted: Sequence[str]) -> Decision:
    """The same decision, but referred to a person where anybody `wanted` one; those reasons come first."""
    if not wanted:
        return verdict
    reasons = tuple(dict.fromkeys((*wanted, *verdict.reasons)))
    return replace(verdict, outcome=State.MANUAL_REVIEW, rule="person_wanted", reasons=reasons)


def confidence(results: Iterable[CheckResult]) -> float | None:
    """The weakest of the scored checks, 0 to 1; None when nothing was scored."""
    scored = [one.confidence for one in results if one.confidence is not None]
    return round(min(scored), 2) if scored else None


def _complete(policy: Policy, results: Sequence[CheckResult]) -> bool:
    clean = {one.name for one in results if one.result in CLEAN}
    return clean.issuperset(policy.required)


def _reasons(results: Sequence[CheckResult]) -> tuple[str, ...]:
    """Failures first, then the rest, each once."""
    ordered = sorted(results, key=lambda one: one.result is not Result.FAIL)
    return tuple(dict.fromkeys(reason for one in ordered for reason in one.reasons))


def policy_from(data: Mapping[str, Any]) -> Policy:
    """A policy from parsed TOML; raises `ValueError` that names the mistaken rule."""
    rules = tuple(_rule(number, raw) for number, raw in enumerate(data.get("rules", []), 1))
    if not rules:
        raise ValueError("a policy needs at least one rule")
    if "version" not in data or not isinstance(data.get("required"), list):
        raise ValueError("a policy needs a version, and in `required` the list of checks without which none approves")
    tables = rules_from(_table(data, "document")), review_rules(_table(data, "review"))
    return Policy(str(data["version"]), tuple(data["required"]), rules, *tables)


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, Mapping):
        raise ValueError(f"{name} has to be a table")  # noqa: TRY004  (a fault of the file)
    return table


def _rule(number: int, raw: Mapping[str, Any]) -> Rule:
    unknown = set(raw) - {"name", "outcome", "checks", "results", "reasons", "everything"}
    if unknown or raw.get("outcome") not in OUTCOMES or "name" not in raw:
        raise ValueError(
            f"rule {number}: needs a name and an outcome of {sorted(OUTCOMES)}; unknown: {sorted(unknown)}"
        )
    _check_words(number, raw)
    return Rule(
        name=raw["name"],
        outcome=State(raw["outcome"]),
        checks=frozenset(raw.get("checks", ())),
        results=frozenset(raw.get("results", ())),
        reasons=frozenset(raw.get("reasons", ())),
        everything=bool(raw.get("everything", False)),
    )


def _check_words(number: int, raw: Mapping[str, Any]) -> None:
    """A single word in place of a list would be read letter by letter, and a misspelt result would never match."""
    for key in ("checks", "results", "reasons"):
        if not isinstance(raw.get(key, []), list):
            raise ValueError(f"rule {number}: {key} has to be a list")  # noqa: TRY004  (a fault of the file)
    if unheard := set(raw.get("results", [])) - {result.value for result in Result}:
        raise ValueError(f"rule {number}: no check ever has the result {sorted(unheard)}")
