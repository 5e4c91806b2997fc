"""The administrators' page of a partner's look: errors by field, an example before saving, nothing for others."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import DEFAULT_PARTNER, transaction
from kyc.services.accounts import looks
from kyc.services.accounts.look_rules import LookChanges
from kyc.web.security import HEADERS
from tests.api.staff import people
from tests.api.staff.people import anew, text
from tests.looks import GREEN, YELLOW, another_partner, logo_file

pytestmark = pytest.mark.one_database

PAGE = f"/staff/look/{DEFAULT_PARTNER}"


@pytest.fixture
def admin(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    """An administrator's browser, signed in."""
    return people.signed_in(client, people.colleague(app, session, "admin"))


def save(admin: FlaskClient, to: str = PAGE, **fields: object) -> TestResponse:
    """Send the form as a browser does: every text field, files where there are some."""
    filled = {"name": "", "accent": "", "accent_dark": "", "shape": "soft", **fields}
    return people.send(admin, to, at=PAGE, **filled)


def png(name: str = "logo.png", ink: str = "#0a3c32") -> tuple[io.BytesIO, str]:
    return io.BytesIO(logo_file(ink)), name


def test_the_way_to_it_is_there_for_administrators_alone(admin: FlaskClient, app: Flask, session: Session) -> None:
    assert 'href="/staff/look"' in admin.get("/staff/").get_data(as_text=True)
    reviewer = people.signed_in(app.test_client(), people.colleague(app, session, "reviewer"))
    assert "/staff/look" not in reviewer.get("/staff/").get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "/preview"])
def test_reviewers_see_and_change_nothing(reviewer: FlaskClient, session: Session, path: str) -> None:
    assert reviewer.get("/staff/look").status_code == 403
    assert reviewer.get(PAGE + path).status_code == 403
    for place in (path, "/clear"):
        answer = people.send(reviewer, PAGE + place, at="/staff/", name="Mine", accent=GREEN)
        assert answer.status_code == 403
    assert looks.look_of(anew(session), DEFAULT_PARTNER).own_name is None


def test_the_first_page_shows_the_house_with_its_contrasts(admin: FlaskClient) -> None:
    answer = admin.get("/staff/look", follow_redirects=True)
    page = text(answer)
    assert answer.request.path == PAGE
    assert "It is the house’s own look so far." in page
    assert "Light pages, the house’s accent" in page
    assert page.count("Link on the page") == 2
    assert "Back to the house’s look" not in page


def test_a_look_is_saved_and_shown(admin: FlaskClient, session: Session) -> None:
    answer = save(admin, name="Nordhaven", accent=GREEN, shape="round", logo=png(), logo_dark=png(ink="#c0f0e0"))
    assert (answer.status_code, answer.location) == (302, PAGE)
    found = looks.look_of(anew(session), DEFAULT_PARTNER)
    assert (found.name, found.accent, found.shape) == ("Nordhaven", GREEN, "round")
    assert found.logo
    assert found.logo_dark
    answer = admin.get(PAGE)
    html, page = answer.get_data(as_text=True), text(answer)
    assert "Saved: from now on" in page
    assert "by admin@example.org" in page
    assert f'value="{GREEN}"' in html
    assert f'href="/look/{found.logo.digest}.png"' in html, "the drawing shows the logo"
    assert re.search(r'value="round" checked', html)


