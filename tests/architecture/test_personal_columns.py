"""Every column of every table is known to hold something of a person, or known not to."""

from __future__ import annotations

import pytest
from sqlalchemy import Table

from kyc.domain.data_classes import DataClass
from kyc.models import Base
from kyc.services.privacy.personal_columns import PERSONAL, TAKEN_WHOLE

TABLES = sorted(Base.metadata.tables.values(), key=lambda table: table.name)

RECORD = {
    "profile": "id partner_id mode verification_status name_mismatch created_at origin erasure_id",
    "legal_hold": "id profile_id reason put_by at lifted_by lifted_at",
    "verification": "id profile_id partner_id mode state version previous_id locale accepted_documents max_retries"
    " liveness_type token_digest document_type person_wanted confidence rejection_type pending_action closed_reason"
    " closed_at created_at expires_at submitted_at decided_at erasure_id redacted_at",
    "consent": "id verification_id text_sha256 locale agreed at",
    "document": "id verification_id width height capture_method warnings created_at replaced_at type side",
    "selfie": "id verification_id width height capture_method warnings created_at replaced_at",
    "refused_upload": "id verification_id item reason at",
    "liveness_challenge": "id verification_id number nonce_digest moves capture_s opened_at replaced_at selfie_id"
    " alternative_at received_at reason seen_ms similarity pass_at review_at live_score engine engine_version"
    " judged_at",
    "document_trace": "verification_id profile_id partner_id mode created_at",
    "check_record": "id verification_id name result method score threshold confidence model model_version reasons at",
    "decision": "id verification_id outcome rule policy reasons actor approvals at",
    "case_ruling": "id verification_id staff_id outcome reason rejection_type four_eyes version at due_at undone_at"
    " made_at lapsed_at",
    "case_escalation": "id verification_id staff_id reason at ended_at ended_by ended_how",
    "case_note": "id verification_id staff_id at",
    "case_assignment": "id verification_id staff_id by_id at ended_at",
    "case_claim": "verification_id staff_id at until",
    "case_tagging": "verification_id tag_id staff_id at",
    "correction": "id verification_id staff_id field reason pages at",
    "applicant_request": "id profile_id verification_id kind at answered_at answered_by answer",
    "match_verdict": "id profile_id verification_id check_name verdict actor at",
    "profile_flag": "id profile_id verification_id mode check_name score lists raised_at verdict actor resolved_at",
    "status_history": "id profile_id verification_id status step note actor key at",  # note: a code
    "api_call": "id verification_id caller method route status times first_at at",  # route: a pattern
    "view_log": "id viewer verification_id image_id purpose at",  # purpose: a code
    "event": "id partner_id profile_id verification_id mode type number at",
    "delivery": "id event_id endpoint_id state attempts next_at created_at",
    "delivery_attempt": "id delivery_id number status elapsed_ms error at",  # error: a code
    "audit_entry": "position at act actor subject detail previous digest",  # detail: ids and codes
    "purge": "verification_id data_class at",
    "reverification": "verification_id reason at",
    "discarded_object": "name at",
    "erasure": "id partner_id mode profile_id whole verification_ids reason actor counts objects at finished_at"
    " receipt",
}
"""Columns that prove what was done, in tables that are about applicants: ids, states, moments, codes, measures."""

OF_NO_APPLICANT = """
    partner partner_term api_key webhook_endpoint partner_look partner_logo
    staff_user staff_role staff_user_role staff_link staff_session saved_view case_tag
    audit_head monitoring_progress worker_heartbeat
    training_case training_image training_answer
"""
"""Tables of partners, of the staff and of the machinery; cases for practice are the operator's own material."""


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_known_to_hold_something_of_a_person_or_not_to(table: Table) -> None:
    if table.name in OF_NO_APPLICANT.split() or table.name in TAKEN_WHOLE:
        return
    kept, personal = set(RECORD.get(table.name, "").split()), set(PERSONAL.get(table.name, {}))
    assert kept | personal == {column.name for column in table.columns}
    assert not kept & personal


def test_nothing_is_named_that_does_not_exist() -> None:
    named = {*RECORD, *PERSONAL, *TAKEN_WHOLE, *OF_NO_APPLICANT.split()}
    assert named == set(Base.metadata.tables)


def test_a_table_is_scrubbed_or_taken_or_nobodys() -> None:
    places = [*{*RECORD, *PERSONAL}, *TAKEN_WHOLE, *OF_NO_APPLICANT.split()]
    assert len(places) == len(set(places))


def test_what_is_personal_goes_with_one_of_the_first_three_classes() -> None:
    classes = {kind for columns in PERSONAL.values() for kind in columns.values()} | {*TAKEN_WHOLE.values()}
    assert classes == {*DataClass} - {DataClass.RECORD}
