"""The table names every model so exactly that nobody has to guess, and the real files are what it says."""

from __future__ import annotations

import re

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from kyc.adapters.weights import MODELS, Model, Standing, read, standing
from kyc.adapters.weights.table import FACE_EMBEDDING
from tests.faces import models_dir


def name(model: Model) -> str:
    return model.file.name


@pytest.mark.parametrize("model", MODELS, ids=name)
def test_the_published_file_is_installed_under_its_digest(model: Model) -> None:
    assert standing(models_dir(), model.file) is Standing.INSTALLED


@pytest.mark.parametrize("model", MODELS, ids=name)
def test_origin_and_licences_are_told(model: Model) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", model.file.package.version)
    assert re.fullmatch(r"[0-9a-f]{64}", model.file.sha256)
    assert all((model.code_licence, model.weights_licence, model.use, model.measured))


def test_no_two_models_share_a_file_name() -> None:
    assert len({name(model) for model in MODELS}) == len(MODELS)


def test_the_embedding_that_is_installed_has_no_tiny_weights_left() -> None:
    graph = onnx.ModelProto.FromString(read(models_dir(), FACE_EMBEDDING.file)).graph
    floats = [numpy_helper.to_array(one) for one in graph.initializer if one.data_type == onnx.TensorProto.FLOAT]
    values = np.abs(np.concatenate([one.ravel() for one in floats]))
    assert len(values) > 1_000_000
    assert not ((values > 0) & (values < 1e-20)).any()
