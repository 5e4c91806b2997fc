"""Joins zone, barcode and print of both sides into one reading: which fields are clear, and which conflict.

A field is *clear* when its value is protected and a second reading agrees. The protection is a check digit (ICAO 9303-3
section 4.9) or the error correction of a barcode (ISO/IEC 15438): either shows that the value was read as it was
written. Print has neither, so what was read from print alone is never clear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from kyc.adapters.documents.claims import DATES, NAMES, Claim, Claims
from kyc.adapters.documents.viz import Print
from kyc.domain.applicant import number_key
from kyc.domain.evidence import Field, Sighting
from kyc.domain.mrz_repair import alike
from kyc.domain.names import continues, similarity

_COMPARED = ("document_number", "birth_date", "expiry_date", *NAMES)
# Out of 100: misread names of the same person measured 80 and more, names of two persons under 60.
_ANOTHER_NAME = 70


@dataclass(frozen=True, slots=True)
class Sources:
    """All claims about a document's fields, the most reliable source first, and the print to search for values."""

    zone: Claims
    barcode: Claims
    labelled: Claims
    printed: Print

    def claims(self, name: str) -> list[Claim]:
        return [source[name] for source in (self.zone, self.barcode, self.labelled) if name in source]


def fields(sources: Sources) -> dict[str, Field]:
    """A field for every name that any source has; a clear reading beats an unclear one of a more reliable source."""
    names = dict.fromkeys([*sources.zone, *sources.barcode, *sources.labelled])
    return {name: _best(sources, name) for name in names}


def settled(claims: Claims, printed: Print) -> dict[str, Field]:
    """Fields of one source alone, confirmed by the print or not."""
    return {name: _field(name, claim, (), printed) for name, claim in claims.items()}


def conflicts(sources: Sources) -> tuple[str, ...]:
    """Fields on which two sources disagree, both of them reliably.

    These are number, birth, expiry and names: a front that does not belong to its back differs in them, and a name has
    no check digit that would reveal a forged one. A number that differs only in look-alike characters is a doubt about
    the reader and not about the document.
    """
    return tuple(name for name in _COMPARED if _disagree(sources, name))


def _best(sources: Sources, name: str) -> Field:
    claims = sources.claims(name)
    found = [_field(name, one, [other for other in claims if other is not one], sources.printed) for one in claims]
    return next((one for one in found if one.clear), found[0])


def _field(name: str, claim: Claim, rest: list[Claim] | tuple[Claim, ...], printed: Print) -> Field:
    shown = _shown(name, claim, printed) if claim.sighting.source != "viz" else None
    agree = bool(shown or claim.again or any(_same(name, claim, other) for other in rest))
    seen, others = claim.sighting, tuple(_others(shown, claim, rest))
    clear = claim.holds and agree
    confidence = round((1 + seen.confidence) / 2, 3) if agree and seen.source != "viz" else seen.confidence
    return Field(seen.value, seen.source, confidence, clear, seen.region, others)


def _others(shown: Sighting | None, claim: Claim, rest: list[Claim] | tuple[Claim, ...]) -> Iterator[Sighting]:
    """Where else the value was read: in print, by another reader, from another source; each place once."""
    if shown:
        yield shown
    yield from claim.again
    yield from (other.sighting for other in rest if shown is None or other.sighting.region != shown.region)


def _shown(name: str, claim: Claim, printed: Print) -> Sighting | None:
    """The print that agrees with a claim, wherever it is on either side."""
    if name in DATES:
        found = printed.find_date(claim.written)
    elif name in NAMES:
        found = printed.find_name(claim.written, cut=claim.cut)
    elif name == "document_number":
        found = printed.find_number(claim.written)
    else:
        found = printed.find_word(claim.written) if claim.written != "X" else None
    return found.sighting(claim.sighting.value) if found else None


def _disagree(sources: Sources, name: str) -> bool:
    machine = [source[name] for source in (sources.zone, sources.barcode) if name in source and source[name].sure]
    if len(machine) == 2 and _differ(name, *machine):
        return True
    printed = sources.labelled.get(name)
    if printed is None or not printed.sure or _is_other_name(sources, name, printed):
        return False
    return any(_differ(name, one, printed) and _shown(name, one, sources.printed) is None for one in machine)


def _is_other_name(sources: Sources, name: str, printed: Claim) -> bool:
    """Whether a printed surname is the given name or the reverse, which is the reader's mistake."""
    if name not in NAMES:
        return False
    other = NAMES[1 - NAMES.index(name)]
    written = [source[other].written for source in (sources.zone, sources.barcode) if other in source]
    return any(similarity(printed.written, one) >= _ANOTHER_NAME for one in written)


def _same(name: str, one: Claim, other: Claim) -> bool:
    if name == "document_number":
        return number_key(one.written) == number_key(other.written)
    if name in NAMES:
        cut = (one.cut and continues(other.written, one.written)) or (
            other.cut and continues(one.written, other.written)
        )
        return cut or similarity(one.written, other.written) == 100
    return one.written == other.written


def _differ(name: str, one: Claim, other: Claim) -> bool:
    """Whether two claims cannot both be right, even if one letter of them was misread."""
    if name == "document_number":
        return not alike(number_key(one.written), number_key(other.written))
    if name in NAMES:
        misread = Levenshtein.distance(one.written, other.written) <= 1
        return not (misread or _same(name, one, other)) and similarity(one.written, other.written) < _ANOTHER_NAME
    return not _same(name, one, other)
