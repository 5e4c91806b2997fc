"""The plain client against the application: from opening to the report, and what the partner manages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from flask import Flask
from sqlalchemy.orm import Session

import ekyc
from ekyc import Client
from kyc.models import IdempotencyKey, Verification
from tests.api.calls import blurred, photo, stored
from tests.make import TEST_KEY

HOOK = "https://partner.example/hooks"


def test_a_session_goes_from_opening_to_its_report(partner: Client) -> None:
    made = partner.create_session(
        applicant={"name": "Jane Doe", "document_number": "TESTAPPROVE-1"}, metadata={"plan": "gold"}
    )
    assert made["requirements"]["missing"] == ["document.front", "selfie"]
    document = partner.add_document(made["id"], photo(), type="passport", side="data_page", issuing_country="SGP")
    selfie = partner.add_selfie(made["id"], photo(0.9))
    assert (document["duplicate"], selfie["session"]["requirements"]["missing"]) == (False, [])
    assert partner.submit_session(made["id"]) == {"id": made["id"], "status": "submitted"}
    assert partner.settle_session(made["id"], "approved")["final"]
    assert partner.wait(made["id"])["status"] == "approved"
    report = partner.read_report(made["id"])
    assert (report["metadata"], report["declared"]["name"]) == ({"plan": "gold"}, "Jane Doe")
    page = report["evidence"]["documents"][0]
    assert partner.read_document_image(made["id"], page["id"]).startswith(b"\xff\xd8")
    assert partner.read_selfie_image(made["id"], report["evidence"]["selfies"][0]["id"]).startswith(b"\xff\xd8")
    assert partner.read_profile(made["record_id"])["session_id"] == made["id"]


def test_the_same_image_again_is_a_duplicate(partner: Client) -> None:
    made = partner.create_session()
    partner.add_document(made["id"], photo(), type="passport")
    assert partner.add_document(made["id"], photo(), type="passport")["duplicate"]


def test_a_photo_that_cannot_serve_brings_a_hint(partner: Client) -> None:
    made = partner.create_session(config={"max_retries": 3})
    with pytest.raises(ekyc.ImageRefused) as caught:
        partner.add_document(made["id"], blurred(), type="passport")
    assert (caught.value.code, caught.value.attempts_left) == ("image_blurry", 2)
    assert caught.value.hint


def test_what_is_wrong_stands_by_field_without_its_value(partner: Client) -> None:
    with pytest.raises(ekyc.Invalid) as caught:
        partner.create_session(applicant={"nationality": "Narnia"})
    assert [(one.pointer, one.code) for one in caught.value.errors] == [("/applicant/nationality", "unknown_country")]
    assert "Narnia" not in str(caught.value)


def test_refusals_have_their_kind(partner: Client, outside: Any) -> None:
    made = partner.create_session()
    with pytest.raises(ekyc.NotFound):
        partner.read_session("sess_unknown")
    with pytest.raises(ekyc.Conflict) as caught:
        partner.submit_session(made["id"])
    assert caught.value.members["allowed"] == ["add_documents"]
    with pytest.raises(ekyc.Unauthorized):
        Client("http://localhost", "wrong", transport=httpx.WSGITransport(app=outside)).list_endpoints()


class Forgetful(httpx.BaseTransport):
    """The server gets every request; its first answer is lost on the way back."""

    def __init__(self, app: Any) -> None:
        self.inner, self.lost = httpx.WSGITransport(app=app), 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.inner.handle_request(request)
        if not self.lost:
            self.lost += 1
            answer.read()
            raise httpx.ReadError("lost")
        return answer


def test_a_lost_answer_opens_no_second_session(outside: Any, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ekyc.client.time, "sleep", lambda seconds: None)
    with Client("http://localhost", TEST_KEY, transport=Forgetful(outside)) as client:
        made = client.create_session()
    assert made["session_token"]
    assert (stored(session, Verification), stored(session, IdempotencyKey)) == (1, 1)


def test_a_lost_answer_to_an_upload_stores_no_second_photo(
    partner: Client, outside: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ekyc.client.time, "sleep", lambda seconds: None)
    made = partner.create_session()
    with Client("http://localhost", TEST_KEY, transport=Forgetful(outside)) as client:
        taken = client.add_document(made["id"], photo(), type="passport")
    assert taken["duplicate"] is False
    assert len(partner.read_report(made["id"])["evidence"]["documents"]) == 1


def test_lists_are_read_page_by_page(partner: Client) -> None:
    made = [partner.create_session(client_reference_id="cust_1")["id"] for _ in range(5)]
    partner.create_session()
    since = datetime.now(UTC) - timedelta(minutes=1)
    found = partner.list_sessions(client_reference_id="cust_1", created_gte=since, limit=2)
    assert [one["id"] for one in found] == made[::-1]
    assert len({event["id"] for event in partner.list_events(limit=4)}) == 6
    assert list(partner.list_sessions(status="approved")) == []


def test_events_go_on_after_the_last_one(partner: Client) -> None:
    first = partner.create_session()
    (last,) = partner.list_events()
    second = partner.create_session()
    assert [event["session_id"] for event in partner.list_events(after=last["id"], type="session.created")] == [
        second["id"]
    ]
    assert [event["type"] for event in partner.list_session_events(first["id"])] == ["session.created"]


def test_a_moment_without_a_zone_is_no_moment(partner: Client) -> None:
    with pytest.raises(ValueError, match="time zone"):
        next(partner.list_sessions(created_gte=datetime(2026, 1, 1)))


def test_endpoints_are_managed(partner: Client) -> None:
    made = partner.create_endpoint(HOOK, events=["*"], name="shop")
    assert made["secret"].startswith("whsec_")
    assert partner.rotate_secret(made["id"])["secret"] != made["secret"]
    assert partner.change_endpoint(made["id"], payload="thin", events=["session.created"])["payload"] == "thin"
    assert partner.read_endpoint(made["id"])["events"] == ["session.created"]
    delivery = partner.send_test(made["id"])
    partner.create_session()
    assert len(list(partner.list_deliveries(made["id"], limit=1))) == 2
    assert partner.replay_delivery(made["id"], delivery["id"])["state"] == "pending"
    assert partner.replay_missed(made["id"], datetime.now(UTC) - timedelta(hours=1)) == {
        "queued": 0,
        "next_since": None,
    }
    partner.delete_endpoint(made["id"])
    assert partner.list_endpoints() == []


def test_a_case_is_asked_for_again_and_cancelled_sessions_end(partner: Client) -> None:
    made = partner.create_session()
    partner.settle_session(made["id"], "manual_review")
    asked = partner.ask_again(made["id"], ["selfie"], ["face_turned"], days=3)
    assert asked["pending_action"]
    assert asked["pending_action"]["items"] == ["selfie"]
    assert partner.wait(made["id"], also=["manual_review"])["final"] is False
    other = partner.create_session()
    partner.cancel_session(other["id"])
    assert partner.wait(other["id"])["closed"]


def test_files_come_whole(partner: Client) -> None:
    made = partner.create_session()
    partner.settle_session(made["id"], "rejected")
    assert partner.read_report_pdf(made["id"]).startswith(b"%PDF")
    assert partner.read_evidence(made["id"]).startswith(b"PK")


def test_head_movements_are_opened_extended_and_exchanged(partner: Client) -> None:
    made = partner.create_session(config={"liveness_type": "active"})
    partner.add_document(made["id"], photo(), type="passport")
    opened = partner.open_challenge(made["id"])
    assert opened["frames"]["max"] > 1
    with pytest.raises(ekyc.Problem):
        partner.answer_challenge(made["id"], photo(0.9), opened["id"], "wrong", [(0, photo()), (250, photo())])
    partner.extend_challenge(made["id"], opened["id"])
    assert partner.read_challenge(made["id"], opened["id"])["next"] == "capture"
    assert partner.ask_alternative(made["id"], opened["id"])["next"] == "continue"


def test_catalogues_are_read(partner: Client) -> None:
    assert {one["type"] for one in partner.list_document_types("SG")["data"]} >= {"passport", "id_card"}
    words = {one["code"]: one for one in partner.list_reasons("es")}
    assert words["image_blurry"]["applicant"] != words["image_blurry"]["partner"]


def test_the_key_of_a_live_partner_settles_nothing(app: Flask, outside: Any) -> None:
    live = app.config["SETTINGS"].valid_api_keys[0]
    with Client("http://localhost", live, transport=httpx.WSGITransport(app=outside)) as client:
        made = client.create_session()
        with pytest.raises(ekyc.NotFound):
            client.settle_session(made["id"], "approved")
