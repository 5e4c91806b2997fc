"""`/<record_id>/photo/<side>` and `/selfie`: each photo, refused ones, and what is kept."""

from __future__ import annotations

import io
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.adapters import images
from kyc.config import Settings
from kyc.domain.lifecycle import State
from kyc.domain.ports import Picture
from kyc.domain.reasons import reason
from kyc.models import Document, RefusedUpload, Selfie, db, transaction
from kyc.services.verification import uploads, verifications
from kyc.tools import Tools
from tests.api.hosted.applicant import Applicant, blurred, newest, record, sharp
from tests.faces import models_dir
from tests.unit.adapters.images import papers
from tests.unit.adapters.images.pictures import saved

pytestmark = pytest.mark.one_database

BLURRED = reason("image_blurry").applicant


def blobs(settings: Settings) -> list[Path]:
    """The sealed files that lie in the store."""
    return [path for path in (settings.instance_dir / "blobs").rglob("*") if path.is_file()]


def documents(session: Session) -> list[Document]:
    session.rollback()
    return list(session.scalars(select(Document)).all())


def refusals(session: Session) -> list[RefusedUpload]:
    session.rollback()
    return list(session.scalars(select(RefusedUpload)).all())


def at_passport(applicant: Applicant) -> None:
    applicant.agree()
    applicant.choose()


def test_a_passport_is_one_photo_then_the_selfie(session: Session, applicant: Applicant) -> None:
    assert applicant.to_selfie().path == "selfie"
    (stored,) = documents(session)
    assert (stored.side, stored.type, stored.issuing_country) == ("data_page", "passport", "SGP")
    assert stored.sha256 == uploads.digest(sharp())
    assert newest(session, applicant.record_id).state is State.DOCUMENTS_UPLOADED


def test_a_card_is_front_then_back_then_the_selfie(applicant: Applicant) -> None:
    applicant.agree()
    applicant.choose("id_card")
    assert applicant.send("photo/front", sharp()).path == "photo/back"
    assert applicant.get().heading == "Back of your identity card"
    assert applicant.send("photo/back", sharp(0.9)).path == "selfie"


def test_the_selfie_leads_to_the_answers(session: Session, applicant: Applicant) -> None:
    assert applicant.to_check().path == "check"
    assert newest(session, applicant.record_id).state is State.SELFIE_UPLOADED


def test_the_form_opens_the_right_camera_of_a_phone(applicant: Applicant) -> None:
    at_passport(applicant)
    assert 'accept="image/*,.heic,.pdf" capture="environment"' in applicant.get().html
    applicant.send("photo/data_page", sharp())
    assert 'accept="image/*,.heic" capture="user"' in applicant.get().html


def test_the_page_knows_which_files_are_not_worth_sending(settings: Settings, applicant: Applicant) -> None:
    at_passport(applicant)
    assert f'data-limit="{settings.max_upload_bytes}"' in applicant.get().html
    applicant.send("photo/data_page", sharp())
    assert f'data-limit="{settings.max_upload_bytes}"' in applicant.get().html


def test_the_sealed_file_is_not_the_photo(settings: Settings, applicant: Applicant) -> None:
    applicant.to_selfie()
    (sealed,) = blobs(settings)
    assert b"JFIF" not in sealed.read_bytes()


def test_a_file_from_the_page_is_an_upload(session: Session, applicant: Applicant) -> None:
    applicant.to_check()
    session.rollback()
    assert session.scalars(select(Selfie.capture_method)).all() == ["upload"]


@pytest.mark.parametrize(
    ("said", "kept"), [("camera", "camera"), ("upload", "upload"), ("api", "upload"), ("", "upload")]
)
def test_only_the_pages_own_camera_counts_as_one(session: Session, applicant: Applicant, said: str, kept: str) -> None:
    applicant.to_selfie()
    applicant.send("selfie", sharp(0.9), capture_method=said)
    session.rollback()
    assert session.scalars(select(Selfie.capture_method)).all() == [kept]


def test_a_file_chosen_from_the_gallery_counts_as_well(applicant: Applicant) -> None:
    at_passport(applicant)
    assert applicant.send("photo/data_page", sharp(), field="file").path == "selfie"


def test_a_pdf_page_serves_as_document_and_not_as_selfie(applicant: Applicant) -> None:
    pdf = io.BytesIO()
    from tests.unit.adapters.images.pictures import printed_page

    printed_page().save(pdf, "PDF", resolution=150)
    at_passport(applicant)
    assert applicant.send("photo/data_page", pdf.getvalue()).path == "selfie"
    page = applicant.send("selfie", pdf.getvalue())
    assert page.path == "selfie"
    assert reason("file_type_unsupported").applicant in page.text


