"""Scores a listed entity by name, birth date, country and document together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product
from math import log10

from kyc.adapters.screening.alignment import NameMatch
from kyc.adapters.screening.dates import CIRCA_YEARS
from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity
from kyc.adapters.screening.rarity import share
from kyc.domain.applicant import number_key
from kyc.domain.countries import same_country
from kyc.domain.screening import Person

HIT_AT, REVIEW_AT = 0.85, 0.70
# Without a birth date on both sides a name alone is never a hit: measured, 15 % of ordinary people would be false hits.
_NAME_ALONE = HIT_AT - 0.01
# The lowest likeness of names that other evidence can raise.
NAME_NEEDED = 0.55
_DOCUMENT_HIT, _DOCUMENT_ALONE = 0.95, 0.75

_SAME_DAY, _SAME_YEAR, _SLIP, _NEXT_YEAR, _OTHER_BIRTH = 1.0, 0.9, 0.6, 0.4, 0.0
_BIRTH_EFFECT = {_SAME_DAY: 0.14, _SAME_YEAR: 0.03, _SLIP: -0.08, _NEXT_YEAR: -0.22, _OTHER_BIRTH: -0.31}
_COUNTRY_AGREES, _COUNTRY_DIFFERS = 0.02, -0.10
# The share of people with the same birth date, as far as known; and with the same country among those with the same
# name, because names already indicate the country.
_BORN_SO = {_SAME_DAY: 1 / 25_000, _SAME_YEAR: 1 / 70, _SLIP: 1 / 70, _NEXT_YEAR: 2 / 70}
_FROM_THERE = 1 / 3
# If no birth date supports a name, differences in the name count more.
_INEXACT_UNDATED = 0.8
# An agreement counts in full if at most this many listed names would agree by chance, and less by each power of ten
# more.
_COINCIDENCE_FREE, _PER_TENFOLD = 1e-5, 0.08


def features(name: NameMatch, person: Person, entity: Entity, names: int = 0) -> dict[str, float]:
    """Every feature that could be compared, from 0 (different) to 1 (the same); what one side lacks is left out.

    `name_weight` is how distinctive the agreeing words are: about 1 for each rare one, 0.3 for a common one.
    `coincidence` is how many of the index's `names` would agree as well by chance; it is left out if their number is
    not given.
    """
    found = {"name": round(name.likeness, 3), "name_weight": round(name.telling, 2)}
    if person.birth_date and entity.birth_dates:
        found["birth_date"] = birth_likeness(person.birth_date, entity.birth_dates)
    if person.countries and entity.countries:
        pairs = product(person.countries, entity.countries)
        found["country"] = 1.0 if any(same_country(one, other) for one, other in pairs) else 0.0
    if _same_document(person, entity.documents):
        found["document_number"] = 1.0
    if names:
        found["coincidence"] = _coincidence(name, found, names)
    return found


def score(found: Mapping[str, float]) -> float:
    """The features combined into one number from 0 to 1."""
    name = found["name"]
    if "document_number" in found:
        return max(_DOCUMENT_HIT, name) if name >= NAME_NEEDED else _DOCUMENT_ALONE
    moved = name + _birth_effect(found) + _country_effect(found.get("country"))
    moved += _coincidence_effect(found.get("coincidence"))
    ceiling = 1.0 if found.get("birth_date") else _NAME_ALONE
    return round(min(ceiling, max(0.0, moved)), 3)


def _coincidence(name: NameMatch, found: Mapping[str, float], names: int) -> float:
    """How many of the listed names would agree as well by chance, to two digits."""
    shares = _BORN_SO.get(found.get("birth_date", _OTHER_BIRTH), 1.0) * (_FROM_THERE if found.get("country") else 1.0)
    return float(f"{names * share(name.telling, names) * shares:.2g}")


def birth_likeness(born: date, listed: Iterable[BirthDate]) -> float:
    """The best agreement of a birth date with any on the list, each to its own precision."""
    return max(_one_birth(born.isoformat(), one) for one in listed)


def _one_birth(born: str, listed: BirthDate) -> float:
    years = abs(int(born[:4]) - listed.year)
    if listed.approximate:
        return _SAME_YEAR if years <= CIRCA_YEARS else _OTHER_BIRTH
    if born.startswith(listed.value):
        return _SAME_DAY if listed.precision == "day" else _SAME_YEAR
    if listed.precision == "day" and _is_slip(born, listed.value):
        return _SLIP
    return {0: _SLIP, 1: _NEXT_YEAR}.get(years, _OTHER_BIRTH)


def _is_slip(one: str, other: str) -> bool:
    """Whether one digit is misread, or day and month are swapped."""
    swapped = f"{other[:5]}{other[8:]}-{other[5:7]}"
    return one == swapped or sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _birth_effect(found: Mapping[str, float]) -> float:
    likeness = found.get("birth_date")
    return -_INEXACT_UNDATED * (1.0 - found["name"]) if likeness is None else _BIRTH_EFFECT[likeness]


def _coincidence_effect(expected: float | None) -> float:
    """The deduction for a common name: the larger the list, the rarer a name has to be."""
    return -_PER_TENFOLD * max(0.0, log10(expected / _COINCIDENCE_FREE)) if expected else 0.0


def _country_effect(likeness: float | None) -> float:
    if likeness is None:
        return 0.0
    return _COUNTRY_AGREES if likeness else _COUNTRY_DIFFERS


def _same_document(person: Person, listed: Iterable[DocumentNumber]) -> bool:
    """Whether a number is the same, and the issuing state too if both name it."""
    if not person.document_number:
        return False
    number = number_key(person.document_number)
    states = person.countries
    return any(
        number == number_key(one.number)
        and (not one.country or not states or any(same_country(one.country, state) for state in states))
        for one in listed
    )
