"""The report of a verification as a printable document: the same facts, in words and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from kyc.domain.dates import stamp
from kyc.domain.paper import Paper, Row, Section, Table
from kyc.services.report.reports import Body

NONE = "–"
READ = {"name": "full_name"}
"""Declared facts whose field has another name in the reading."""
SHORT = {"pep_screening": "PEP screening"}
TEST = "TEST: made with a test key. Specimen documents and sample lists count here; no real person was verified."
CLOSING = (
    "Every moment is in UTC. A SHA-256 is of an image's bytes as they were uploaded. The line at the foot of each page "
    "is the end of the server's audit chain when this was made: whoever runs the server cannot change what was "
    "recorded before it without changing that line. A word in square brackets that says “transliterated” stands "
    "behind letters that this document cannot show; the report as JSON has them as they are."
)
_FACTS, _LABELLED = (0.28, 0.36, 0.36), (0.28, 0.72)


def paper(body: Body, at: datetime) -> Paper:
    """The report `body` of `services.explanations.report`, which was made `at`."""
    sections = [_outcome(body, at), _facts(body), _checks(body), *_breakdowns(body), *_rest(body), _about()]
    return Paper(
        name=f"Verification report {body['id']}",
        title="Identity verification report",
        sections=sections,
        foot=f"{body['id']}   audit {body['audit_head'] or 'chain is empty'}",
        at=at,
    )


def _outcome(body: Body, at: datetime) -> Section:
    decision = body["decision"] or {}
    rows = [
        ("Status", _spoken(body["status"]) + ("" if body["final"] else ", not final")),
        ("Decided by", _who(decision) if decision else NONE),
        ("Rule and policy", f"{decision['rule']}, {decision['policy']}" if decision else NONE),
        ("Reasons", _reasons(decision.get("reasons", []))),
        ("Confidence", _number(body["confidence"])),
        ("Rejected", {"retry": "another try is possible", "final": "for good"}.get(body["rejection_type"], NONE)),
        ("Closed", f"{_spoken(body['closed']['reason'])}, {_moment(body['closed']['at'])}" if body["closed"] else NONE),
        ("Opened, submitted, decided", ", ".join(_moment(body[f"{step}_at"]) for step in _STEPS)),
        ("This report", f"made {_moment(stamp(at))}"),
        ("Session", body["id"]),
        ("Record", body["record_id"]),
        ("Session before", body["previous_session_id"] or NONE),
        ("Partner's reference", body["client_reference_id"] or NONE),
        *((f"Partner's {name}", _plain(value)) for name, value in body["metadata"].items()),
    ]
    return Section("Outcome", [*([TEST] if body["mode"] == "test" else []), Table(_LABELLED, rows)])


_STEPS = ("created", "submitted", "decided")


def _facts(body: Body) -> Section:
    """What the partner declared beside what was read from the document."""
    read = body["extracted_data"] or {}
    rows = [
        (_spoken(name), _plain(value), _plain(read.get(READ.get(name, name))))
        for name, value in body["declared"].items()
    ]
    head = "Read, as corrected" if any(one["in_force"] for one in body["corrections"]) else "Read"
    return Section("Declared and read", [Table(_FACTS, rows, ("Fact", "Declared", head))])


def _checks(body: Body) -> Section:
    rows = [
        (
            _check_name(one["name"]),
            _spoken(one["result"]),
            NONE if one["score"] is None else f"{_number(one['score'])} / {_number(one['threshold'])}",
            " ".join(part for part in (one["model"], one["version"]) if part) or NONE,
            _reasons(one["reasons"]),
        )
        for one in body["checks"]
    ]
    head = ("Check", "Result", "Score / limit", "Model and version", "Reasons")
    return Section("Checks", [Table((0.19, 0.13, 0.12, 0.2, 0.36), rows, head)])


def _breakdowns(body: Body) -> Iterator[Section]:
    """The parts of each check that has a breakdown."""
    for check in body["checks"]:
        groups = {name: one for name, one in check["breakdown"].items() if _is_group(one)}
        rows = [row for name, one in groups.items() for row in _group(name, one)]
        if rows:
            shares, head = (0.25, 0.25, 0.15, 0.35), ("Part", "Question", "Result", "Reason")
            yield Section(f"{_check_name(check['name'])}, part by part", [Table(shares, rows, head)])


def _is_group(one: Any) -> bool:
    return isinstance(one, dict) and "breakdown" in one


def _group(name: str, group: Body) -> Iterator[Row]:
    for sub, one in group["breakdown"].items():
        yield _spoken(name), _spoken(sub), _spoken(one["result"]), _reasons([one["reason"]] if one["reason"] else [])


def _rest(body: Body) -> Iterator[Section]:
    """The sections that may be empty."""
    parts: Sequence[tuple[str, Sequence[float], Row, list[Row]]] = (
        (
            "Corrections",
            (0.2, 0.18, 0.24, 0.23, 0.15),
            ("When", "Field", "Before and after", "Why", "By"),
            _fixes(body),
        ),
        ("Lists that were screened", (0.3, 0.2, 0.15, 0.35), ("List", "Date", "Entries", "Version"), _lists(body)),
        ("Decisions", (0.2, 0.15, 0.2, 0.15, 0.3), ("When", "Outcome", "Rule", "By", "Reasons"), _decisions(body)),
        ("Images", (0.3, 0.13, 0.13, 0.44), ("Image", "Uploaded", "Pixels", "SHA-256 and remarks"), _images(body)),
        ("Frames of movements", (0.34, 0.15, 0.51), ("Challenge", "Moment", "SHA-256"), _frames(body)),
        ("History", (0.2, 0.2, 0.25, 0.15, 0.2), ("When", "Step", "Note", "By", "Status"), _history(body)),
    )
    for title, shares, head, rows in parts:
        if rows:
            yield Section(title, [Table(shares, rows, head)])


def _fixes(body: Body) -> list[Row]:
    return [
        (
            _moment(one["at"]),
            _spoken(one["field"]) + ("" if one["in_force"] else ", no longer in force"),
            f"{one['was'] or 'nothing'} → {one['value']}",
            _reasons([one["reason"]]),
            one["actor"],
        )
        for one in body["corrections"]
    ]


def _lists(body: Body) -> list[Row]:
    return [
        (one["name"] + (" (sample)" if one["sample"] else ""), one["date"], str(one["entities"]), one["version"])
        for one in body["lists"]
    ]


def _decisions(body: Body) -> list[Row]:
    return [
        (_moment(one["at"]), _spoken(one["outcome"]), one["rule"], _who(one), _reasons(one["reasons"]))
        for one in body["decisions"]
    ]


def _images(body: Body) -> list[Row]:
    documents = [(f"{_spoken(one['type'])}, {_spoken(one['side'])}", one) for one in body["evidence"]["documents"]]
    return [_image(what, one) for what, one in [*documents, *(("Selfie", one) for one in body["evidence"]["selfies"])]]


def _image(what: str, one: Body) -> Row:
    replaced = f"replaced {_moment(one['replaced_at'])}" if one["replaced_at"] else ""
    remarks = " ".join(part for part in (one["sha256"], replaced, _reasons(one["warnings"], "")) if part)
    return f"{what} {one['id']}", _moment(one["created_at"]), f"{one['width']} × {one['height']}", remarks


def _frames(body: Body) -> list[Row]:
    return [
        (f"{', '.join(one['moves'])} {one['id']}", f"{frame['t_ms']} ms", frame["sha256"] or "")
        for one in body["evidence"]["challenges"]
        for frame in one["frames"]
    ]


def _history(body: Body) -> list[Row]:
    return [
        (_moment(one["at"]), _spoken(one["step"]), one["note"], one["actor"], _spoken(one["status"]))
        for one in body["history"]
    ]


def _about() -> Section:
    return Section("About this document", [CLOSING])


def _who(decision: Mapping[str, Any]) -> str:
    """Who decided: the policy, or the people."""
    people = decision["approvals"]
    if decision["method"] == "automated":
        return "the policy"
    return f"{'a person' if len(people) == 1 else f'{len(people)} people'} ({', '.join(people)})"


def _reasons(found: Sequence[Body], none: str = NONE) -> str:
    return " ".join(f"{one['detail']} ({one['code']})" for one in found) or none


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.2f}"


def _moment(stamped: str | None) -> str:
    return stamped[:19].replace("T", " ") if stamped else NONE


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _check_name(name: str) -> str:
    return SHORT.get(name) or _spoken(name)


def _plain(value: Any) -> str:
    return NONE if value is None else str(value)
