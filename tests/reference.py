"""The network that finds faces for an applicant's hints, as run by its authors' own runtime (LiteRT)."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from kyc.adapters.weights import install, read
from kyc.adapters.weights.table import FACE_GUIDANCE
from tests.faces import CACHE

PUBLISHED = replace(FACE_GUIDANCE.file, name="face_detection_short_range.tflite", mend=None, mended_sha256=None)
Numbers = NDArray[np.float32]


@cache
def blazeface() -> bytes:
    """The file as published, downloaded into the tests' cache once."""
    install(CACHE / "models", [PUBLISHED])
    return read(CACHE / "models", PUBLISHED)


def interpreter() -> Interpreter:
    made = Interpreter(model_content=blazeface(), num_threads=1)
    made.allocate_tensors()
    return made


def tensors(made: Interpreter) -> dict[str, Numbers]:
    """The file's tensors by name; only the 16-bit ones, because the rest is computed."""
    halves = [one for one in made.get_tensor_details() if one["dtype"] == np.float16]
    return {one["name"]: made.get_tensor(one["index"]) for one in halves}


def guesses(made: Interpreter, picture: Numbers) -> tuple[Numbers, Numbers]:
    """Scores (896) and numbers (896 x 16) for a picture of 128 x 128 x 3 from -1 to 1."""
    made.set_tensor(made.get_input_details()[0]["index"], picture[None])
    made.invoke()
    found = {int(one["shape"][-1]): one["index"] for one in made.get_output_details()}
    return made.get_tensor(found[1])[0, :, 0], made.get_tensor(found[16])[0]
