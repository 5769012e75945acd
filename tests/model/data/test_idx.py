import gzip
import struct

import numpy as np
import pytest

from model.data.idx import read_idx


def idx(array, code):
    big = array.astype(array.dtype.newbyteorder(">"))
    return struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape) + big.tobytes()


BYTES = idx(np.arange(24, dtype="u1").reshape(2, 3, 4), 8)
TYPES = [("u1", 8), ("i1", 9), ("i2", 11), ("i4", 12), ("f4", 13), ("f8", 14)]


@pytest.mark.parametrize(("dtype", "code"), TYPES)
@pytest.mark.parametrize("shape", [(), (7,), (2, 3, 4), (0, 28, 28)])
def test_numbers_come_back(tmp_path, dtype, code, shape):
    array = np.random.default_rng(0).normal(0, 40, shape).astype(dtype)
    (tmp_path / "file").write_bytes(idx(array, code))
    np.testing.assert_array_equal(array, read_idx(tmp_path / "file"))
    assert array.dtype == read_idx(tmp_path / "file").dtype.newbyteorder("=")


def test_gzipped_is_the_same_as_plain(tmp_path):
    (tmp_path / "file").write_bytes(BYTES)
    (tmp_path / "file.gz").write_bytes(gzip.compress(BYTES))
    np.testing.assert_array_equal(read_idx(tmp_path / "file"), read_idx(tmp_path / "file.gz"))


BAD_FILES = {
    "empty": (b"", "not an IDX file"),
    "text": (b"five five five", "not an IDX file"),
    "an unknown type": (b"\0\0\x0a\1\0\0\0\0", "not an IDX file"),
    "gzip without its suffix": (gzip.compress(BYTES), "not an IDX file"),
    "no shape": (BYTES[:9], "the header is cut off"),
    "cut off": (BYTES[:-1], "23 bytes of numbers, expected 24"),
    "too long": (BYTES + b"\0", "25 bytes of numbers, expected 24"),
    "no numbers": (BYTES[:16], "0 bytes of numbers, expected 24"),
    "beyond 64 bits": (b"\0\0\x08\4" + struct.pack(">4I", *[1 << 16] * 4), ""),
    "too many axes": (b"\0\0\x08\xff" + struct.pack(">255I", *[1] * 255) + b"5", ""),
}


@pytest.mark.parametrize(("data", "cause"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_named_with_its_cause(tmp_path, data, cause):
    (tmp_path / "digits").write_bytes(data)
    with pytest.raises(ValueError, match=f"digits: .*{cause}"):
        read_idx(tmp_path / "digits")


@pytest.mark.parametrize(
    "data",
    [b"", BYTES, gzip.compress(BYTES)[:-9], gzip.compress(BYTES)[:20] + b"\xff" * 30],
    ids=["empty", "not gzipped", "cut off", "altered"],
)
def test_a_bad_gzip_file_is_named(tmp_path, data):
    (tmp_path / "digits.gz").write_bytes(data)
    with pytest.raises(ValueError, match=r"digits\.gz: "):
        read_idx(tmp_path / "digits.gz")


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_idx(tmp_path / "missing")
