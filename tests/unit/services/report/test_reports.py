"""The short view and the report, straight from the rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.domain.lifecycle import State
from kyc.models import db, utcnow
from kyc.services.examining import pipeline
from kyc.services.report import explanations, reports
from kyc.services.verification import uploads, verifications
from kyc.services.verification.transitions import close
from tests import make

BASE = "https://kyc.example"


def needs(session: Session, *found: object) -> dict[str, list[str]]:
    return reports.missing_of(session, found)  # type: ignore[arg-type]


def test_the_token_stands_in_the_first_answer_alone(committed: Session) -> None:
    made = make.verification(committed)
    first = reports.created_view(made, BASE, ["selfie"], "st_x")
    later = reports.created_view(made, BASE, ["selfie"])
    assert first["session_token"] == "st_x"
    assert list(first) == [*list(later)[:5], "session_token", *list(later)[5:]]


def test_the_url_leads_to_the_record(committed: Session) -> None:
    made = make.verification(committed)
    assert reports.created_view(made, BASE, [])["url"] == f"{BASE}/{made.profile_id}"


def test_what_is_missing_is_told_for_many_at_once(committed: Session) -> None:
    fresh, complete, handed_in = make.verification(committed), make.with_evidence(committed), make.submitted(committed)
    assert needs(committed, fresh, complete, handed_in) == {
        fresh.id: ["document.front", "selfie"],
        complete.id: [],
        handed_in.id: [],
    }


def test_a_replaced_side_does_not_count(committed: Session) -> None:
    made = make.with_evidence(committed)
    facts = uploads.DocumentFacts(make.DocumentType.ID_CARD, make.Side.FRONT, None, "api")
    uploads.attach_document(committed, made, make.received("card"), facts, "partner")
    assert needs(committed, made)[made.id] == ["document.back"]


@pytest.mark.parametrize("many", [1, 5])
def test_many_views_cost_as_many_statements_as_one(committed: Session, many: int) -> None:
    found = [make.submitted(committed) for _ in range(many)]
    for one in found:
        pipeline.begin(committed, one.id)
        pipeline.conclude(committed, one.id, make.examination())
    committed.flush()
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    views = reports.session_views(committed, found, BASE)
    event.remove(db.engine, "before_cursor_execute", note)
    assert [view["status"] for view in views] == ["approved"] * many
    assert len(statements) == 1


def test_what_was_asked_before_is_not_asked_again(committed: Session) -> None:
    made = make.verification(committed)
    view = reports.session_view(committed, made, BASE, {made.id: ["something"]})
    assert view["requirements"] == {"missing": ["something"]}


def test_checks_stand_in_the_contracts_order_whatever_came_first(committed: Session) -> None:
    made = make.submitted(committed)
    pipeline.begin(committed, made.id)
    found = make.examination()
    shuffled = pipeline.Examination(found.results[::-1], found.verdict, found.extracted)
    pipeline.conclude(committed, made.id, shuffled)
    assert tuple(reports.session_view(committed, made, BASE)["checks"]) == make.CHECKS


def test_a_check_without_a_row_was_not_performed() -> None:
    assert set(reports.check_words([]).values()) == {Result.NOT_PERFORMED.value}


def test_a_check_of_the_operators_own_is_only_in_the_report(committed: Session) -> None:
    made = make.submitted(committed)
    pipeline.begin(committed, made.id)
    found = make.examination()
    extra = make.CheckResult("shoe_size", Result.PASS)
    pipeline.conclude(committed, made.id, pipeline.Examination((*found.results, extra), found.verdict, None))
    assert "shoe_size" not in reports.session_view(committed, made, BASE)["checks"]
    assert explanations.report(committed, made, BASE)["checks"][-1]["name"] == "shoe_size"


def test_a_closed_verification_says_why_and_when(committed: Session) -> None:
    made = make.verification(committed)
    close(committed, made, "cancelled", "partner")
    told = reports.closed_view(made)
    assert told
    assert told["reason"] == "cancelled"
    assert told["at"].endswith("Z")


def test_one_whose_time_is_over_is_closed_before_the_housekeeping(committed: Session) -> None:
    made = make.verification(committed)
    assert reports.closed_view(made) is None
    made.expires_at = utcnow() - timedelta(milliseconds=1)
    assert (reports.closed_view(made) or {})["reason"] == "expired"


def test_one_that_was_handed_in_in_time_never_expires(committed: Session) -> None:
    made = make.submitted(committed)
    made.expires_at = utcnow() - timedelta(days=1)
    assert reports.closed_view(made) is None
    assert not verifications.is_due(made, utcnow())


def test_the_version_word_changes_with_rows_images_and_time(committed: Session) -> None:
    made = make.verification(committed)
    seen = {reports.version_of(made, needs(committed, made))}
    facts = uploads.DocumentFacts(make.DocumentType.ID_CARD, make.Side.FRONT, None, "api")
    uploads.attach_document(committed, made, make.received("front"), facts, "partner")
    seen.add(reports.version_of(made, needs(committed, made)))
    made.expires_at = utcnow() - timedelta(seconds=1)
    committed.flush()
    seen.add(reports.version_of(made, needs(committed, made)))
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("state", "final"),
    [(State.CREATED, False), (State.MANUAL_REVIEW, False), (State.APPROVED, True), (State.REJECTED, True)],
)
def test_only_a_decision_is_final(committed: Session, state: State, final: bool) -> None:
    results = {State.MANUAL_REVIEW: Result.REVIEW, State.REJECTED: Result.FAIL}
    made = make.verification(committed) if state is State.CREATED else make.submitted(committed)
    if state is not State.CREATED:
        pipeline.begin(committed, made.id)
        pipeline.conclude(committed, made.id, make.examination(face_match=results.get(state, Result.PASS)))
    view = reports.session_view(committed, made, BASE)
    assert (view["status"], view["final"]) == (state.value, final)


def test_a_reason_outside_the_catalogue_keeps_its_code() -> None:
    assert explanations.worded(["brand_new"]) == [{"code": "brand_new", "detail": "brand_new"}]


def test_the_report_has_one_order(committed: Session) -> None:
    body = explanations.report(committed, make.submitted(committed), BASE)
    assert list(body)[:7] == ["id", "record_id", "status", "mode", "final", "confidence", "created_at"]
    assert list(body)[-4:] == ["evidence", "lists", "history", "audit_head"]
    assert body["submitted_at"]
    assert body["decided_at"] is None
