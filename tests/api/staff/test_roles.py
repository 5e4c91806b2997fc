"""Every address of the staff in every role, and before signing in is complete; the URL map says which there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import kyc
from kyc.domain.rights import RIGHTS, Right, Role
from kyc.models import StaffUser, Verification, transaction
from kyc.services.applicant import applicant_requests
from kyc.web.staff.guard import SECURITY_VIEWS
from tests.api.staff.people import anew, colleague, send, signed_in
from tests.screenings import MATCH, breakdown, concluded

pytestmark = pytest.mark.one_database

STANDINGS = {"public", *SECURITY_VIEWS.values()}
"""Guards that ask how far somebody has signed in, and for no right."""
SOURCE = Path(kyc.__file__).parent


class Address(NamedTuple):
    """One method of one rule, with ids that nothing has."""

    method: str
    path: str
    endpoint: str
    guard: str

    @property
    def right(self) -> Right:
        return Right(self.guard.removeprefix("staff:"))


def addresses(app: Flask) -> Iterator[Address]:
    """Everything under /staff."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/staff"):
            guard = getattr(app.view_functions[rule.endpoint], "guard", "")
            path = re.sub(r"<(int)?[^>]+>", lambda one: "1" if one[1] else "x", rule.rule)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Address(method, path, rule.endpoint, guard)


def behind_rights(app: Flask) -> list[Address]:
    """Views that ask for a right."""
    return [one for one in addresses(app) if one.guard not in STANDINGS]


def for_everybody(app: Flask) -> list[Address]:
    """Our own views for whoever is wholly in: they are about themselves."""
    return [one for one in addresses(app) if one.endpoint.startswith("staff.") and one.guard == "staff:signed_in"]


def token(client: FlaskClient, page: str) -> dict[str, str]:
    """What a form on a page of ours would send along."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page).get_data(as_text=True))
    assert found, page
    return {"X-CSRFToken": found[1], "Referer": "http://localhost/staff/"}


def test_every_view_names_a_right_or_how_far_one_has_signed_in(app: Flask) -> None:
    found = list(addresses(app))
    assert [one for one in found if not one.guard] == []
    assert len(behind_rights(app)) > 30
    assert {"staff:signed_in", "staff:half_signed_in"} <= {one.guard for one in found}


def test_each_address_opens_for_exactly_the_roles_that_hold_its_right(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    """`client` makes every request of the application one from outside."""
    wrong = []
    for role in Role:
        person = signed_in(app.test_client(), colleague(app, session, role))
        headers = token(person, "/staff/change")
        for one in behind_rights(app):
            status = person.open(one.path, method=one.method, headers=headers).status_code
            if (status != 403) != (one.right in RIGHTS[role]) or status >= 500:
                wrong.append((role, *one, status))
        closed = [one for one in for_everybody(app) if person.open(one.path, method=one.method).status_code == 403]
        assert closed == []
    assert wrong == []


@pytest.mark.parametrize("role", Role)
def test_no_page_offers_what_a_role_may_not_do(
    app: Flask, client: FlaskClient, session: Session, rich: str, role: Role
) -> None:
    person = signed_in(client, colleague(app, session, role))
    if Right.OPEN_FREELY not in RIGHTS[role]:
        send(person, f"/staff/cases/{rich}/purpose", purpose="supervision")
    plain = {one.path for one in behind_rights(app) if one.method == "GET" and one.right in RIGHTS[role]}
    pages = [f"/staff/cases/{rich}", *(path for path in plain if "/x" not in path)]
    offered = {way for page in pages for way in ways(person.get(page).get_data(as_text=True))}
    map_ = app.url_map.bind("localhost")
    guards = {way: app.view_functions[map_.match(*way)[0]].__dict__["guard"] for way in offered}
    wrong = [way for way, guard in guards.items() if guard not in STANDINGS and Right(guard[6:]) not in RIGHTS[role]]
    assert wrong == []
    assert len(offered) > 10


def ways(page: str) -> Iterator[tuple[str, str]]:
    """Where links and forms of a page lead inside the staff's pages, with their methods."""
    for tag in re.findall(r"<(?:a|form|button)\b[^>]*>", page):
        if found := re.search(r'(?:href|action|formaction)="(/staff/[^"?#]*)', tag):
            yield found[1], "GET" if tag.startswith("<a") or 'method="get"' in tag else "POST"


@pytest.fixture
def rich(session: Session) -> str:
    """A case with a match to judge, a request to answer, and a flag beside it."""
    with transaction(session):
        found = concluded(session, breakdown(MATCH), approved=False)
        applicant_requests.ask(session, found, "erasure")
    return found.id


def half(app: Flask, session: Session, client: FlaskClient) -> str:
    """Password given, code not yet."""
    person = colleague(app, session, "admin")
    send(client, "/staff/login", email=person.email, password=person.password)
    return "/staff/login"


def newly_made(app: Flask, session: Session, client: FlaskClient) -> str:
    """Signed in with the one-time password of the operator."""
    insider(app, session, client, must_change_password=True)
    return "/staff/change"


def without_codes(app: Flask, session: Session, client: FlaskClient) -> str:
    """No recovery codes kept yet."""
    insider(app, session, client, mf_recovery_codes=None)
    return "/staff/mf-recovery-codes"


def left(app: Flask, session: Session, client: FlaskClient) -> str:
    """Was signed in when the account was closed."""
    insider(app, session, client, active=False)
    return "/staff/login"


def stranger(app: Flask, session: Session, client: FlaskClient) -> str:
    """Nobody."""
    return "/staff/login"


def insider(app: Flask, session: Session, client: FlaskClient, **since: object) -> None:
    """An admin who is wholly in, and whose account was changed since."""
    signed_in(client, colleague(app, session, "admin"))
    with transaction(anew(session)):
        user = session.scalars(select(StaffUser)).one()
        for name, value in since.items():
            setattr(user, name, value)


@pytest.mark.parametrize("somebody", [stranger, half, newly_made, without_codes, left])
def test_whoever_is_not_wholly_in_is_led_there_from_every_address(
    app: Flask, client: FlaskClient, session: Session, somebody: Callable[[Flask, Session, FlaskClient], str]
) -> None:
    headers = token(client, "/staff/login")
    place = somebody(app, session, client)
    for one in (*behind_rights(app), *for_everybody(app)):
        answer = client.open(one.path, method=one.method, headers=headers)
        assert (answer.status_code, (answer.location or "").split("?")[0]) == (302, place), one


def test_what_a_stranger_may_ask_shows_nothing_of_a_case(
    app: Flask, client: FlaskClient, waiting: Verification
) -> None:
    for one in addresses(app):
        if one.guard in STANDINGS and one.method == "GET":
            assert b"JOHN DOE" not in client.get(one.path, follow_redirects=True).data, one


def test_every_right_that_a_template_asks_for_exists() -> None:
    asked = {
        word
        for page in (SOURCE / "templates").rglob("*.html")
        for word in re.findall(r"\bmay\('([^']*)'\)", page.read_text())
    }
    assert asked <= set(Right)
    assert Right.DECIDE in asked


def test_every_right_opens_something() -> None:
    source = "".join(page.read_text() for page in (SOURCE / "web").rglob("*.py"))
    assert [right for right in Right if f"Right.{right.name}" not in source] == []
