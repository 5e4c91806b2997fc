"""The applicant's data: for the browser that holds the check alone; a copy of it, a person, erasure."""

from __future__ import annotations

import io
import json
import re
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.domain.lifecycle import Step
from kyc.models import (
    ApplicantRequest,
    AuditEntry,
    CheckRecord,
    Document,
    DocumentTrace,
    Holder,
    StatusHistory,
    transaction,
)
from kyc.services.applicant import applicant_requests
from kyc.services.examining import pipeline
from kyc.services.verification import transitions, uploads, verifications
from kyc.web.hosted import data_copy, my_data
from tests import make
from tests.api.hosted.applicant import NAME, NUMBER, Applicant, Page, another_browser, newest, sharp
from tests.kept import kept
from tests.said import said_by
from tests.screenings import MATCH, breakdown

PAGES = ("my-data", "my-data/copy", "my-data/person", "my-data/erasure")


def archive(applicant: Applicant) -> ZipFile:
    """What the button of the page brings."""
    applicant.get("my-data")
    answer = press(applicant)
    assert answer.status_code == 200
    return ZipFile(io.BytesIO(answer.data))


def press(applicant: Applicant) -> Any:
    address = f"/{applicant.record_id}/my-data/copy"
    return applicant.client.post(address, data={"csrf_token": applicant.token})


def data_of(found: ZipFile) -> Any:
    return json.loads(found.read("data.json"))


def asked(session: Session, applicant: Applicant) -> list[str]:
    session.rollback()
    mine = select(ApplicantRequest.kind).where(ApplicantRequest.profile_id == applicant.record_id)
    return sorted(session.scalars(mine))


def steps(session: Session, applicant: Applicant) -> list[str]:
    session.rollback()
    mine = select(StatusHistory.step).where(StatusHistory.profile_id == applicant.record_id)
    return list(session.scalars(mine.order_by(StatusHistory.id)))


def examined(session: Session, applicant: Applicant) -> None:
    """A worker was here, found somebody on a list and doubted the face."""
    made = newest(session, applicant.record_id)
    with transaction(session):
        pipeline.begin(session, made.id)
        pipeline.conclude(session, made.id, make.examination(face_match=Result.REVIEW))
        records = {row.name: row for row in session.scalars(select(CheckRecord).filter_by(verification_id=made.id))}
        records["sanctions_screening"].result = "hit"
        records["sanctions_screening"].breakdown = breakdown(MATCH)
        records["face_match"].reasons = ["face_uncertain"]


@pytest.fixture
def sent(app: Flask, applicant: Applicant, session: Session) -> Applicant:
    """Somebody who has sent everything, without the work of looking at real photos."""
    applicant.agree()
    made = newest(session, applicant.record_id)
    page, selfie = make.received(f"page-{made.id}"), make.received(f"selfie-{made.id}")
    with transaction(session):
        uploads.attach_document(session, made, page, make.passport_facts(), "applicant")
        uploads.attach_selfie(session, made, selfie, "camera", "applicant")
        verifications.submit(session, made, "applicant")
    for one in (page, selfie):
        app.config["TOOLS"].blobs.put(one.blob, b"\xff\xd8\xff" + one.picture.data)
    return applicant


def test_the_page_says_what_is_stored_and_shows_nothing_of_it(sent: Applicant) -> None:
    page = sent.get("my-data")
    assert (page.status, page.heading) == (200, "Your data and your rights")
    for words in ("2 photos", "What was read from your document", "Why", "Until when", "Ask for erasure"):
        assert words in page.text
    for secret in (*NAME.split(), NUMBER, "<img", "blob"):
        assert secret.lower() not in page.html.lower()


def test_a_face_description_has_its_day_or_is_not_kept(sent: Applicant, session: Session) -> None:
    assert "description of your face in numbers Nothing is stored." in sent.get("my-data").text
    made = newest(session, sent.record_id)
    with transaction(session):
        trace = {"profile_id": made.profile_id, "partner_id": made.partner_id, "mode": made.mode}
        session.add(DocumentTrace(verification_id=made.id, sealed_portrait=b"x", **trace))
    assert " 2027 at the latest." in sent.get("my-data").text


