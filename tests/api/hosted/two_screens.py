"""A computer that shows a code, and phones that scan it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from kyc.models import utcnow
from kyc.services.applicant import handoffs
from kyc.web.hosted import handoff
from tests.api.hosted.applicant import Applicant, Page, another_browser, newest


def token_of(session: Session, record_id: str) -> str:
    """What the picture on the computer's screen holds now."""
    found = handoffs.shown(session, newest(session, record_id).id, handoff.key(), utcnow())
    session.rollback()
    assert found
    return found.token


def show_code(computer: Applicant) -> Page:
    computer.get()
    return computer.post("phone")


def scan(app: Flask, session: Session, computer: Applicant) -> Applicant:
    """A phone that has scanned the code and not yet answered."""
    phone = another_browser(app, computer.record_id)
    phone.get(f"join/{token_of(session, computer.record_id)}")
    return phone


def hand_over(app: Flask, session: Session, computer: Applicant) -> Applicant:
    """The phone that goes on after the computer showed its code."""
    show_code(computer)
    phone = scan(app, session, computer)
    phone.post("join", same="yes")
    return phone
