"""Weights that a processor computes slowly are zeroed, and nothing else changes."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from kyc.adapters.weights.subnormal import TINY, without_subnormals


def model(weights: list[float], name: str = "w") -> bytes:
    """One multiplication by `weights`."""
    values = np.array(weights, np.float32)
    shape = [len(weights)]
    graph = helper.make_graph(
        [helper.make_node("Mul", ["x", name], ["y"])],
        "graph",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(values, name), numpy_helper.from_array(np.array([1, 2], np.int64), "unused")],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    made.ir_version = 8
    return made.SerializeToString()


def weights_of(data: bytes) -> list[float]:
    return numpy_helper.to_array(onnx.ModelProto.FromString(data).graph.initializer[0]).tolist()


def test_tiny_weights_become_zero_and_others_stay() -> None:
    assert weights_of(without_subnormals(model([0.5, 1e-39, -1e-30, -2.0]))) == [0.5, 0.0, 0.0, -2.0]


def test_the_limit_itself_is_kept() -> None:
    kept = float(np.float32(TINY * 1.01))
    assert weights_of(without_subnormals(model([kept, 3.0]))) == [kept, 3.0]


def test_the_file_keeps_its_length() -> None:
    before = model([0.5, 1e-39, -1e-30, -2.0])
    assert len(without_subnormals(before)) == len(before)


def test_a_model_without_tiny_weights_is_left_byte_for_byte() -> None:
    before = model([0.5, 0.0, -0.0, -2.0])
    assert without_subnormals(before) == before


def test_doing_it_twice_changes_nothing_more() -> None:
    once = without_subnormals(model([0.5, 1e-39]))
    assert without_subnormals(once) == once


def test_the_mended_model_still_runs() -> None:
    session = onnxruntime.InferenceSession(without_subnormals(model([0.5, 1e-39])), providers=["CPUExecutionProvider"])
    (answer,) = session.run(None, {"x": np.array([4, 4], np.float32)})
    assert answer.tolist() == [2.0, 0.0]