def test_whoever_has_the_link_alone_is_led_to_the_doorstep(app: Flask, applicant: Applicant) -> None:
    assert {applicant.get(page).path for page in PAGES} == {"start"}
    applicant.agree()
    other = another_browser(app, applicant.record_id)
    assert {other.get(page).path for page in PAGES} == {"here"}
    assert {other.post(page).path for page in PAGES[1:]} == {"here"}


def test_the_holder_of_another_record_gets_nothing(app: Flask, session: Session, applicant: Applicant) -> None:
    with transaction(session):
        other = another_browser(app, make.verification(session).profile_id)
    other.agree()
    applicant.agree()
    key = other.client.get_cookie("applicant", path=f"/{other.record_id}")
    assert key
    stranger = another_browser(app, applicant.record_id)
    stranger.client.set_cookie("applicant", key.value, path=f"/{applicant.record_id}")
    assert stranger.get("my-data").path == "here"


def test_an_unknown_record_is_not_found(client: FlaskClient) -> None:
    assert Applicant(client, "a" * 15).get("my-data").status == 404


def test_only_the_holder_s_pages_lead_there(app: Flask, applicant: Applicant) -> None:
    link = f'href="/{applicant.record_id}/my-data"'
    assert link not in applicant.get().html
    assert link in applicant.agree().html
    assert link in applicant.get("another-way").html
    assert "Ask for a person" in applicant.get("another-way").text
    assert "Ask for a person" not in another_browser(app, applicant.record_id).get("another-way").text
    assert link not in another_browser(app, applicant.record_id).get().html


def test_after_the_end_it_is_still_there(sent: Applicant, session: Session) -> None:
    examined(session, sent)
    with transaction(session):
        transitions.advance(session, newest(session, sent.record_id), Step.REJECT, "policy")
    sent.get()
    assert sent.post("again").path == "start"
    assert "my-data" in sent.get().html
    assert sent.get("my-data").path == "my-data"
    assert data_of(archive(sent))["declared"]["name"] == NAME


def test_the_copy_holds_data_and_photos(app: Flask, sent: Applicant, session: Session) -> None:
    examined(session, sent)
    found = archive(sent)
    assert found.testzip() is None
    data = data_of(found)
    assert data["declared"]["document_number"] == NUMBER
    assert data["verifications"][0]["read_from_document"]["summary"]["full_name"] == "JOHN DOE"
    files = [photo["file"] for photo in data["verifications"][0]["photos"]]
    assert set(found.namelist()) == {"README.txt", "data.json", *files}
    page = session.scalars(select(Document)).one()
    assert found.read(files[0]) == app.config["TOOLS"].blobs.get(page.blob)
    assert found.read(files[0]).startswith(b"\xff\xd8\xff")
    assert data["files_that_could_not_be_read"] == []


def test_the_copy_says_nothing_of_fraud_or_lists(sent: Applicant, session: Session) -> None:
    examined(session, sent)
    text = "".join(archive(sent).read(name).decode() for name in ("README.txt", "data.json"))
    for secret in ("face_uncertain", "Jon Doe", "house-1", "score", '"hit"', "threshold"):
        assert secret not in text
    assert "Ask Example Company about them." in text


def test_the_copy_is_written_down_and_kept_nowhere(sent: Applicant, session: Session) -> None:
    sent.get("my-data")
    answer = press(sent)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/zip", "no-store")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="my-data-{sent.record_id}.zip"'
    assert answer.data
    assert steps(session, sent)[-1] == "data_exported"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "data.exported")).one()
    assert (entry.actor, entry.subject) == ("applicant", newest(session, sent.record_id).id)


def test_an_image_that_does_not_open_stops_nothing_and_no_value_stands_in_the_log(app: Flask, sent: Applicant) -> None:
    sent.get("my-data")
    for name in kept(app):
        if name.startswith("document/selfie-"):
            app.config["TOOLS"].blobs._store.put(name, b"altered")
    with said_by(data_copy) as entries:
        data = data_of(archive(sent))
    assert [one.startswith("check-1/selfie") for one in data["files_that_could_not_be_read"]] == [True]
    assert entries == [{"event": "image_not_in_copy", "log_level": "warning", "error": "SealBroken"}]


