"""Between Arrow's columns and NumPy's arrays, by their buffers.

Arrow's own conversions of Python's values load pandas wherever it is installed, which takes as long as hundreds of games and
40 MB of memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow

__all__ = ["flags", "lists", "numbers", "strings", "unpacked", "validity"]


def numbers(values: NDArray[Any], missing: NDArray[np.bool_] | None = None) -> pyarrow.Array:
    """A column of *values*, whole or not as they are, without those that are *missing*."""
    import pyarrow as pa

    values = np.ascontiguousarray(values)
    kind = pa.from_numpy_dtype(values.dtype)
    there = None if missing is None or not missing.any() else _bits(~missing)
    return pa.Array.from_buffers(kind, len(values), [there, pa.py_buffer(values)])


def flags(values: Sequence[bool] | NDArray[np.bool_]) -> pyarrow.Array:
    """A column of yes and no."""
    import pyarrow as pa

    return pa.Array.from_buffers(pa.bool_(), len(values), [None, _bits(np.asarray(values, bool))])


def strings(values: Sequence[str]) -> pyarrow.Array:
    """A column of words."""
    import pyarrow as pa

    words = [value.encode() for value in values]
    offsets = np.fromiter(accumulate(map(len, words), initial=0), np.int32, len(words) + 1)
    return pa.Array.from_buffers(pa.string(), len(words), [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(words))])


def lists(values: Sequence[Sequence[float]], kind: Any) -> pyarrow.Array:
    """A column of lists of numbers of one NumPy type."""
    import pyarrow as pa

    offsets = np.fromiter(accumulate(map(len, values), initial=0), np.int32, len(values) + 1)
    flat = np.fromiter(chain.from_iterable(values), kind, int(offsets[-1]))
    return pa.ListArray.from_arrays(numbers(offsets), numbers(flat))


def unpacked(column: pyarrow.Array | pyarrow.ChunkedArray) -> NDArray[Any]:
    """A column of numbers or of yes and no as an array, which is not to be written to; NaN for none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if pa.types.is_boolean(column.type):
        return np.asarray(np.from_dlpack(column.cast(pa.int8())), bool)
    if column.null_count:
        column = pc.fill_null(column, numbers(np.full(1, np.nan, column.type.to_pandas_dtype()))[0])
    return np.from_dlpack(column)


def validity(column: pyarrow.Array) -> NDArray[np.bool_]:
    """Which values of a column are there."""
    return unpacked(column.is_valid()) if column.null_count else np.ones(len(column), bool)


def _bits(values: NDArray[np.bool_]) -> Any:
    import pyarrow as pa

    return pa.py_buffer(np.packbits(values, bitorder="little"))
