"""The applicant's pages against whoever does not play by the rules: forged, foreign, huge and odd input."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Consent, Document, Holder, transaction
from tests import make
from tests.api.hosted.applicant import Applicant, count, newest, record, sharp

pytestmark = pytest.mark.one_database

ODD = ("\0", "\u202eevil", "<script>alert(1)</script>", "' OR 1=1 --", "x" * 100_000, "{{ 7*7 }}", "\ud7ff", " ")
CHALLENGE = "liveness/chal_" + "a" * 31
POSTS = (
    *("start", "document", "photo/data_page", "photo/front", "photo/back", "selfie", "check", "here", "again"),
    *("phone", "join", "watch", "my-data/copy", "my-data/person", "my-data/erasure"),
    *("liveness", "liveness/alternative", *(f"{CHALLENGE}/{word}" for word in ("frames", "extend", "alternative"))),
)


def nothing_happened(session: Session, record_id: str) -> bool:
    found = newest(session, record_id)
    kept = [session.scalars(select(table).filter_by(verification_id=found.id)).all() for table in (Consent, Document)]
    return kept == [[], []] and found.document_type is None and session.get(Holder, found.id) is None


def test_every_form_of_the_application_is_tried_here(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("hosted.")]
    forms = [rule.rule.split("/", 2)[2] for rule in rules if "POST" in (rule.methods or ())]
    tried = {page.replace(CHALLENGE, "liveness/<challenge_id>") for page in POSTS if not page.startswith("photo/")}
    assert {form for form in forms if not form.startswith("photo/")} == tried


@pytest.mark.parametrize("page", POSTS)
@pytest.mark.parametrize("token", ["", "forged", "\0"])
def test_a_forged_form_changes_nothing(session: Session, applicant: Applicant, page: str, token: str) -> None:
    applicant.get()
    applicant.token = token
    answer = applicant.post(page, agree="y", document_type="passport", issuing_country="SGP")
    assert (answer.status, answer.heading) == (400, "This page was open for too long")
    assert answer.ways_on
    assert nothing_happened(session, applicant.record_id)


def test_the_token_of_another_browser_is_worth_nothing(app: Flask, session: Session, applicant: Applicant) -> None:
    applicant.get()
    other = app.test_client()
    fields = {"csrf_token": applicant.token, "agree": "y"}
    assert other.post(f"/{applicant.record_id}/start", data=fields).status_code == 400
    assert nothing_happened(session, applicant.record_id)


def test_the_cookie_of_one_record_opens_no_other(app: Flask, session: Session, applicant: Applicant) -> None:
    applicant.to_check()
    mine = applicant.client.get_cookie("applicant", path=f"/{applicant.record_id}")
    assert mine
    with transaction(session):
        another = make.verification(session).profile_id
    thief = Applicant(app.test_client(), another)
    thief.agree()
    theirs = thief.client.get_cookie("applicant", path=f"/{thief.record_id}")
    assert theirs
    assert theirs.value != mine.value
    headers = {"Cookie": f"applicant={theirs.value}"}
    bare = app.test_client(use_cookies=False)
    for page in ("check", "document", "selfie", "result"):
        assert bare.get(f"/{applicant.record_id}/{page}", headers=headers).location == f"/{applicant.record_id}/here"
    assert bare.get(f"/{applicant.record_id}/status", headers=headers).status_code == 403


@pytest.mark.parametrize("cookie", [b"\xff\xfe", b"\xed\xa0\x80", b"a" * 5000, b'"\\000\\303"', b"", b"=;=;"])
def test_an_odd_cookie_is_a_stranger_and_no_crash(
    app: Flask, session: Session, applicant: Applicant, cookie: bytes
) -> None:
    applicant.agree()
    bare = app.test_client(use_cookies=False)
    answer = bare.get(f"/{applicant.record_id}/document", headers={"Cookie": (b"applicant=" + cookie).decode("latin1")})
    assert answer.location == f"/{applicant.record_id}/here"


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_choice_is_explained_and_never_repeated(session: Session, applicant: Applicant, odd: str) -> None:
    applicant.agree()
    page = applicant.choose(odd, odd)
    assert page.status == 422
    assert "Choose the document you want to show." in page.text
    assert odd.strip() == "" or odd not in page.html
    assert newest(session, applicant.record_id).document_type is None


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_way_of_capture_is_an_upload(session: Session, applicant: Applicant, odd: str) -> None:
    applicant.agree()
    applicant.choose()
    assert applicant.send("photo/data_page", sharp(), capture_method=odd).path == "selfie"
    assert [one.capture_method for one in session.scalars(select(Document))] == ["upload"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "\0.jpg", "x" * 5000 + ".jpg", "photo.php", "\u202egpj.exe", ""])
def test_the_name_of_a_file_means_nothing(session: Session, applicant: Applicant, name: str) -> None:
    applicant.agree()
    applicant.choose()
    page = applicant.post("photo/data_page", photo=(io.BytesIO(sharp()), name))
    taken = [(one.verification_id, one.blob) for one in session.scalars(select(Document))]
    assert page.path == ("selfie" if taken else "photo/data_page")
    assert bool(taken) == bool(name)
    assert all(blob.startswith(f"{folder}/document_") and name[-8:] not in blob for folder, blob in taken)


def test_a_form_of_a_million_letters_is_answered_in_words(session: Session, applicant: Applicant) -> None:
    applicant.get()
    page = applicant.post("start", agree="y", more="x" * 1_000_000, file=(io.BytesIO(b"x"), "x"))
    assert page.status == 200
    assert page.path == "start"
    assert nothing_happened(session, applicant.record_id)


def test_a_form_of_thousands_of_fields_is_answered_in_words(session: Session, applicant: Applicant) -> None:
    applicant.get()
    fields = {f"field{number}": (io.BytesIO(b"x"), "x") for number in range(1200)}
    page = applicant.post("start", agree="y", **fields)
    assert page.status < 500
    assert nothing_happened(session, applicant.record_id)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("page", ["start", "check", "result", "again"])
def test_another_method_is_refused_on_a_page_with_a_way_on(
    client: FlaskClient, session: Session, method: str, page: str
) -> None:
    record_id = record(session)
    answer = client.open(f"/{record_id}/{page}", method=method)
    # a form's token is asked for before the method is looked at
    assert answer.status_code in (400, 405)
    assert f'href="/{record_id}/{page}"' in answer.get_data(as_text=True)
    assert nothing_happened(session, record_id)


@pytest.mark.parametrize(
    "query", ["next=https://evil.example", "return_url=javascript:alert(1)", "side=%00", "a=" * 500]
)
def test_what_stands_behind_the_address_means_nothing(applicant: Applicant, query: str) -> None:
    answer = applicant.client.get(f"/{applicant.record_id}?{query}")
    assert answer.location == f"/{applicant.record_id}/start"
    page = applicant.client.get(f"/{applicant.record_id}/start?{query}").get_data(as_text=True)
    assert "evil.example" not in page
    assert "javascript:" not in page


def test_a_foreign_host_in_the_request_is_written_nowhere(applicant: Applicant) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "javascript"}
    answer = applicant.client.get(f"/{applicant.record_id}", headers=headers)
    assert answer.location == f"/{applicant.record_id}/start"
    page = applicant.client.get(f"/{applicant.record_id}/another-way", headers=headers)
    assert "evil.example" not in page.get_data(as_text=True) + str(page.headers)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x.example", " "])
def test_a_way_back_that_is_no_web_address_is_no_link(app: Flask, session: Session, url: str) -> None:
    one = Applicant(app.test_client(), record(session, return_url=url, max_retries=1))
    one.to_selfie()
    page = one.send("selfie", b"no photo")
    assert page.heading == "Let’s take a break"
    assert "Back to" not in page.text
    assert not url.strip() or url not in page.html


def test_link_previews_and_robots_open_no_second_verification(client: FlaskClient, session: Session) -> None:
    record_id = record(session)
    for _ in range(3):
        assert client.head(f"/{record_id}").status_code == 303
    assert count(session, record_id) == 1
    assert '<meta name="robots" content="noindex, nofollow">' in Applicant(client, record_id).get().html