def test_without_a_photo_the_page_asks_for_one(session: Session, applicant: Applicant) -> None:
    at_passport(applicant)
    page = applicant.post("photo/data_page")
    assert page.title.startswith("Error: ")
    assert page.text.count("Choose or take a photo first.") == 2
    assert refusals(session) == []


def test_a_refused_photo_says_why_how_to_mend_it_and_what_is_left(session: Session, applicant: Applicant) -> None:
    at_passport(applicant)
    page = applicant.send("photo/data_page", blurred())
    assert page.path == "photo/data_page"
    assert page.title.startswith("Error: ")
    assert page.text.count(BLURRED) == 2
    assert "You have 2 tries left for this photo." in page.text
    assert 'href="#photo"' in page.html
    assert documents(session) == []


def test_the_refusal_is_said_once(applicant: Applicant) -> None:
    at_passport(applicant)
    applicant.send("photo/data_page", blurred())
    assert not applicant.get("photo/data_page").title.startswith("Error: ")


def test_nothing_of_a_refused_photo_is_kept_but_its_digest(
    settings: Settings, session: Session, applicant: Applicant
) -> None:
    at_passport(applicant)
    applicant.send("photo/data_page", blurred())
    (refused,) = refusals(session)
    assert (refused.item, refused.reason) == ("document.data_page", "image_blurry")
    assert refused.sha256 == uploads.digest(blurred())
    assert blobs(settings) == []


def test_the_same_refused_photo_again_costs_no_try(session: Session, applicant: Applicant) -> None:
    at_passport(applicant)
    applicant.send("photo/data_page", blurred())
    page = applicant.send("photo/data_page", blurred())
    assert reason("already_refused").applicant in page.text
    assert "You have 2 tries left" in page.text
    assert len(refusals(session)) == 1


def test_a_card_the_other_way_up_says_to_turn_it_over(app: Flask, applicant: Applicant) -> None:
    app.config["TOOLS"].__dict__["intake"] = images.create(models_dir=models_dir())
    applicant.agree()
    applicant.choose("id_card")
    front, back = (saved(page, "JPEG") for page in papers.card())
    page = applicant.send("photo/front", back)
    assert reason("wrong_side").applicant in page.text
    assert "You have 2 tries left" in page.text
    assert applicant.send("photo/front", front).path == "photo/back"
    assert applicant.send("photo/back", back).path == "selfie"


def test_the_last_try_is_one_try(applicant: Applicant) -> None:
    at_passport(applicant)
    applicant.send("photo/data_page", blurred(1.0))
    assert "You have 1 try left" in applicant.send("photo/data_page", blurred(0.9)).text


def use_up(applicant: Applicant, page: str) -> None:
    for light in (1.0, 0.9, 0.8):
        applicant.send(page, blurred(light))


def test_too_many_tries_lead_to_a_person(applicant: Applicant) -> None:
    at_passport(applicant)
    use_up(applicant, "photo/data_page")
    page = applicant.get()
    assert page.heading == "Let’s take a break"
    assert applicant.record_id in page.text
    assert (f"/{applicant.record_id}/another-way", "") in page.ways_on
    assert "Start again" not in page.text


def test_nothing_is_taken_after_too_many_tries(session: Session, applicant: Applicant) -> None:
    at_passport(applicant)
    use_up(applicant, "photo/data_page")
    assert applicant.send("photo/data_page", sharp()).heading == "Let’s take a break"
    assert documents(session) == []


def test_the_way_back_to_the_partner_is_offered_there(client: FlaskClient, session: Session) -> None:
    one = Applicant(client, record(session, return_url="https://shop.example/back"))
    at_passport(one)
    use_up(one, "photo/data_page")
    assert ("https://shop.example/back", "") in one.get().ways_on


def test_tries_are_counted_for_each_photo(applicant: Applicant) -> None:
    applicant.agree()
    applicant.choose("id_card")
    applicant.send("photo/front", blurred())
    applicant.send("photo/front", sharp())
    assert "2 tries left" in applicant.send("photo/back", blurred(0.9)).text


def test_who_cannot_replace_a_photo_goes_on_with_the_earlier_one(applicant: Applicant) -> None:
    applicant.to_check()
    use_up(applicant, "photo/data_page")
    page = applicant.get("photo/data_page")
    assert "You can go on with it." in page.text
    assert applicant.get().path == "check"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"hello", "file_type_unsupported"),
        (b"%PDF-1.7 nonsense", "file_damaged"),
        (sharp()[: len(sharp()) // 3], "file_damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type_unsupported"),
    ],
)
def test_a_file_that_is_no_photo_is_explained(applicant: Applicant, content: bytes, code: str) -> None:
    at_passport(applicant)
    page = applicant.send("photo/data_page", content)
    assert page.path == "photo/data_page"
    assert reason(code).applicant in page.text


