"""Pages that say what went wrong below a record: in the partner's look, in the reader's language, with the menu."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from kyc.models import DEFAULT_PARTNER, transaction
from kyc.services.accounts import looks
from kyc.services.accounts.look_rules import LookChanges
from kyc.services.privacy import erasure
from kyc.services.verification import profiles
from kyc.web.hosted import steps, visit
from tests.api.hosted.applicant import Applicant, Page, record
from tests.looks import GREEN

pytestmark = pytest.mark.one_database

LOCKED = OperationalError("select", {}, Exception("database is locked"))


@pytest.fixture
def holder(app: Flask, session: Session) -> Applicant:
    """An applicant of a partner with a look, whose browser holds the check, which was opened in French."""
    with transaction(session):
        looks.change(session, DEFAULT_PARTNER, LookChanges(name="Nordhaven", accent=GREEN), {}, "operator")
    made = Applicant(app.test_client(), record(session, locale="fr"))
    made.agree()
    return made


def stranger(app: Flask, holder: Applicant) -> Applicant:
    return Applicant(app.test_client(), holder.record_id)


def dressed(page: Page) -> bool:
    """Whose check it is stands above, its colours and its reference are there."""
    return '<b class="wordmark" dir="auto">Nordhaven</b>' in page.html and 'href="/look/' in page.html


def languages(page: Page) -> list[str]:
    return re.findall(r'<a href="\?lang=([\w-]+)"', page.html)


def fails(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """From now on every page breaks, after it knows which verification it is for."""

    def broken(*_: object) -> bool:
        raise error

    monkeypatch.setattr(steps, "may_open", broken)


@pytest.mark.parametrize(("error", "status"), [(LOCKED, 503), (ValueError(), 500)])
def test_a_page_that_breaks_keeps_look_and_language_and_asks_nothing_more(
    holder: Applicant, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    fails(monkeypatch, error)
    monkeypatch.setattr(visit, "held_look", lambda *_: pytest.fail("the database may be away"))
    page = holder.get("document")
    assert (page.status, dressed(page), '<html lang="fr"' in page.html) == (status, True, True)
    assert languages(page) == ["ar", "en", "es", "fr", "zh-Hans"]
    assert holder.record_id in page.text
    assert page.ways_on


@pytest.mark.parametrize("where", ["nowhere", "a/b/c", "photo/left"])
def test_an_address_that_leads_nowhere_leads_back_to_the_check(app: Flask, holder: Applicant, where: str) -> None:
    for one in (holder, stranger(app, holder)):
        page = one.get(where)
        assert (page.status, dressed(page)) == (404, True)
        assert "Retour à la vérification" in page.text
        assert (f"/{holder.record_id}", "") in page.ways_on


def test_another_language_is_chosen_where_the_page_is_missing(holder: Applicant) -> None:
    page = holder.get("nowhere?lang=es")
    assert (page.status, '<html lang="es"' in page.html) == (404, True)
    assert '<html lang="es"' in holder.get("nowhere").html


def test_of_a_record_that_never_was_nothing_is_known_but_the_languages(app: Flask, session: Session) -> None:
    page = Applicant(app.test_client(), "z" * 15).get("nowhere")
    assert (page.status, len(languages(page))) == (404, 5)
    assert "z" * 15 not in page.text
    assert "Your photos" not in page.text


def test_an_erased_record_says_so_at_every_address(session: Session, holder: Applicant) -> None:
    with transaction(session):
        erasure.erase_profile(
            session, profiles.get(session, holder.record_id), erasure.Order("applicant_request", "operator")
        )
    page = holder.get("nowhere")
    assert (page.status, dressed(page), len(languages(page))) == (410, True, 5)


def test_a_form_that_was_open_too_long_keeps_the_look_for_the_one_who_holds(app: Flask, holder: Applicant) -> None:
    for one, known in ((holder, True), (stranger(app, holder), False)):
        answer = one.client.post(f"/{one.record_id}/document", data={"csrf_token": "old"})
        assert (answer.status_code, dressed(Page(answer))) == (400, known)


def test_who_has_to_wait_reads_it_in_the_look_and_a_stranger_is_told_of_no_record(
    app: Flask, holder: Applicant
) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"guess_limit": "1/hour"})
    guest = stranger(app, holder)
    guest.client.get(f"/{'a' * 15}")
    own, strange = holder.get("document"), guest.get("document")
    assert (own.status, strange.status) == (429, 429)
    assert (dressed(own), dressed(strange)) == (True, False)
    assert "Nordhaven" not in strange.html
    chosen = holder.get("document?lang=ar")
    assert (chosen.status, '<html lang="ar" dir="rtl"' in chosen.html) == (429, True)
