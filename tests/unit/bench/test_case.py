"""The bench of a case opens the page and its images as a reviewer does, over rows that hold together."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from bench import case
from kyc.models import StatusHistory
from kyc.services.desk import case_files
from tests.api.staff import people

pytestmark = pytest.mark.one_database


def test_the_page_and_each_kind_of_image_are_measured(tmp_path: Path) -> None:
    told = case.measured(tmp_path, runs=1, size=(640, 480))
    assert set(told["cpu_ms"]) == {"case", "photo_as_shown", "photo_every_pixel", "frame"}
    assert min(told["cpu_ms"].values()) > 0
    assert told["images"] == 20
    assert 0 < told["statements"] < 60, "a statement for every row would be hundreds"


def test_the_case_is_the_one_that_the_bar_names(app: Flask, session: Session) -> None:
    people.colleague(app, session, "reviewer")
    name, images = case.filled(app, session, (640, 480))
    found = case_files.case_file(session, name)
    shown = len(found.documents) + len(found.selfies) + sum(len(one.frames) for one in found.challenges)
    assert (shown, len(images), len(set(images))) == (20, 20, 20)
    assert sum(one.times for one in found.views) == case.OPENINGS
    assert session.scalar(sa.select(sa.func.count()).select_from(StatusHistory)) == case.HISTORY
    assert (
        sum(len(found.checks[f"{kind}_screening"].breakdown["matches"]) for kind in ("sanctions", "pep")) == case.HITS
    )


def test_a_page_that_fails_is_no_figure(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="302"):
        case._spent(app.test_client(), "/staff/", 1)