def test_a_file_over_the_limit_is_explained_by_the_page_itself(app: Flask, applicant: Applicant) -> None:
    at_passport(applicant)
    limit = cast(Settings, app.config["SETTINGS"]).max_upload_bytes
    page = applicant.send("photo/data_page", b"\xff\xd8\xff" + b"0" * (limit + 100_000))
    assert (page.status, page.path) == (200, "photo/data_page")
    assert reason("file_too_large").applicant in page.text
    assert page.title.startswith("Error: ")


def test_a_double_click_stores_one_photo(session: Session, settings: Settings, applicant: Applicant) -> None:
    applicant.to_selfie()
    assert applicant.send("photo/data_page", sharp()).path == "selfie"
    assert len(documents(session)) == 1
    assert len(blobs(settings)) == 1


def test_a_selfie_sent_twice_is_one(session: Session, applicant: Applicant) -> None:
    applicant.to_check()
    applicant.send("selfie", sharp(0.9))
    session.rollback()
    assert len(session.scalars(select(Selfie.id)).all()) == 1


def test_a_photo_can_be_replaced_before_sending(session: Session, applicant: Applicant) -> None:
    applicant.to_check()
    assert applicant.send("photo/data_page", sharp(0.8)).path == "check"
    old, new = documents(session)
    assert old.replaced_at is not None
    assert new.replaced_at is None


def test_too_many_files_are_refused(app: Flask, settings: Settings, applicant: Applicant) -> None:
    at_passport(applicant)
    cast(Tools, app.config["TOOLS"]).settings = settings.model_copy(update={"max_session_files": 1})
    applicant.send("photo/data_page", sharp())
    page = applicant.send("selfie", sharp(0.9))
    assert reason("too_many_files").applicant in page.text


@pytest.mark.parametrize("page", ["photo/front", "photo/back"])
def test_a_side_that_a_passport_has_not_leads_back(applicant: Applicant, page: str) -> None:
    at_passport(applicant)
    assert applicant.get(page).path == "photo/data_page"
    assert applicant.send(page, sharp()).path == "photo/data_page"


def test_a_side_that_does_not_exist_is_a_404(applicant: Applicant) -> None:
    at_passport(applicant)
    assert applicant.get("photo/edge").status == 404


def test_the_selfie_waits_for_the_document(session: Session, applicant: Applicant) -> None:
    at_passport(applicant)
    assert applicant.send("selfie", sharp()).path == "photo/data_page"
    session.rollback()
    assert session.scalars(select(Selfie.id)).all() == []


def test_a_photo_without_our_forms_token_is_refused(session: Session, applicant: Applicant) -> None:
    at_passport(applicant)
    answer = applicant.client.post(
        f"/{applicant.record_id}/photo/data_page", data={"photo": (io.BytesIO(sharp()), "photo.jpg")}
    )
    assert answer.status_code == 400
    assert documents(session) == []


class Meanwhile:
    """An intake that accepts everything, and does something while it looks."""

    def __init__(self, app: Flask, act: object) -> None:
        self.tools, self.act = cast(Tools, app.config["TOOLS"]), act
        self.real = self.tools.intake
        self.tools.__dict__["intake"] = self

    def accept(self, data: bytes, *, allow_pdf: bool) -> Picture:
        self.act()  # type: ignore[operator]  # the test's own
        return self.real.accept(data, allow_pdf=allow_pdf)

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


def test_no_transaction_is_open_while_a_photo_is_looked_at(app: Flask, applicant: Applicant) -> None:
    seen: list[bool] = []
    at_passport(applicant)
    Meanwhile(app, lambda: seen.append(db.session().in_transaction()))
    assert applicant.send("photo/data_page", sharp()).path == "selfie"
    assert seen == [False]


def test_what_was_stopped_meanwhile_keeps_no_picture(
    app: Flask, settings: Settings, session: Session, applicant: Applicant
) -> None:
    at_passport(applicant)

    def stop() -> None:
        with transaction(session):
            found = verifications.newest(session, applicant.record_id)
            assert found
            verifications.cancel(session, found, "partner")

    Meanwhile(app, stop)
    page = applicant.send("photo/data_page", sharp())
    assert (page.status, page.heading) == (410, "This check was stopped")
    assert documents(session) == []
    assert blobs(settings) == []


def test_the_same_photo_sent_twice_at_once_is_kept_once(
    app: Flask, settings: Settings, session: Session, applicant: Applicant
) -> None:
    at_passport(applicant)
    again = [True]

    def second() -> None:
        if again.pop() if again else False:
            Applicant.send(applicant, "photo/data_page", sharp())

    Meanwhile(app, second)
    assert applicant.send("photo/data_page", sharp()).path == "selfie"
    assert len(documents(session)) == 1
    assert len(blobs(settings)) == 1
