"""What holds for every page of the applicant: no personal data, no dead end, the strict policy, one guard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.domain.lifecycle import Step
from kyc.models import Verification, transaction, utcnow
from kyc.services.verification import transitions
from kyc.web.security import GUIDED_POLICY, POLICY
from tests.api.hosted.applicant import NAME, NUMBER, Applicant, Page, another_browser, blurred, newest, record, sharp

pytestmark = pytest.mark.one_database


def walk(app: Flask, session: Session, client: FlaskClient) -> Iterator[tuple[str, Page]]:
    """Every page there is, reached as an applicant reaches it."""
    one = Applicant(client, record(session, return_url="https://shop.example/back"))
    yield "consent", one.get()
    yield "consent, not ticked", one.post("start")
    yield "another way", one.get("another-way")
    yield "document", one.agree()
    yield "document, not chosen", one.choose("", "")
    yield "front", one.choose("id_card")
    yield "front, refused", one.send("photo/front", blurred())
    yield "back", one.send("photo/front", sharp())
    yield "selfie", one.send("photo/back", sharp(0.95))
    yield "selfie, refused", one.send("selfie", b"no photo")
    yield "passport", one.choose("passport")
    one.send("photo/data_page", sharp(0.85))
    for light in (1.0, 0.9, 0.8):
        one.send("photo/data_page", blurred(light))
    yield "too many tries", one.get("photo/data_page")
    yield "answers", one.send("selfie", sharp(0.9))
    yield "elsewhere", another_browser(app, one.record_id).get()
    yield "progress", one.post("check")
    yield from walk_results(session, one)


def walk_results(session: Session, one: Applicant) -> Iterator[tuple[str, Page]]:
    made = newest(session, one.record_id)
    step(session, made, Step.BEGIN)
    step(session, made, Step.REFER)
    yield "with a person", one.get()
    step(session, made, Step.REJECT)
    yield "rejected", one.get()
    with transaction(session):
        session.get_one(Verification, made.id).rejection_type = "final"
    yield "rejected for good", one.get()
    with transaction(session):
        session.get_one(Verification, made.id).rejection_type = None
    one.get()
    yield "another go", one.post("again")
    with transaction(session):
        session.get_one(Verification, newest(session, one.record_id).id)
    expire(session, one.record_id)
    yield "run out of time", one.get("start")


def step(session: Session, made: Verification, name: Step) -> None:
    with transaction(session):
        transitions.advance(session, session.get_one(Verification, made.id), name, "policy")


def expire(session: Session, record_id: str) -> None:
    found = newest(session, record_id).id
    with transaction(session):
        session.get_one(Verification, found).expires_at = utcnow() - timedelta(seconds=1)


@pytest.fixture(scope="module")
def walked() -> dict[str, Page]:
    """What one walk showed, for every test that looks at it."""
    return {}


@pytest.fixture
def pages(app: Flask, session: Session, client: FlaskClient, walked: dict[str, Page]) -> dict[str, Page]:
    if not walked:
        walked.update(walk(app, session, client))
    return walked


def test_no_page_shows_what_the_partner_declared(pages: dict[str, Page]) -> None:
    assert len(pages) == 20
    for name, page in pages.items():
        for secret in (NAME, *NAME.split(), NUMBER):
            assert secret.lower() not in page.html.lower(), name


def test_no_page_shows_an_image_that_was_sent(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert "<img" not in page.html, name
        assert "blob" not in page.html, name


def test_no_page_is_a_dead_end(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert page.ways_on, name


def test_each_page_has_one_heading_a_title_and_a_language(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert page.html.count("<h1") == 1, name
        assert page.heading, name
        assert page.heading in page.title, name
        assert '<html lang="en"' in page.html, name


def test_pages_with_a_mistake_say_so_first(pages: dict[str, Page]) -> None:
    wrong = {name for name, page in pages.items() if page.title.startswith("Error: ")}
    assert wrong == {"consent, not ticked", "document, not chosen", "front, refused", "selfie, refused"}
    for name in wrong:
        assert 'role="alert"' in pages[name].html
        for target in re.findall(r'<li><a href="#([\w-]+)"', pages[name].html):
            assert f'id="{target}"' in pages[name].html


def test_every_field_has_a_label_and_every_id_is_single(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        ids = re.findall(r' id="([^"]+)"', page.html)
        assert len(ids) == len(set(ids)), name
        fields = re.findall(r"<(?:input|select)(?![^>]*type=\"hidden\")[^>]* id=\"([^\"]+)\"", page.html)
        assert set(fields) <= set(re.findall(r' for="([^"]+)"', page.html)), name
        for said in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page.html):
            assert set(said.split()) <= set(ids), name


def test_at_most_one_live_region(pages: dict[str, Page]) -> None:
    assert max(page.html.count('role="status"') for page in pages.values()) == 1


def test_the_policy_is_strict_and_nothing_is_cached(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        guided = page.answer.request.path.endswith(("/selfie", "/liveness"))
        assert page.answer.headers["Content-Security-Policy"] == (GUIDED_POLICY if guided else POLICY), name
        assert page.answer.headers["Cache-Control"] == "no-store", name
        assert page.answer.headers["Referrer-Policy"] == "no-referrer", name


def test_nobody_else_is_asked_for_anything(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert not re.search(r'(src|action)="(https?:)?//', page.html), name
        links = re.findall(r'href="(https?://[^"]+)"', page.html)
        assert set(links) <= {"https://shop.example/back"}, name


def test_a_page_is_light(client: FlaskClient, pages: dict[str, Page]) -> None:
    page = pages["front"]
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.html))
    size = len(page.html) + sum(len(client.get(address).data) for address in assets)
    assert assets
    assert size < 150_000


def test_every_view_here_carries_the_applicants_guard(app: Flask) -> None:
    views = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("hosted.")}
    assert len(views) >= 22
    assert {app.view_functions[name].__dict__.get("guard") for name in views} == {"applicant"}


def test_every_form_has_its_token(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        forms = re.findall(r'<form[^>]*method="post".*?</form>', page.html, re.S)
        assert all('name="csrf_token"' in form for form in forms), name


@pytest.mark.parametrize(("mode", "marked"), [("test", True), ("live", False)])
def test_a_record_for_tests_is_marked_as_one(client: FlaskClient, session: Session, mode: str, marked: bool) -> None:
    page = Applicant(client, record(session, mode)).get()
    assert ('class="tag warn">Test<' in page.html) is marked
