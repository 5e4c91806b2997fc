"""The findings of a screening for the page: each match by its features, and reviewers' verdicts on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from kyc.domain.check import SCREENINGS
from kyc.domain.screening import Person
from kyc.models import CheckRecord, MatchVerdictRecord
from kyc.services.desk.case_files import CaseFile
from kyc.services.screening import match_verdicts
from kyc.services.screening.profile_flags import FlagFile
from kyc.web.staff.wording import spoken

LABELS = {
    "name": "Name",
    "birth_date": "Birth date",
    "country": "Country",
    "document_number": "Document number",
    "name_weight": "Rare words in common",
    "coincidence": "Names alike by chance",
}
# Shown as numbers: these do not run from 0 to 1.
NUMBERS = frozenset({"name_weight", "coincidence"})
ALWAYS = ("name", "birth_date", "country")


@dataclass(frozen=True, slots=True)
class FeatureLine:
    """One feature that was compared: both values as far as known, and how well they agree (None: not compared).

    `number` marks a plain number of the match rather than a comparison of two values.
    """

    label: str
    person: str
    listed: str
    score: float | None
    number: bool = False

    @property
    def meter(self) -> bool:
        """Whether the score runs from 0 (differs) to 1 (the same), which engines from elsewhere may not do."""
        return self.score is not None and 0 <= self.score <= 1


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match of a case or a flag; `verdict` is the newest one, `may_judge` whether one can be remembered."""

    match: Mapping[str, Any]
    lines: Sequence[FeatureLine]
    verdict: MatchVerdictRecord | None = None
    may_judge: bool = False

    @property
    def anchor(self) -> str:
        return f"match-{self.match.get('fingerprint') or self.match['entity_id']}"


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """One screening and its findings."""

    check: str
    record: CheckRecord
    matches: Sequence[MatchView]


def screenings(session: Session, peppers: Sequence[bytes], case: CaseFile) -> list[ScreeningView]:
    """Every screening of a case that found somebody, with the verdicts on this very person."""
    said = match_verdicts.of_case(session, case.verification.id)
    found = []
    for one in (case.checks[name] for name in SCREENINGS if name in case.checks):
        person = match_verdicts.asked(one)
        digests = [match_verdicts.person_digest(pepper, case.profile, person) for pepper in peppers if person]
        meant = {fingerprint: row for fingerprint, row in said.items() if row.person_digest in digests}
        found.append(ScreeningView(one.name, one, [_view(person, match, meant) for match in _matches(one)]))
    return [one for one in found if one.matches]


def flag_view(file: FlagFile) -> MatchView:
    """A flag's match beside its person."""
    return MatchView(file.flag.match, feature_lines(file.flag.match, file.person), may_judge=not file.flag.resolved_at)


def feature_lines(match: Mapping[str, Any], person: Person | None) -> list[FeatureLine]:
    """What was compared, and which of name, birth date and country could not be."""
    scores: Mapping[str, float] = match.get("features") or {}
    values = dict(_values(match, person))
    names = [*ALWAYS, *(name for name in LABELS if name in scores and name not in ALWAYS)]
    names += [name for name in scores if name not in LABELS]
    return [
        FeatureLine(LABELS.get(name, spoken(name)), *values.get(name, ("", "")), scores.get(name), name in NUMBERS)
        for name in names
    ]


def _values(match: Mapping[str, Any], person: Person | None) -> Iterator[tuple[str, tuple[str, str]]]:
    """By feature, what is known of the person and what the list says."""
    born = person.birth_date.isoformat() if person and person.birth_date else ""
    yield "name", (person.name if person else "", match["name"])
    yield "birth_date", (born, ", ".join(match.get("birth_dates") or ()))
    yield "country", (", ".join(person.countries) if person else "", ", ".join(match.get("countries") or ()))
    yield "document_number", ((person.document_number if person else "") or "", "the same number")


def _view(person: Person | None, match: Mapping[str, Any], said: Mapping[str, MatchVerdictRecord]) -> MatchView:
    fingerprint = match.get("fingerprint")
    verdict = said.get(fingerprint) if fingerprint else None
    return MatchView(match, feature_lines(match, person), verdict, bool(person and fingerprint))


def _matches(record: CheckRecord) -> Sequence[Mapping[str, Any]]:
    return record.breakdown.get("matches") or ()