def test_who_took_over_by_the_link_gets_a_copy_without_what_was_sent_before(app: Flask, sent: Applicant) -> None:
    other = another_browser(app, sent.record_id)
    other.get()
    other.post("here", seen=seen(other))
    page = other.get("my-data")
    assert "This browser cannot download all of it" in page.text
    found = archive(other)
    assert found.namelist() == ["README.txt", "data.json"]
    data = data_of(found)
    assert (data["declared"], data["verifications"], len(data["other_verifications"])) == (None, [], 1)
    assert NAME not in found.read("data.json").decode()
    assert "named by their date alone" in found.read("README.txt").decode()
    assert sent.get("my-data").path == "here"


def seen(applicant: Applicant) -> str:
    """Whom the form of the doorstep saw holding."""
    html = applicant.get("here").html
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', html)
    return found[1] if found else ""


def test_a_hold_that_is_lost_on_the_way_gives_nothing(
    sent: Applicant, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent.get("my-data")
    made = newest(session, sent.record_id).id
    look = my_data._holds

    def then_the_other(record_id: str) -> bool:
        answer = look(record_id)
        with transaction(session):
            session.get_one(Holder, made).token_digest = "d" * 64
        return answer

    monkeypatch.setattr(my_data, "_holds", then_the_other)
    assert press(sent).status_code == 303
    assert "data_exported" not in steps(session, sent)


def test_without_the_page_s_token_nothing_happens(sent: Applicant, session: Session) -> None:
    answers = [sent.client.post(f"/{sent.record_id}/{page}").status_code for page in PAGES[1:]]
    assert answers == [400, 400, 400]
    assert asked(session, sent) == []
    assert "data_exported" not in steps(session, sent)


def test_opened_as_an_address_a_button_only_leads_back(sent: Applicant, session: Session) -> None:
    assert {sent.get(page).path for page in PAGES[1:3]} == {"my-data"}
    assert asked(session, sent) == []


def test_copies_are_limited(sent: Applicant) -> None:
    sent.get("my-data")
    answers = [press(sent).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    assert sent.get("my-data").status == 200


def test_asking_for_a_person_is_said_and_kept_once(applicant: Applicant, session: Session) -> None:
    applicant.agree()
    applicant.get("my-data")
    page = applicant.post("my-data/person")
    assert "You asked for a person on" in page.text
    assert "my-data/person" not in page.html
    applicant.post("my-data/person")
    assert asked(session, applicant) == ["person"]
    assert newest(session, applicant.record_id).person_wanted == ["person_requested"]


def test_erasure_tells_what_follows_before_it_is_asked_for(applicant: Applicant, session: Session) -> None:
    applicant.agree()
    page = applicant.get("my-data/erasure")
    assert "answers by" in page.text
    assert asked(session, applicant) == []
    page = applicant.post("my-data/erasure")
    assert (page.path, "You asked for the erasure of your data on" in page.text) == ("my-data", True)
    assert applicant.get("my-data/erasure").path == "my-data"
    applicant.post("my-data/erasure")
    assert asked(session, applicant) == ["erasure"]


@pytest.mark.parametrize(("answer", "words"), [("done", "it is done"), ("declined", "this is not possible")])
def test_the_answer_stands_on_the_page(applicant: Applicant, session: Session, answer: str, words: str) -> None:
    applicant.agree()
    applicant.get("my-data")
    applicant.post("my-data/person")
    session.rollback()
    one = session.scalars(select(ApplicantRequest)).one()
    with transaction(session):
        applicant_requests.settle(session, one.id, applicant_requests.Reply(answer, "<b>Because</b>"), 7)
    page: Page = applicant.get("my-data")
    assert words in page.text
    assert "&lt;b&gt;Because" in page.html
    assert "staff:7" not in page.html
    assert "my-data/person" in page.html


def test_the_page_has_what_every_page_has(sent: Applicant) -> None:
    for page in (sent.get("my-data"), sent.get("my-data/erasure")):
        ids = re.findall(r' id="([^"]+)"', page.html)
        assert len(ids) == len(set(ids))
        assert page.html.count("<h1") == 1
        assert page.ways_on
        assert page.answer.headers["Cache-Control"] == "no-store"


def test_a_photo_that_is_sent_again_is_in_the_copy_twice(applicant: Applicant) -> None:
    applicant.to_selfie()
    applicant.send("photo/data_page", sharp(0.9))
    files = [name for name in archive(applicant).namelist() if name.endswith(".jpg")]
    assert [name.startswith("check-1/replaced/") for name in sorted(files)] == [False, True]
