"""What the policy asks of a document beyond the standard checks: an age, countries, and signs that are only noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kyc.domain.countries import country, same_country

WEAK_SIGNS = frozenset({"image_edited", "image_grey_copy", "image_screen", "image_screenshot"})
"""Reasons that genuine photos give too, so that an operator may show them without sending the case to review."""

_OLDEST = 120


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """`minimum_age` in years, 0 for none; `countries` (alpha-3) are the issuers that are accepted, all where empty.

    `refused_countries` are never accepted; `noted_only` are weak signs that are shown but have no effect.
    """

    minimum_age: int = 0
    countries: frozenset[str] = frozenset()
    refused_countries: frozenset[str] = frozenset()
    noted_only: frozenset[str] = frozenset()

    @property
    def ask_for_country(self) -> bool:
        return bool(self.countries or self.refused_countries)

    def accept(self, issuer: str) -> bool:
        """Whether documents issued by this state (alpha-3) are accepted."""
        refused = any(same_country(issuer, one) for one in self.refused_countries)
        return not refused and (not self.countries or any(same_country(issuer, one) for one in self.countries))


def rules_from(data: Mapping[str, Any]) -> DocumentRules:
    """The table `[document]` of a policy; raises `ValueError` that names the mistake."""
    if unknown := set(data) - {"minimum_age", "countries", "refused_countries", "noted_only"}:
        raise ValueError(f"document: unknown {sorted(unknown)}")
    signs = _words(data, "noted_only")
    if strong := signs - WEAK_SIGNS:
        raise ValueError(f"document: only {sorted(WEAK_SIGNS)} may be noted_only, not {sorted(strong)}")
    return DocumentRules(_age(data), _states(data, "countries"), _states(data, "refused_countries"), signs)


def _age(data: Mapping[str, Any]) -> int:
    age = data.get("minimum_age", 0)
    if not isinstance(age, int) or isinstance(age, bool) or not 0 <= age <= _OLDEST:
        raise ValueError(f"document: minimum_age has to be a whole number from 0 to {_OLDEST}")
    return age


def _states(data: Mapping[str, Any], key: str) -> frozenset[str]:
    """Codes or names as alpha-3; a misspelt one is an error, because it would admit what it should stop."""
    found = {word: country(word) for word in _words(data, key)}
    if unknown := sorted(word for word, code in found.items() if code is None):
        raise ValueError(f"document: {key} names no country with {unknown}")
    return frozenset(code for code in found.values() if code)


def _words(data: Mapping[str, Any], key: str) -> frozenset[str]:
    words = data.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(f"document: {key} has to be a list of words")
    return frozenset(words)
