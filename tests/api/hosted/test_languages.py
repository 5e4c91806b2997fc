"""The applicant's pages in other languages: chosen, asked for, preferred; staff and programs stay English."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Consent
from kyc.services.applicant.consents import text_digest
from kyc.web.hosted.countries import country_choices
from tests.api.hosted.applicant import Applicant, Page, blurred, newest, record, sharp

pytestmark = pytest.mark.one_database

START = {
    "en": "Let’s check it’s really you",
    "es": "Comprobemos que es usted",
    "fr": "Vérifions que c’est bien vous",
    "ar": "لنتأكد من أنكم أنتم فعلًا",
    "zh-Hans": "我们来确认是您本人",
}


class Reader(Applicant):
    """An applicant whose browser prefers a language."""

    def __init__(self, client: FlaskClient, record_id: str, accept: str) -> None:
        super().__init__(client, record_id)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = accept


@pytest.fixture
def reader(client: FlaskClient, session: Session) -> Reader:
    """Somebody whose browser prefers French."""
    return Reader(client, record(session), "fr-FR,fr;q=0.9")


def language(page: Page) -> str:
    found = re.search(r'<html lang="([^"]+)" dir="([^"]+)">', page.html)
    assert found
    assert found[2] == ("rtl" if found[1] == "ar" else "ltr")
    return found[1]


@pytest.mark.parametrize("tag", START)
def test_the_page_is_in_the_browsers_language(client: FlaskClient, session: Session, tag: str) -> None:
    page = Reader(client, record(session), tag).get()
    assert (language(page), page.heading) == (tag, START[tag])
    assert page.heading in page.title


@pytest.mark.parametrize(("asked", "shown"), [("es-MX", "es"), ("zh-TW", "zh-Hans"), ("sw", "fr"), (None, "fr")])
def test_the_sessions_language_goes_first(client: FlaskClient, session: Session, asked: str | None, shown: str) -> None:
    one = Reader(client, record(session, locale=asked), "fr")
    assert {language(one.get(page)) for page in ("", "another-way")} == {shown}


def test_every_page_offers_every_language_by_its_own_name(reader: Reader) -> None:
    page = reader.get()
    offered = re.findall(r'<a href="\?lang=([\w-]+)" hreflang="\1" lang="\1" dir="(\w+)"([^>]*)>([^<]+)</a>', page.html)
    assert [(tag, name) for tag, _, _, name in offered] == [
        ("ar", "العربية"),
        ("en", "English"),
        ("es", "Español"),
        ("fr", "Français"),
        ("zh-Hans", "简体中文"),
    ]
    assert [tag for tag, _, current, _ in offered if "aria-current" in current] == ["fr"]
    assert {tag for tag, way, _, _ in offered if way == "rtl"} == {"ar"}


def test_a_choice_leads_back_to_the_same_page_and_is_remembered(reader: Reader) -> None:
    reader.agree()
    answer = reader.client.get(f"/{reader.record_id}/document?lang=ar")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/{reader.record_id}/document")
    cookie = answer.headers["Set-Cookie"]
    assert f"language=ar; Max-Age=2592000; HttpOnly; Path=/{reader.record_id}; SameSite=Lax" in re.sub(
        r"Expires=[^;]+; ", "", cookie
    )
    assert language(reader.get("document")) == "ar"
    assert language(reader.choose("", "")) == "ar"


def test_a_choice_counts_for_one_record_alone(reader: Reader, session: Session) -> None:
    reader.get("start?lang=ar")
    assert language(Applicant(reader.client, record(session, "test")).get()) == "fr"


def test_a_partner_may_ask_for_a_language_in_the_link_it_sends(reader: Reader) -> None:
    assert language(reader.get("?lang=es-AR")) == "es"


@pytest.mark.parametrize("wish", ["", "xx", "../ar", "ar; Path=/", "x" * 5000, "%0d%0aSet-Cookie:%20a=b"])
def test_a_choice_that_is_not_offered_changes_nothing(reader: Reader, wish: str) -> None:
    answer = reader.client.get(f"/{reader.record_id}/start?lang={wish}")
    assert answer.headers["Location"] == f"/{reader.record_id}/start"
    assert "language=" not in str(answer.headers.getlist("Set-Cookie"))


def test_the_rest_of_an_address_is_kept(reader: Reader) -> None:
    answer = reader.client.get(f"/{reader.record_id}/start?record_id=a%26b&lang=ar&next=//evil.example")
    assert answer.headers["Location"] == f"/{reader.record_id}/start?record_id=a%26b&next=%2F%2Fevil.example"


def test_a_page_never_leads_to_another_host(reader: Reader) -> None:
    answer = reader.client.get("//evil.example/start?lang=ar")
    assert "Location" not in answer.headers or answer.headers["Location"].startswith("/")


def test_what_is_agreed_to_is_stored_with_the_language_and_the_words_that_were_shown(
    reader: Reader, session: Session
) -> None:
    terms = re.search(r'<div id="agree-terms"[^>]*>(.*?)</div>', reader.get().html, re.S)
    assert terms
    assert terms[1].startswith("<p>J’accepte que ")
    reader.agree()
    given = session.scalars(select(Consent)).one()
    assert (given.locale, given.text_sha256) == ("fr", text_digest(terms[1]))


def test_a_refused_photo_is_explained_in_the_page_language(reader: Reader) -> None:
    reader.agree()
    reader.choose()
    page = reader.send("photo/data_page", blurred())
    assert "La photo est floue. Tenez le téléphone immobile" in page.text
    assert "Il vous reste 2 tentatives pour cette photo." in page.text
    assert page.title.startswith("Erreur")
    assert "data-say-" in page.html
    assert "Starting" not in page.html


def test_the_choice_of_a_document_is_in_the_page_language(reader: Reader) -> None:
    page = reader.agree()
    assert "Passeport" in page.text
    names = re.findall(r'<option value="[A-Z]{3}"[^>]*>([^<]+)</option>', page.html)
    assert {"Allemagne", "Royaume-Uni", "Kosovo", "Ordre souverain militaire de Malte"} <= set(names)
    assert names.index("Égypte") < names.index("Espagne")
    assert reader.choose().heading == "Page de votre passeport avec la photo"


def test_the_moves_are_answered_in_the_page_language(client: FlaskClient, session: Session) -> None:
    one = Reader(client, record(session, liveness_type="active"), "es")
    one.to_selfie()
    assert "Gire la cabeza despacio hacia su izquierda." in one.get("liveness").html
    answer = client.post(
        f"/{one.record_id}/liveness/alternative",
        data={"csrf_token": one.token},
        headers={"Accept": "application/json"},
    )
    assert answer.get_json()["message"] == "Gracias. Una persona revisará su selfi."


def test_a_large_body_is_answered_in_the_page_language(reader: Reader, app: Flask) -> None:
    reader.agree()
    reader.choose()
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    assert "Le fichier est trop volumineux." in reader.send("photo/data_page", sharp()).text


@pytest.mark.parametrize("path", ["/abcdefghijklmno", "/abcdefghijklmno/start", "/no/such/page"])
def test_an_address_that_leads_nowhere_says_so_in_the_browsers_language(client: FlaskClient, path: str) -> None:
    page = Page(client.get(path, headers={"Accept-Language": "ar"}))
    assert (page.status, language(page), page.heading) == (404, "ar", "لم نعثر على هذه الصفحة")


def test_staff_pages_are_in_english_whatever_the_browser_says(client: FlaskClient) -> None:
    for path in ("/staff/login", "/staff/", "/staff/nothing"):
        page = Page(client.get(path, headers={"Accept-Language": "fr"}, follow_redirects=True))
        assert language(page) == "en", path


def test_the_words_of_signing_in_are_those_of_flask_security(client: FlaskClient) -> None:
    told = set[str]()
    for accept in ("fr", "en"):
        token = Page(client.get("/staff/login")).csrf
        wrong = {"csrf_token": token, "email": "nobody@partner.example", "password": "a wrong one"}
        told.add(Page(client.post("/staff/login", data=wrong, headers={"Accept-Language": accept})).text)
    assert len(told) == 1
    assert "That did not work. Check the address and the password; capitals count." in told.pop()


def test_programs_are_answered_in_english(client: FlaskClient) -> None:
    for path in ("/v1/nothing", "/api/nothing"):
        assert client.get(path, headers={"Accept-Language": "fr"}).text == client.get(path).text


@pytest.mark.parametrize(
    ("tag", "first"), [("en", "Afghanistan"), ("es", "Afganistán"), ("ar", "إثيوبيا"), ("zh-Hans", "阿尔巴尼亚")]
)
def test_countries_are_named_and_ordered_in_the_page_language(
    client: FlaskClient, session: Session, tag: str, first: str
) -> None:
    page = Reader(client, record(session), tag).agree()
    names = re.findall(r'<option value="[A-Z]{3}"[^>]*>([^<]+)</option>', page.html)
    assert names[0] == first
    assert len(names) == len(set(names)) == len(country_choices(samples=False))


def test_a_name_in_another_script_is_set_apart(client: FlaskClient, session: Session) -> None:
    page = Reader(client, record(session), "ar").get()
    name = re.search(r'<b class="wordmark" dir="auto">([^<]+)</b>', page.html)
    assert name
    assert f"\u2068{name[1]}\u2069" in page.html


def test_a_language_changes_nothing_of_the_verification(reader: Reader, session: Session) -> None:
    before = newest(session, reader.record_id).version
    reader.get("start?lang=ar")
    assert newest(session, reader.record_id).version == before
