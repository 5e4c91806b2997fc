"""The copy of a person's data: all that is theirs, in plain JSON, and no word of how a doubt was measured."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.domain.devices import Device
from kyc.domain.screening import Person
from kyc.models import (
    CheckRecord,
    Decision,
    Document,
    DocumentTrace,
    LivenessChallenge,
    Profile,
    RefusedUpload,
    Verification,
    ViewLog,
    transaction,
    utcnow,
)
from kyc.services.applicant import applicant_requests, holders, my_data, my_data_export
from kyc.services.applicant.my_data_export import Copy
from kyc.services.examining import pipeline
from kyc.services.telling import events
from kyc.services.verification import openings, uploads, verifications
from tests import make
from tests.screenings import MATCH, breakdown
from tests.unit.services.put_right import put_right

TOKEN = "hold_mine"
SECRETS = ("face_uncertain", "screen_recapture", "colleague", "house-1", "Jon Doe", "0.35", "sface", "score", "staff:7")


def told(codes: Iterable[str]) -> list[str]:
    """The door's words; here a safe code stands for itself."""
    return [code for code in codes if code.startswith("image_")]


def reviewed(books: Session, **options: Any) -> Verification:
    """A check that this browser held from the start and a person has to decide."""
    with transaction(books):
        made = make.verification(books, **options)
        holders.hold(books, made.id, TOKEN, device=Device.PHONE)
        uploads.attach_document(
            books, made, make.received("page", ("image_glare",)), make.passport_facts(), "applicant"
        )
        uploads.attach_selfie(books, made, make.received("selfie"), "camera", "applicant")
        verifications.submit(books, made, "applicant")
        pipeline.begin(books, made.id)
        pipeline.conclude(books, made.id, make.examination(face_match=Result.REVIEW))
    return made


def copy(books: Session, made: Verification, token: str = TOKEN) -> Copy:
    share = my_data.share(books, made.profile_id, token)
    return my_data_export.copy_of(books, made.profile_id, share, 365, told)


def written(found: Copy) -> str:
    return json.dumps(found.data)


def add(books: Session, *rows: object) -> None:
    with transaction(books):
        books.add_all(rows)


def change(books: Session, made: Verification, **values: Any) -> None:
    with transaction(books):
        for name, value in values.items():
            setattr(books.get_one(Verification, made.id), name, value)


def test_what_was_declared_read_and_done_is_there(books: Session) -> None:
    made = reviewed(books, date_of_birth=date(1990, 1, 15), client_reference_id="cust_42")
    data = copy(books, made).data
    assert data["declared"]["name"] == "Jane Doe"
    assert (data["declared"]["dates_of_birth"], data["declared"]["partner_references"]) == (["1990-01-15"], ["cust_42"])
    (one,) = data["verifications"]
    assert one["read_from_document"]["summary"]["full_name"] == "JOHN DOE"
    assert one["kind_of_device"] == "phone"
    assert [line["step"] for line in data["history"]][:3] == ["add_documents", "add_selfie", "submit"]
    assert {line["by"] for line in data["history"]} == {"you", "automatic"}
    assert [line["event"] for line in one["told_to_partner"]][-1] == "verification.manual_review"


def test_it_is_plain_json(books: Session) -> None:
    found = copy(books, reviewed(books))
    assert json.loads(written(found)) == found.data


def test_every_photo_has_its_place_also_those_that_were_replaced(books: Session) -> None:
    made = reviewed(books)
    with transaction(books):
        books.scalars(select(Document)).one().replaced_at = utcnow()
    found = copy(books, made)
    listed = [photo["file"] for photo in found.data["verifications"][0]["photos"]]
    assert listed == [photo.path for photo in found.photos]
    assert len(set(listed)) == 2
    assert listed[0].startswith("check-1/replaced/passport-data_page-")
    assert listed[1].startswith("check-1/selfie-")
    assert [photo.blob for photo in found.photos] == ["document/page", "document/selfie"]


def test_the_frames_of_movements_are_photos_too(books: Session) -> None:
    made = reviewed(books)
    frames = [{"t_ms": 1, "sha256": "a", "kept": "b", "blob": "frame/one"}, {"t_ms": 2, "sha256": "c", "kept": "d"}]
    challenge = {"nonce_digest": "n", "moves": ["left"], "capture_s": 13.0, "received_at": utcnow()}
    add(books, LivenessChallenge(id="chl_1", verification_id=made.id, number=1, frames=frames, **challenge))
    found = copy(books, made)
    assert found.photos[-1].path == "check-1/movements-1/01.jpg"
    assert len(found.photos) == 3
    assert found.data["verifications"][0]["movements"][0]["asked"] == ["left"]


