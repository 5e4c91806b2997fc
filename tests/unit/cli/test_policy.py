"""The operator tries a policy on past cases before it is put to use."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.models import transaction
from kyc.services.examining import pipeline
from tests import make

NOBODY = 'version = "2"\nrequired = []\n[[rules]]\nname = "all"\noutcome = "manual_review"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "strict.toml").write_text(NOBODY)
    return tmp_path / "strict.toml"


def approved(session: Session, mode: str = "live") -> str:
    with transaction(session):
        made = make.submitted(session, mode)
        pipeline.begin(session, made.id)
        pipeline.conclude(session, made.id, make.examination())
    return made.id


def simulate(app: Flask, file: Path, *more: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["kyc", "policy", "simulate", str(file), *more])
    return done.exit_code, done.output.strip()


def test_cases_that_would_flip_are_printed_and_counted(app: Flask, session: Session, file: Path) -> None:
    case = approved(session)
    code, said = simulate(app, file)
    assert code == 0
    assert said.splitlines() == [
        f"{case}  approved → manual_review  (all_clean → all; stands at approved)",
        "1 of 1 cases would flip: 1 approved → manual_review",
    ]


def test_where_nothing_flips_the_count_says_so(app: Flask, session: Session, file: Path) -> None:
    with transaction(session):
        make.in_review(session)
    assert simulate(app, file) == (0, "0 of 1 cases would flip")


def test_the_mode_and_the_number_narrow_it(app: Flask, session: Session, file: Path) -> None:
    for mode in ("live", "test", "live"):
        approved(session, mode)
    assert simulate(app, file, "--mode", "live")[1].endswith("2 of 2 cases would flip: 2 approved → manual_review")
    assert simulate(app, file, "--last", "1")[1].endswith("1 of 1 cases would flip: 1 approved → manual_review")


def test_without_cases_it_says_so(app: Flask, file: Path) -> None:
    assert simulate(app, file) == (0, "No case was decided by a policy yet.")


@pytest.mark.parametrize(
    "text", ["no toml", 'version = "2"\nrequired = []\n', NOBODY.replace("manual_review", "maybe")]
)
def test_a_file_that_is_no_policy_is_told_by_name(app: Flask, file: Path, text: str) -> None:
    file.write_text(text)
    code, said = simulate(app, file)
    assert code == 1
    assert said.startswith("Error: strict.toml: ")


def test_a_check_with_a_doubt_keeps_its_outcome(app: Flask, session: Session, file: Path) -> None:
    with transaction(session):
        made = make.submitted(session)
        pipeline.begin(session, made.id)
        pipeline.conclude(session, made.id, make.examination(face_match=Result.FAIL))
    assert simulate(app, file)[1].splitlines()[0].startswith(f"{made.id}  rejected → manual_review")
