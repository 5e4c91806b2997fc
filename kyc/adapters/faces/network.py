"""Runs networks with one image as input and vectors as output in ONNX Runtime."""

from __future__ import annotations

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from kyc.adapters.faces.alignment import aligned
from kyc.adapters.faces.detection import Face
from kyc.adapters.faces.pictures import Picture
from kyc.adapters.faces.recognition import Vector


class Network:
    """A loaded model; threads are bounded so that a worker stays within its share of the machine."""

    def __init__(self, weights: bytes, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def run(self, planes: NDArray[np.float32]) -> NDArray[np.float64]:
        """The output for an input of channels x height x width."""
        (answer,) = self.run_all(planes)
        return answer

    def run_all(self, planes: NDArray[np.float32]) -> list[NDArray[np.float64]]:
        """Every output, for a model that has several."""
        return [np.asarray(one, np.float64).ravel() for one in self._session.run(None, {self._input: planes[None]})]


class Embedding:
    """`fr_feature`: an aligned face as a unit vector of 512 numbers; a `Recogniser` by their cosine."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def of(self, picture: Picture, face: Face) -> Vector:
        """The embedding; the sum of image and mirror image is more stable at the strict end (96.0 to 97.3 %)."""
        seen = aligned(picture, face)
        total = self._vector(seen) + self._vector(seen[:, ::-1])
        return np.asarray(total / np.linalg.norm(total), np.float64)

    def alike(self, first: Vector, second: Vector) -> float:
        return float(first @ second)

    def _vector(self, seen: Picture) -> Vector:
        rgb = np.asarray(cv2.cvtColor(seen, cv2.COLOR_BGR2RGB), np.float32)
        return self._network.run(((rgb - np.float32(127)) / np.float32(128)).transpose(2, 0, 1))