def test_no_word_of_how_a_doubt_was_measured(books: Session) -> None:
    made = reviewed(books)
    records = {row.name: row for row in books.scalars(select(CheckRecord))}
    with transaction(books):
        face, lists = records["face_match"], records["sanctions_screening"]
        face.score, face.model, face.reasons = 0.35, "sface", ["face_uncertain", "screen_recapture"]
        lists.result, lists.breakdown = "hit", breakdown(MATCH, person=Person("JOHN DOE"))
        books.scalars(select(Decision)).one().note = "as a colleague wrote"
        events.announce(books, made, "profile.flagged", more={"flag": {"list": "house-1"}})
    add(books, ViewLog(viewer="staff:7", verification_id=made.id, image_id="doc_1", purpose="review"))
    text = written(copy(books, made))
    for secret in SECRETS:
        assert secret not in text
    assert "profile.flagged" not in text
    assert '"hit"' not in text


def test_what_may_be_said_is_said_in_words(books: Session) -> None:
    made = reviewed(books)
    with transaction(books):
        books.scalars(select(CheckRecord).filter_by(name="document_authenticity")).one().reasons = ["image_glare"]
        books.scalars(select(CheckRecord).filter_by(name="pep_screening")).one().result = "not_performed"
    add(books, RefusedUpload(verification_id=made.id, item="selfie", sha256="a" * 64, reason="image_blurry"))
    one = copy(books, made).data["verifications"][0]
    checks = {line["check"]: line for line in one["checks"]}
    assert checks["document_authenticity"]["remarks"] == ["image_glare"]
    assert [checks[name]["performed"] for name in ("face_match", "pep_screening")] == [True, False]
    assert one["refused_photos"][0]["remarks"] == ["image_blurry"]
    assert [photo["remarks"] for photo in one["photos"]] == [["image_glare"], []]
    assert [(line["outcome"], line["by"]) for line in one["decisions"]] == [("manual_review", "automatic")]


def test_the_fields_and_the_zone_are_given_as_they_were_read(books: Session) -> None:
    made = reviewed(books)
    reading = {
        "fields": {"surname": {"value": "DOE", "confidence": 0.4}},
        "impossible": {"birth_date": {"value": "1990-02-31"}},
        "mrz": {"format": "TD3", "lines": ["P<UTO"], "checks": {"number": False}},
        "conflicts": ["birth_date"],
    }
    change(books, made, reading=reading, extracted=None)
    assert copy(books, made).data["verifications"][0]["read_from_document"] == {
        "summary": None,
        "fields": {"surname": "DOE", "birth_date": "1990-02-31"},
        "machine_readable_zone": ["P<UTO"],
        "corrected_by_people": [],
    }


def test_what_people_put_right_is_given_with_what_it_was_and_without_their_notes(books: Session) -> None:
    made = reviewed(books)
    put_right(books, made.id, surname="Doe-Smith")
    found = copy(books, made)
    (one,) = found.data["verifications"][0]["read_from_document"]["corrected_by_people"]
    assert (one["field"], one["was"], one["value"]) == ("surname", None, "Doe-Smith")
    assert "Seen by eye" not in str(found.data)


def test_traces_are_named_and_not_given(books: Session) -> None:
    made = reviewed(books)
    trace = {"profile_id": made.profile_id, "partner_id": made.partner_id, "mode": made.mode}
    add(books, DocumentTrace(verification_id=made.id, number_digest="d" * 64, sealed_portrait=b"face", **trace))
    found = copy(books, made)
    said = found.data["verifications"][0]["traces"]
    assert said["document_number_digest"] is True
    assert said["face_description_until"] > (utcnow() + timedelta(days=364)).isoformat()
    assert "d" * 64 not in written(found)


def test_a_check_of_another_browser_is_named_by_its_date_alone(books: Session) -> None:
    made = reviewed(books, date_of_birth=date(1990, 1, 15))
    with transaction(books):
        profile = books.get_one(Profile, made.profile_id)
        later, _ = openings.open_new(books, profile, openings.Options())
        holders.hold(books, later.id, "hold_other")
    found = copy(books, made, "hold_other")
    assert found.data["declared"] is None
    assert [one["id"] for one in found.data["verifications"]] == [later.id]
    assert [set(one) for one in found.data["other_verifications"]] == [{"opened_at", "why"}]
    assert (found.photos, found.data["history"]) == ([], [])
    for secret in ("Jane Doe", "JOHN DOE", "1990-01-15", made.id):
        assert secret not in written(found)


def test_a_closed_check_and_requests_are_there(books: Session) -> None:
    with transaction(books):
        made = make.verification(books)
        holders.hold(books, made.id, TOKEN)
        verifications.cancel(books, made, "partner")
        asked = applicant_requests.ask(books, made, "erasure")
        applicant_requests.settle(books, asked.id, applicant_requests.Reply("declined", "The law asks."), 7)
    data = copy(books, made).data
    assert data["verifications"][0]["closed"]["reason"] == "cancelled"
    assert data["verifications"][0]["read_from_document"] is None
    (said,) = data["requests"]
    assert (said["kind"], said["answer"], said["words"]) == ("erasure", "declined", "The law asks.")
    assert "staff:7" not in written(copy(books, made))
