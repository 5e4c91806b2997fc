"""Every page of the staff: no rule of accessibility broken in either theme, wide enough for a phone, valid HTML."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

import kyc
from kyc.models import StaffSession, StaffUser, Verification, db, utcnow
from kyc.services.privacy import erasure
from kyc.services.training import cases
from tests import practice
from tests.browser import validator
from tests.browser.staff.conftest import Desk, looked_at
from tests.unit.adapters.images.pictures import noise, saved

pytestmark = pytest.mark.xdist_group("browser")
TEMPLATES = Path(kyc.__file__).with_name("templates")
ADMIN = "admin@example.org"
WALKED = {  # those that the other tests of this folder look at
    *(f"staff/{name}.html" for name in ("queue", "case", "confirm", "ask", "lists")),
    *(f"security/{name}.html" for name in ("login_user", "two_factor_verify_code")),
}
PAGES = {
    "staff/flags.html": "flags",
    "staff/requests.html": "requests",
    "staff/numbers.html": "numbers",
    "staff/policy.html": "policy",
    "staff/look.html": "look",
    "staff/look_sample.html": "look/ptn_default/preview",
    "staff/account.html": "account",
    "staff/people.html": "people",
    "staff/partners.html": "partners",
    "staff/partner.html": "partners/ptn_default",
    "staff/tags.html": "tags",
    "staff/audit.html": "audit",
    "staff/retention.html": "retention",
    "staff/jobs.html": "jobs",
    "staff/training.html": "training",
    "staff/training_case.html": "training/{practice}",
    "staff/correct.html": "cases/{case}/correct/full_name",
    "staff/erase.html": "cases/{case}/erase",
    "staff/erased.html": "cases/{gone}",
    "staff/error.html": "nothing",
    "security/change_password.html": "change",
    "security/two_factor_setup.html": "tf-setup",
    "security/mf_recovery_codes.html": "mf-recovery-codes",
    "security/verify.html": "verify",
}
ELSEWHERE = {"staff/purpose.html", "staff/kept.html", "security/mf_recovery.html"}  # below, in ways of their own


def open_too_long(desk: Desk, page: Page, case: str) -> None:
    """A form is sent when the session has ended."""
    page.goto(f"/staff/cases/{case}")
    with desk.writing() as session:
        admin = select(StaffUser.id).filter_by(email=ADMIN).scalar_subquery()
        long_ago = (
            update(StaffSession).where(StaffSession.staff_id == admin).values(seen_at=utcnow() - timedelta(hours=2))
        )
        session.execute(long_ago)
    page.get_by_label("Note for colleagues (optional)").fill("Seen twice.")
    page.get_by_role("button", name="Review and confirm").click()


@pytest.fixture
def ids(desk: Desk) -> dict[str, str]:
    """What the addresses name."""
    case, gone = desk.waits("Paula Page", 2), desk.waits("Greta Gone", 2)
    with desk.writing() as session:
        erasure.redact(session, session.get_one(Verification, gone), erasure.Order("applicant_request", "operator"))
    shelf = desk.app.config["TOOLS"].blobs
    with desk.app.app_context():
        made = practice.added(db.session(), shelf)
        for image in cases.images_of(db.session(), made.id):
            shelf.put(image.blob, saved(noise(200, 150), "JPEG"))
        return {"case": case, "gone": gone, "practice": made.id}


def test_every_page_holds_for_every_reader(desk: Desk, ids: dict[str, str], tmp_path: Path) -> None:
    page = desk.sit_down(ADMIN, "admin")
    for template, address in PAGES.items():
        answer = page.goto("/staff/" + address.format_map(ids))
        assert answer
        tmp_path.joinpath(f"{template.replace('/', '-')}").write_text(answer.text())
        looked_at(page, desk, template)
    for name, address in (("queue", ""), ("case", "cases/{case}"), ("lists", "watchlists")):
        read = page.request.get("/staff/" + address.format_map(ids))
        tmp_path.joinpath(f"{name}.html").write_text(read.text())
    open_too_long(desk, page, ids["case"])
    looked_at(page, desk, "staff/kept.html")
    assert validator.judge(tmp_path) == ""


def test_pages_that_come_by_themselves_hold_too(desk: Desk) -> None:
    page = desk.sit_down("privacy@example.org", "privacy_officer")
    page.goto(f"/staff/cases/{desk.waits('Pia Private', 2)}")
    looked_at(page, desk, "staff/purpose.html")
    page = desk.page()
    person = desk.person("lost@example.org")
    page.goto("/staff/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(person.password)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="recovery code").click()
    looked_at(page, desk, "security/mf_recovery.html")


def test_on_a_phone_cases_come_before_filters(desk: Desk) -> None:
    desk.waits("Fay First", 2)
    page = desk.sit_down("phone@example.org")
    page.goto("/staff/")
    reason = page.get_by_label("Reason", exact=True)
    expect(reason).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(reason).to_be_hidden()
    first = page.locator("[data-rows] tr").first.bounding_box()
    assert first
    assert first["y"] + first["height"] / 2 < 844
    page.get_by_text("Filters", exact=True).click()
    expect(reason).to_be_visible()


def test_on_a_phone_the_menu_of_the_account_is_whole_and_large_enough_for_fingers(desk: Desk) -> None:
    page = desk.sit_down("phone@example.org", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto("/staff/")
    page.locator(".account summary").click()
    for part in (page.locator(".account-menu"), *page.locator("summary:visible, .account-menu a:visible").all()):
        box = part.bounding_box()
        assert box
        assert 0 <= box["x"] <= 390 - box["width"]
        assert box["height"] >= 44


def test_every_template_is_looked_at() -> None:
    found = {f"{room}/{path.name}" for room in ("staff", "security") for path in (TEMPLATES / room).glob("[!_]*.html")}
    bases = {"staff/base.html", "security/base.html"}
    assert found - bases - WALKED - set(PAGES) - ELSEWHERE == set(), "add a row to PAGES"