def test_what_is_not_sent_anew_stays(admin: FlaskClient, session: Session) -> None:
    save(admin, accent=GREEN, logo=png())
    save(admin, accent=GREEN, name="Nordhaven")
    assert looks.look_of(anew(session), DEFAULT_PARTNER).logo
    save(admin, accent=GREEN, name="Nordhaven", no_logo="y")
    assert looks.look_of(anew(session), DEFAULT_PARTNER).logo is None


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(admin: FlaskClient, session: Session) -> None:
    answer = save(admin, name="Nordhaven", accent=YELLOW, accent_dark="blue", logo=(io.BytesIO(b"<svg/>"), "logo.svg"))
    html, page = answer.get_data(as_text=True), text(answer)
    assert answer.status_code == 422
    assert "<title>Error: " in html
    assert "Nothing was saved" in page
    assert page.count("It is too weak on light pages") == 2, "in the summary and beside the field"
    assert page.count("A colour is written like #0a7d59.") == 2
    assert page.count("an SVG can carry scripts") == 2
    for field in ("accent", "accent_dark", "logo"):
        assert f'href="#{field}"' in html
        assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-hint {field}-error" aria-invalid=true', html)
        assert f'id="{field}-error"' in html
    assert 'value="Nordhaven"' in html
    assert f'value="{YELLOW}"' in html
    assert looks.look_of(anew(session), DEFAULT_PARTNER).own_name is None


def test_an_unknown_shape_and_a_lonely_dark_logo_are_told(admin: FlaskClient) -> None:
    answer = save(admin, shape="oval")
    assert answer.status_code == 422
    assert 'href="#shape-0"' in answer.get_data(as_text=True)
    answer = save(admin, logo_dark=png(ink="#c0f0e0"))
    assert answer.status_code == 422
    assert "A logo for dark pages needs one for light pages beside it." in text(answer)


def test_a_look_can_be_tried_before_it_is_saved(admin: FlaskClient, session: Session) -> None:
    answer = save(admin, f"{PAGE}/preview", name="Nordhaven", accent=GREEN)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Nordhaven has asked us to check your identity." in text(answer)
    assert 'href="/look/0a7d59-' in html
    assert looks.look_of(anew(session), DEFAULT_PARTNER).own_name is None
    assert save(admin, f"{PAGE}/preview", accent=YELLOW).status_code == 422


def test_the_example_page_shows_what_is_stored_under_the_strict_policy(admin: FlaskClient) -> None:
    save(admin, name="Nordhaven", accent=GREEN, logo=png())
    answer = admin.get(f"{PAGE}/preview")
    html = answer.get_data(as_text=True)
    assert 'alt="Nordhaven"' in html
    assert 'href="/look/0a7d59-' in html
    assert not re.search(r"<style|\sstyle=", html + admin.get(PAGE).get_data(as_text=True))
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_a_look_can_be_forgotten(admin: FlaskClient, session: Session) -> None:
    save(admin, name="Nordhaven", accent=GREEN, logo=png())
    assert people.send(admin, f"{PAGE}/clear", at=PAGE).status_code == 302
    found = looks.look_of(anew(session), DEFAULT_PARTNER)
    assert (found.own_name, found.accent, found.logo) == (None, None, None)
    assert "have the house’s look again" in text(admin.get(PAGE))


def test_other_partners_are_a_link_away_and_stay_apart(admin: FlaskClient, session: Session) -> None:
    with transaction(session):
        second = another_partner(session)
        looks.change(session, second, LookChanges(name="Second to none"), {}, "operator")
    assert f'href="/staff/look/{second}"' in admin.get(PAGE).get_data(as_text=True)
    answer = admin.get(f"/staff/look/{second}")
    assert "Look of Second to none" in text(answer)
    assert "by an operator" in text(answer)
    save(admin, f"/staff/look/{second}", accent=GREEN)
    assert looks.look_of(anew(session), second).accent == GREEN
    assert looks.look_of(session, DEFAULT_PARTNER).accent is None


@pytest.mark.parametrize("place", ["", "/preview"])
def test_an_unknown_partner_has_no_page(admin: FlaskClient, place: str) -> None:
    assert admin.get(f"/staff/look/ptn_nobody{place}").status_code == 404
    assert save(admin, f"/staff/look/ptn_nobody{place}").status_code == 404


def test_a_form_from_elsewhere_changes_nothing(admin: FlaskClient, session: Session) -> None:
    for place in ("", "/clear", "/preview"):
        assert admin.post(PAGE + place, data={"name": "Mine"}).status_code == 400
    assert looks.look_of(anew(session), DEFAULT_PARTNER).own_name is None
