"""An engine is chosen by a name, or by the factory of another house."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from kyc.adapters.faces.dlib_engine import DlibFaces
from kyc.adapters.faces.engine import OnnxFaces
from kyc.adapters.faces.engines import FACTORIES, factory_of, own_models
from kyc.adapters.weights import MODELS
from kyc.adapters.weights.table import FACE_DLIB
from kyc.config import Settings
from kyc.tools import Tools, factory


@pytest.mark.parametrize(("name", "kind"), [("onnx", OnnxFaces), ("dlib", DlibFaces)])
def test_a_name_stands_for_an_engine(name: str, kind: type[Any], tmp_path: Path) -> None:
    assert type(factory(factory_of(name))(models_dir=tmp_path, threads=1)) is kind


def test_every_name_leads_to_a_factory() -> None:
    assert all(callable(factory(path)) for path in FACTORIES.values())


def test_another_house_s_factory_stays_as_it_is() -> None:
    assert factory_of("house.faces:create") == "house.faces:create"


@pytest.mark.parametrize("name", ["", "dlip", "kyc.adapters.faces"])
def test_a_name_that_nobody_has_is_answered_with_those_that_there_are(name: str) -> None:
    with pytest.raises(ValueError, match="onnx or dlib, or name a factory as module:factory"):
        factory_of(name)


@pytest.mark.parametrize("name", ["dlib", "kyc.adapters.faces.dlib_engine:create"])
def test_the_second_engine_s_weights_are_installed_where_it_is_chosen(name: str) -> None:
    assert own_models(name) == (FACE_DLIB,)
    assert FACE_DLIB not in MODELS


@pytest.mark.parametrize("name", ["onnx", "kyc.adapters.faces:create", "house.faces:create"])
def test_nothing_more_is_installed_for_any_other(name: str) -> None:
    assert own_models(name) == ()


def test_the_setting_chooses_the_engine_of_a_worker(settings: Settings) -> None:
    assert type(Tools(settings).engines.faces) is OnnxFaces
    chosen = Tools(settings.model_copy(update={"face_engine": "dlib"}))
    assert type(chosen.engines.faces) is DlibFaces
    assert chosen.challenge_engine is chosen.engines.faces


def test_a_mistyped_engine_stops_a_worker_at_its_start(settings: Settings) -> None:
    with pytest.raises(ValueError, match="FACE_ENGINE"):
        Tools(settings.model_copy(update={"face_engine": "dlip"})).build()


@pytest.mark.parametrize("kind", [OnnxFaces, DlibFaces])
def test_each_engine_has_a_name_and_limits_in_order(kind: type[OnnxFaces]) -> None:
    scale = kind.scale
    assert scale.engine.name != scale.challenge_engine.name
    assert 0 < scale.review_at < scale.pass_at < 1


def test_no_two_engines_share_a_name_or_a_limit() -> None:
    for part in fields(OnnxFaces.scale):
        assert getattr(OnnxFaces.scale, part.name) != getattr(DlibFaces.scale, part.name)
