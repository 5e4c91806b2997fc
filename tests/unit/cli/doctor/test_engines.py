"""Models and engines: what is missing, altered or does not run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.server import models_dir
from kyc.adapters.weights import MODELS, Model, ShippedFile
from kyc.adapters.weights.table import FACE_DETECTION, FONT_TEXT
from kyc.cli.doctor import engines
from kyc.config import Settings
from kyc.domain.errors import Refused, Unavailable
from kyc.tools import Tools
from tests.unit.cli.doctor.patient import FAIL, OK, WARN, found, levels, patient

pytestmark = pytest.mark.one_database


class Rig:
    """Engines that answer as they are told; None is nothing to say."""

    def __init__(self, answer: Exception | None) -> None:
        self._answer = answer
        self.reader = self.faces = self

    def read(self, *_: Any) -> None:
        if self._answer:
            raise self._answer

    compare = liveness = read


def test_the_models_of_this_checkout_are_in_place(settings: Settings) -> None:
    told = found(engines.models, patient(settings, models_dir=models_dir()))
    assert told == [(OK, f"{len(MODELS)} files are in place and unaltered")]


def test_each_model_that_is_missing_is_told_and_fonts_are_less_of_a_matter(settings: Settings, tmp_path: Path) -> None:
    told = {says: level for level, says in found(engines.models, patient(settings, models_dir=tmp_path))}
    assert told[f"{FACE_DETECTION.file.name} is missing"] is FAIL
    assert told[f"{FONT_TEXT.file.name} is missing"] is WARN
    assert len(told) == len(MODELS)


def test_a_model_that_was_altered_is_told(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file: ShippedFile = FACE_DETECTION.file
    models: tuple[Model, ...] = (FACE_DETECTION,)
    monkeypatch.setattr(engines, "MODELS", models)
    (tmp_path / file.name).write_bytes(b"something else")
    assert found(engines.models, patient(settings, models_dir=tmp_path)) == [(FAIL, f"{file.name} is altered")]


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        (None, OK),
        (Refused("portrait_not_found"), OK),
        (Unavailable("model_missing"), FAIL),
        (RuntimeError("Jane Doe"), FAIL),
    ],
)
def test_an_engine_runs_when_it_looks_at_an_empty_sheet(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, answer: Exception | None, level: object
) -> None:
    monkeypatch.setattr(Tools, "engines", Rig(answer))
    told = list(engines.running_engines(patient(settings)))
    assert [one.level for one in told] == [level] * 3
    assert "Jane" not in str(told)


def test_a_setting_that_names_no_engine_is_told_for_each(settings: Settings) -> None:
    assert levels(engines.running_engines, patient(settings, face_engine="nothing.there:create")) == [FAIL] * 3
