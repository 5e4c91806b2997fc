"""Compares a reader's result with a document's truth, field by field, whatever notation the reader uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bench._figures import quantile
from kyc.domain.countries import country
from kyc.domain.mrz import Zone, birth_date, expiry_date, parse

FIELDS = ("type", "country", "number", "surname", "given", "nationality", "dob", "sex", "expiry")
CLEAR = ("number", "dob", "expiry")
TODAY = date(2026, 11, 21)
"""Decides the century of a two-digit year, so that a run next year gives the same score."""
Truth = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A reader's result: the zone's lines, whether it calls them valid, fields by `FIELDS`, and the clear ones."""

    lines: tuple[str, ...] = ()
    valid: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    clear: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Result:
    """One image: the truth, the reader's result, and the CPU seconds it took."""

    name: str
    truth: Truth
    told: Told
    cpu_s: float

    @property
    def exact(self) -> bool:
        """Every character of every line."""
        return bool(self.told.lines) and list(self.told.lines) == list(self.truth["lines"])

    @property
    def right(self) -> frozenset[str]:
        """The fields that match the document; an impossible date is right where none is returned."""
        said = self.told.fields
        expected = {name: normal(name, text) for name, text in _expected(self.truth).items()}
        return frozenset(
            name for name in FIELDS if said and (normal(name, said[name]) if name in said else "") == expected[name]
        )

    @property
    def is_clear(self) -> bool:
        """Whether number, birth and expiry all were read twice with the same result."""
        return self.told.clear.issuperset(CLEAR)


def normal(name: str, text: str) -> str:
    """One notation for all readers: dates (YYMMDD) as ISO 8601, states alpha-3, names and numbers without fillers."""
    if name in ("dob", "expiry"):
        found = (birth_date if name == "dob" else expiry_date)(text, TODAY)
        return found.isoformat() if found else ""
    if name == "sex":
        return text if text in ("M", "F") else "X"
    words = text.replace("<", " ").replace("-", " ").split()
    if name in ("country", "nationality"):
        return country("".join(words)) or "".join(words)
    return ("" if name in ("number", "type") else " ").join(words)


def of_lines(lines: Sequence[str]) -> Told:
    """A reader that returns only lines, parsed like ours."""
    zone = parse(lines)
    return Told(tuple(lines)) if zone is None else Told(zone.lines, zone.valid, _of_zone(zone))


def _of_zone(zone: Zone) -> dict[str, str]:
    raw = {"country": "issuer", "type": "code", "dob": "birth_date", "expiry": "expiry_date"}
    fields = {name: zone.raw(raw.get(name, name)) for name in FIELDS}
    fields |= {"number": zone.number, "surname": zone.surname, "given": zone.given_names}
    return fields | {"nationality": fields["nationality"] or fields["country"]}


def _expected(truth: Truth) -> dict[str, str]:
    """Where a zone omits the nationality it is the issuer's."""
    fields = {name: str(truth.get(name) or "") for name in FIELDS}
    return fields | {"nationality": fields["nationality"] or fields["country"]}


def figures(results: Sequence[Result]) -> dict[str, Any]:
    """Counts for the documents with a zone; `false_positive` for the images without one."""
    zoned = [one for one in results if one.truth["mrz"]]
    clear = [one for one in zoned if one.is_clear]
    valid = [one for one in zoned if one.truth.get("valid")]
    return {
        "images": len(results),
        "documents": len(zoned),
        "full_exact": sum(one.exact for one in zoned),
        "valid_found": sum(one.told.valid for one in valid),
        "valid_total": len(valid),
        "valid_misread": sum(one.told.valid and not one.exact for one in valid),
        "false_valid": sum(one.told.valid for one in zoned if not one.truth.get("valid")),
        "false_positive": sum(bool(one.told.lines) for one in results if not one.truth["mrz"]),
        "fields": {name: sum(name in one.right for one in zoned) for name in FIELDS},
        "clear": len(clear),
        "clear_right": sum(one.right.issuperset(CLEAR) for one in clear),
        "cpu_s_median": quantile([one.cpu_s for one in results], 0.5),
        "cpu_s_p95": quantile([one.cpu_s for one in results], 0.95),
    }


def miss(one: Result) -> str:
    """What is wrong, in a few words and without any value; empty where nothing is."""
    if not one.truth["mrz"]:
        return "FALSE POSITIVE: a zone where there is none" if one.told.lines else ""
    wrong = [name for name in FIELDS if name not in one.right]
    unclear = [name for name in CLEAR if name not in one.told.clear]
    parts = [
        "FALSE VALID" if one.told.valid and not one.truth.get("valid") else "",
        "" if one.exact else _difference(one),
        f"wrong: {', '.join(wrong)}" if wrong else "",
        f"not clear: {', '.join(unclear)}" if unclear else "",
    ]
    return "; ".join(part for part in parts if part)


def _difference(one: Result) -> str:
    said, true = "".join(one.told.lines), "".join(one.truth["lines"])
    if not said:
        return "no zone"
    if len(said) != len(true):
        return f"{len(said)} characters for {len(true)}"
    return f"{sum(a != b for a, b in zip(said, true, strict=True))} of {len(true)} characters"
