"""The operator adds cases for training, lists them and takes them away."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.adapters.weights.registry import InstallFailed
from kyc.demo import practice as drawn
from kyc.models import DocumentTrace, Event, TrainingCase, TrainingImage, Verification
from kyc.services.examining.examination import Engines
from tests import practice
from tests.unit.adapters.images.pictures import noise, saved
from tests.unit.services.examining.test_examination import Parts

PICTURE = saved(noise(320, 240), "JPEG")
LIST = """
[[case]]
name = "twins"
truth = "lookalike"
explanation = "His brother."
document_type = "passport"
data_page = "page.jpg"
selfie = "{selfie}.jpg"
"""


@pytest.fixture
def measuring(app: Flask) -> Flask:
    """The application with engines whose answers are set; everything else of its tools is real."""
    parts = Parts(compare=practice.FACES)
    app.config["TOOLS"].__dict__["engines"] = Engines(parts, parts, parts, parts)  # type: ignore[arg-type]
    return app


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "cases"
    made.mkdir()
    for name, content in (("page", PICTURE), ("selfie", PICTURE), ("none", b"no picture")):
        (made / f"{name}.jpg").write_bytes(content)
    (made / "cases.toml").write_text(LIST.format(selfie="selfie"))
    return made


def run(app: Flask, *words: str) -> tuple[int, list[str]]:
    done = app.test_cli_runner().invoke(args=["kyc", "training", *words])
    return done.exit_code, done.output.strip().splitlines()


def blobs(app: Flask, session: Session) -> list[bytes]:
    session.rollback()
    return [app.config["TOOLS"].blobs.get(one.blob) for one in session.scalars(select(TrainingImage))]


def test_a_folder_is_added_once_listed_and_removed(measuring: Flask, session: Session, folder: Path) -> None:
    assert run(measuring, "add", str(folder)) == (0, ["twins: manual_review by the policy"])
    assert run(measuring, "add", str(folder)) == (0, ["twins: is there already"])
    assert len(blobs(measuring, session)) == 2
    for table in (Verification, DocumentTrace, Event):
        assert session.scalars(select(table)).all() == [], "measuring leaves nothing among real cases"
    (line,) = run(measuring, "list")[1]
    assert line.startswith("twins  [lookalike]  document_authenticity ")
    assert "face_match review" in line
    names = [one.blob for one in session.scalars(select(TrainingImage))]
    assert run(measuring, "remove", "twins") == (0, ["removed"])
    assert run(measuring, "list") == (0, [])
    gone = "Error: there is no case of this name; see: flask kyc training list"
    assert run(measuring, "remove", "twins") == (1, [gone])
    store = measuring.config["TOOLS"].blobs
    assert [name for name in names if name in store.names("training")] == []


def test_a_wrong_list_adds_nothing_and_is_told_whole(measuring: Flask, session: Session, folder: Path) -> None:
    (folder / "cases.toml").write_text(LIST.format(selfie="selfie") + LIST.format(selfie="nothing"))
    code, said = run(measuring, "add", str(folder))
    assert code == 1
    assert said == [
        "Error: nothing was added",
        "two cases are called twins",
        "case 2: selfie names no file in this folder",
    ]
    assert session.scalars(select(TrainingCase)).all() == []


def test_what_is_no_picture_is_refused_by_the_name_of_its_case(
    measuring: Flask, session: Session, folder: Path
) -> None:
    (folder / "cases.toml").write_text(LIST.format(selfie="none"))
    code, said = run(measuring, "add", str(folder))
    assert code == 1
    assert said[0].startswith("Error: twins: ")
    assert list(measuring.config["TOOLS"].blobs.names("training")) == []
    assert session.scalars(select(TrainingCase)).all() == []


def test_the_drawn_cases_are_added_in_one_go(
    measuring: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [
        practice.draft(name, truth, pages=((next(iter(practice.draft().pages))[0], PICTURE),), selfie=PICTURE)
        for name, truth in (("a", "genuine"), ("b", "forged"))
    ]
    monkeypatch.setattr(drawn, "cases", lambda _: made)
    assert run(measuring, "seed")[0] == 0
    assert {(one.name, one.truth) for one in session.scalars(select(TrainingCase))} == {
        ("a", "genuine"),
        ("b", "forged"),
    }


def test_without_a_registry_the_drawn_cases_say_why(measuring: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_reach(_: Path) -> None:
        raise InstallFailed("npm cannot be reached")

    monkeypatch.setattr(drawn, "cases", out_of_reach)
    code, said = run(measuring, "seed")
    assert code == 1
    assert said == ["Error: the photographs cannot be fetched", "npm cannot be reached"]
