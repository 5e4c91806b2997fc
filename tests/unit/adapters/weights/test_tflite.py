"""The weights that a browser reads are those of the published file, in the order of its graph."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from kyc.adapters.weights.shipped import sha256
from kyc.adapters.weights.table import FACE_GUIDANCE
from kyc.adapters.weights.tflite import half_weights
from tests import reference

FILE = FACE_GUIDANCE.file


def test_the_published_file_gives_the_file_of_the_table() -> None:
    published = reference.blazeface()
    assert sha256(published) == FILE.sha256
    assert sha256(half_weights(published)) == FILE.digest


def test_the_first_numbers_are_those_that_the_reference_runtime_holds() -> None:
    """The stem: 24 filters of 5 x 5 x 3, then a bias for each."""
    numbers = np.frombuffer(half_weights(reference.blazeface()), "<f2")
    held = reference.tensors(reference.interpreter())
    assert np.array_equal(numbers[:1800], held["conv2d/Kernel"].ravel())
    assert np.array_equal(numbers[1800:1824], held["conv2d/Bias"].ravel())


def test_every_convolution_is_there() -> None:
    """A stem, sixteen blocks of two and four heads; 101,390 numbers of two bytes."""
    assert len(half_weights(reference.blazeface())) == 2 * 101_390


@pytest.mark.parametrize("damage", [b"", b"\0" * 64, b"PK\x03\x04" + b"\xff" * 60])
def test_what_is_no_such_file_is_not_read(damage: bytes) -> None:
    with pytest.raises((struct.error, KeyError, IndexError)):
        half_weights(damage)
