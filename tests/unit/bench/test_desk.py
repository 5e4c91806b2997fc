"""The bench of the queue opens every page as a lead does, over cases that hold together."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from bench import desk
from kyc.models import CaseAssignment, Decision, Verification
from kyc.services.desk import case_queue
from kyc.services.desk.queue_filters import Filters
from tests.api.staff import people

pytestmark = pytest.mark.one_database


def test_every_page_is_measured(tmp_path: Path) -> None:
    told = desk.measured(tmp_path, "sqlite", 80, 40, runs=1)
    assert set(told["ms"]) == {*desk.PAGES, "a deep page", "by session id", "by reference", "by nothing", "next case"}
    assert all(len(figures) == 2 and min(figures) > 0 for figures in told["ms"].values())


def test_the_cases_are_those_of_the_bench(app: Flask, session: Session) -> None:
    people.colleague(app, session, "lead")
    names = desk.filled(session, 80, 40)
    page = case_queue.queue(session, Filters())
    assert page.lines[0].verification.id in names[:3], "the oldest first, but for what is with the leads"
    assert sum(page.counts.values()) + page.escalated == 120
    number = sa.select(sa.func.count())
    assert session.scalar(number.select_from(CaseAssignment)) == 27
    assert session.scalar(number.select_from(Decision)) == 80 + 2 * 40
    assert session.scalar(number.where(Verification.decided_at.is_not(None))) == 40


def test_a_page_that_fails_is_no_figure() -> None:
    class Answer:
        status_code = 500

    with pytest.raises(RuntimeError, match="500"):
        desk._spent(Answer, 1)
