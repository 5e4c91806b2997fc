"""Extracts the 16-bit weights of a TFLite file, so that a browser can read them as one sequence of numbers."""

from __future__ import annotations

import struct

CONVOLUTION, DEPTHWISE_CONVOLUTION, DEQUANTIZE = 3, 4, 6
"""Operators by their number in TensorFlow's `schema.fbs`, which also defines the field numbers below."""


def half_weights(data: bytes) -> bytes:
    """Weights, then bias, of every convolution in graph order, as little-endian 16-bit floats.

    The file must store its weights as 16-bit floats that a DEQUANTIZE operator widens for each convolution, as TFLite's
    16-bit quantisation does. Raises `struct.error`, `KeyError` or `IndexError` for anything else.
    """
    file = _Buffers(data)
    codes = [file.byte(code, 0) for code in file.tables(file.root, 1)]
    contents, graph = file.tables(file.root, 4), file.tables(file.root, 2)[0]
    tensors = file.tables(graph, 0)
    steps = [(codes[file.number(step, 0)], step) for step in file.tables(graph, 3)]
    stored = {file.numbers(step, 2)[0]: file.numbers(step, 1)[0] for code, step in steps if code == DEQUANTIZE}
    convolutions = [step for code, step in steps if code in (CONVOLUTION, DEPTHWISE_CONVOLUTION)]
    wanted = [stored[tensor] for step in convolutions for tensor in file.numbers(step, 1)[1:]]
    return b"".join(file.bytes(contents[file.number(tensors[tensor], 2)], 0) for tensor in wanted)


class _Buffers:
    """Reads tables of a FlatBuffer (flatbuffers.dev, "Internals"); a table is identified by its offset in the file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.root = self._follow(0)

    def byte(self, table: int, field: int) -> int:
        at = self._place(table, field)
        return self.data[at] if at else 0

    def number(self, table: int, field: int) -> int:
        at = self._place(table, field)
        return self._unsigned(at) if at else 0

    def numbers(self, table: int, field: int) -> list[int]:
        return [number for (number,) in struct.iter_unpack("<i", self.bytes(table, field, 4))]

    def bytes(self, table: int, field: int, width: int = 1) -> bytes:
        """The raw content of a vector whose elements are `width` bytes wide."""
        at = self._follow(self._place(table, field))
        return self.data[at + 4 : at + 4 + width * self._unsigned(at)]

    def tables(self, table: int, field: int) -> list[int]:
        vector = self._follow(self._place(table, field))
        return [self._follow(vector + 4 + 4 * index) for index in range(self._unsigned(vector))]

    def _place(self, table: int, field: int) -> int:
        """The offset of a field of a table; 0 where it has its default value."""
        layout = table - struct.unpack_from("<i", self.data, table)[0]
        size = struct.unpack_from("<H", self.data, layout)[0]
        entry = 4 + 2 * field
        offset = struct.unpack_from("<H", self.data, layout + entry)[0] if entry < size else 0
        return table + int(offset) if offset else 0

    def _follow(self, at: int) -> int:
        return at + self._unsigned(at)

    def _unsigned(self, at: int) -> int:
        return int(struct.unpack_from("<I", self.data, at)[0])
