"""The applicant's pages in a partner's look: name, logo and colours, each partner's own, under the strict policy."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.domain.look import HOUSE, sheet, sheet_digest
from kyc.models import DEFAULT_PARTNER, transaction
from kyc.services.accounts import looks
from kyc.services.accounts.look_rules import LookChanges, logo_from
from kyc.web.security import HEADERS, IMMUTABLE
from tests.api.hosted.applicant import Applicant, Page, record
from tests.looks import GREEN, YELLOW, another_partner, logo_file, record_of

pytestmark = pytest.mark.one_database

SHEET = re.compile(r'<link rel="stylesheet" href="(/look/[^"]+\.css)">')


def wear(app: Flask, session: Session, changes: LookChanges, *themes: str, partner: str = DEFAULT_PARTNER) -> None:
    """Give a partner a look."""
    files = {"light": logo_file(), "dark": logo_file("#c0f0e0")}
    prepare = app.config["TOOLS"].small_logo
    made = {theme: logo_from(files[theme], theme, prepare) for theme in themes}  # type: ignore[arg-type]
    with transaction(session):
        looks.change(session, partner, changes, made, "operator")  # type: ignore[arg-type]


def masthead(page: Page) -> str:
    found = re.search(r"<header.*?</header>", page.html, re.S)
    assert found
    return found[0]


def opened(app: Flask, record_id: str) -> Page:
    return Applicant(app.test_client(), record_id).get()


def test_without_a_look_the_name_stands_there_and_no_sheet_is_asked_for(app: Flask, session: Session) -> None:
    page = opened(app, record(session))
    assert "<img" not in masthead(page)
    assert looks.look_of(session, DEFAULT_PARTNER).name in masthead(page)
    assert not SHEET.search(page.html)


def test_the_sheet_is_linked_and_is_what_was_chosen(app: Flask, session: Session, client: FlaskClient) -> None:
    wear(app, session, LookChanges(accent=GREEN, shape="round"))
    found = SHEET.search(opened(app, record(session)).html)
    assert found
    answer = client.get(found[1])
    assert answer.status_code == 200
    assert answer.content_type == "text/css; charset=utf-8"
    assert f"--accent: {GREEN};" in answer.get_data(as_text=True)


def test_the_chosen_name_stands_wherever_the_partner_is_named(app: Flask, session: Session) -> None:
    own = looks.look_of(session, DEFAULT_PARTNER).name
    wear(app, session, LookChanges(name="Nordhaven & Søn <b>"))
    page = opened(app, record(session))
    assert "Nordhaven & Søn <b> has asked us to check your identity" in page.text
    assert "Nordhaven &amp; Søn &lt;b&gt;" in masthead(page)
    assert own not in page.text


@pytest.mark.parametrize("way", ["another-way", "here"])
def test_pages_beside_the_steps_have_the_look_too(app: Flask, session: Session, way: str) -> None:
    wear(app, session, LookChanges(name="Nordhaven", accent=GREEN), "light")
    record_id = record(session)
    Applicant(app.test_client(), record_id).agree()
    page = Applicant(app.test_client(), record_id).get(way)
    assert 'alt="Nordhaven"' in masthead(page)
    assert SHEET.search(page.html)


def test_a_logo_stands_for_the_name_and_says_it(app: Flask, session: Session) -> None:
    wear(app, session, LookChanges(name="Nordhaven"), "light")
    shown = masthead(opened(app, record(session)))
    assert re.search(
        r'<img class="logo on-light" src="/look/[0-9a-f]{32}\.png" alt="Nordhaven" width="\d+" height="\d+">', shown
    )
    assert "<source" not in shown


def test_dark_pages_have_their_own_logo_where_there_is_one(app: Flask, session: Session, client: FlaskClient) -> None:
    wear(app, session, LookChanges(), "light", "dark")
    shown = masthead(opened(app, record(session)))
    found = re.search(r'<source media="screen and \(prefers-color-scheme: dark\)" srcset="([^"]+)"', shown)
    assert found
    assert "on-light" not in shown
    look = looks.look_of(session, DEFAULT_PARTNER)
    assert look.logo_dark
    assert client.get(found[1]).data == looks.logo_data(session, look.logo_dark.digest)


def test_no_look_needs_an_exception_of_the_policy(app: Flask, session: Session, client: FlaskClient) -> None:
    wear(app, session, LookChanges(name="Nordhaven", accent=GREEN, shape="square"), "light", "dark")
    page = opened(app, record(session))
    assert not re.search(r"<style|\sstyle=|https?://|data:", page.html)
    for address in ["", *re.findall(r'(?:href|src|srcset)="(/look/[^"]+)"', page.html)]:
        answer = client.get(address) if address else page.answer
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_sheets_and_logos_are_kept_for_ever_and_carry_no_cookie(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    wear(app, session, LookChanges(accent=GREEN), "light")
    addresses = re.findall(r'(?:href|src)="(/look/[^"]+)"', opened(app, record(session)).html)
    assert len(addresses) == 2
    for address in addresses:
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == IMMUTABLE
        assert "Set-Cookie" not in answer.headers


def test_a_logo_is_a_png_of_our_own(app: Flask, session: Session, client: FlaskClient) -> None:
    wear(app, session, LookChanges(), "light")
    look = looks.look_of(session, DEFAULT_PARTNER)
    assert look.logo
    answer = client.get(f"/look/{look.logo.digest}.png")
    assert answer.content_type == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    assert len(answer.data) <= 40_000


def test_a_changed_look_has_another_address_and_the_old_sheet_stays(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    record_id = record(session)
    addresses = []
    for accent in (GREEN, "#dd0019"):
        wear(app, session, LookChanges(accent=accent))
        found = SHEET.search(opened(app, record_id).html)
        assert found
        addresses.append(found[1])
    assert addresses[0] != addresses[1]
    assert [client.get(address).status_code for address in addresses] == [200, 200], (
        "pages that are open keep their look"
    )


def test_a_logo_that_was_replaced_is_gone(app: Flask, session: Session, client: FlaskClient) -> None:
    wear(app, session, LookChanges(), "light")
    look = looks.look_of(session, DEFAULT_PARTNER)
    assert look.logo
    with transaction(session):
        looks.clear(session, DEFAULT_PARTNER, "operator")
    assert client.get(f"/look/{look.logo.digest}.png").status_code == 404


GOOD = sheet_digest(HOUSE)


@pytest.mark.parametrize(
    "address",
    [
        f"/look/house-house-soft/{'0' * 16}.css",
        f"/look/house-house-oval/{GOOD}.css",
        f"/look/ffcc00-house-soft/{GOOD}.css",
        f"/look/house/{GOOD}.css",
        f"/look/%7D*%7Bdisplay:none%7D-house-soft/{GOOD}.css",
        "/look/" + "0" * 32 + ".png",
        "/look/..%2f..%2fetc%2fpasswd.png",
        f"/look/{DEFAULT_PARTNER}.png",
        "/look/",
    ],
)
def test_other_addresses_lead_nowhere(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_sheet_of_the_house_could_be_asked_for_too(client: FlaskClient) -> None:
    answer = client.get(f"/look/{HOUSE.code}/{GOOD}.css")
    assert answer.get_data(as_text=True) == sheet(HOUSE)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_done_here(client: FlaskClient, method: str) -> None:
    assert getattr(client, method)(f"/look/{HOUSE.code}/{GOOD}.css").status_code in {400, 405}


def test_partners_look_different_on_the_same_server(app: Flask, session: Session) -> None:
    wear(app, session, LookChanges(name="Nordhaven", accent=GREEN), "light")
    with transaction(session):
        second = another_partner(session)
        other = record_of(session, second)
    page = opened(app, other)
    assert "Second Bank" in masthead(page)
    assert "/look/" not in page.html
    assert "Nordhaven" not in page.html
    wear(app, session, LookChanges(accent_dark=YELLOW), "dark", "light", partner=second)
    assert "Nordhaven" not in opened(app, other).html
    assert "Second Bank" not in opened(app, record(session)).html
