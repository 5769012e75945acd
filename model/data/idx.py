"""IDX files, the format of MNIST: big-endian header, then raw numbers; gzipped or not."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DTYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
_LARGEST = 1 << 30  # bytes after unpacking


def read_unpacked(path: Path) -> bytes:
    """Return what is in a file, unpacked when its name ends in .gz.

    Raises ValueError that names the file when it is damaged or too large; OSError when it cannot
    be opened.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as file:
            data = bytes(file.read(_LARGEST + 1))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path}: the file is damaged or cut off ({error})") from None
    if len(data) > _LARGEST:
        raise ValueError(f"{path}: more than {_LARGEST:,} bytes")
    return data


def read_idx(path: Path) -> NDArray[Any]:
    """Read an IDX file of any element type and rank.

    Raises ValueError that names the file when it is not IDX, truncated, or too large;
    OSError when it cannot be opened.
    """
    data = read_unpacked(path)
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] not in _DTYPES:
        raise ValueError(f"{path}: not an IDX file")
    rank = data[3]
    if rank > 8:
        raise ValueError(f"{path}: not an IDX file")
    start = 4 + 4 * rank
    if len(data) < start:
        raise ValueError(f"{path}: the header is cut off")
    shape = struct.unpack(f">{rank}I", data[4:start])
    dtype = np.dtype(_DTYPES[data[2]])
    expected = math.prod(shape) * dtype.itemsize
    if len(data) - start != expected:
        raise ValueError(f"{path}: {len(data) - start:,} bytes of numbers, expected {expected:,}")
    return np.frombuffer(data, dtype, offset=start).reshape(shape)
