"""Parts of the engine with their real weights."""

from __future__ import annotations

import pytest

from kyc.adapters.faces import create
from kyc.adapters.faces.detection import Detector
from kyc.adapters.weights import read
from kyc.adapters.weights.table import FACE_DETECTION
from kyc.domain.ports import FaceEngine
from tests.faces import models_dir


@pytest.fixture(scope="session")
def engine() -> FaceEngine:
    return create(models_dir())


@pytest.fixture(scope="session")
def detector() -> Detector:
    return Detector(read(models_dir(), FACE_DETECTION.file))
