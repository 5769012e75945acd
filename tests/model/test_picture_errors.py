import base64
import contextlib
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from model.picture import decode_picture, open_picture
from model.strokes import PAPER, drawing_from_json


def png(width, height, rows=b""):
    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    )


BAD_FILES = {
    "empty": (b"", "empty"),
    "text": (b"a five, honestly", "not a picture"),
    "only a signature": (b"\x89PNG\r\n\x1a\n", "not a picture"),
    "a bomb": (png(60_000, 60_000), "too large"),
    "a smaller bomb": (png(9_000, 9_000), "too large"),
    "no rows": (png(50, 50), "damaged or cut off"),
    "no pixels": (png(0, 0), "not a picture|no pixels"),
    "no width": (png(0, 5), "not a picture|no pixels"),
    "one white pixel": (png(1, 1, b"\0\xff"), "no ink"),
    "one black pixel": (png(1, 1, b"\0\0"), "no ink"),
    "all white": (png(60, 60, (b"\0" + b"\xff" * 60) * 60), "no ink"),
    "all grey": (png(60, 60, (b"\0" + b"\x80" * 60) * 60), "no ink"),
    "all black": (png(60, 60, b"\0" * 61 * 60), "no ink"),
    "a single row": (png(5000, 1, b"\0" + b"\xff" * 5000), "no ink"),
}


@pytest.mark.parametrize(("data", "cause"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_named_with_its_cause(tmp_path, data, cause):
    path = tmp_path / "bad.png"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=rf"bad\.png: .*({cause})"):
        open_picture(path, PAPER)


def test_a_picture_of_nothing_has_no_ink(tmp_path):
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(tmp_path / "nothing.png")
    with pytest.raises(ValueError, match=r"nothing\.png: no ink"):
        open_picture(tmp_path / "nothing.png", PAPER)


@pytest.mark.parametrize("suffix", ["png", "jpg", "bmp", "webp", "gif", "tiff"])
def test_an_altered_file_is_read_or_refused(tmp_path, suffix):
    path = tmp_path / f"bar.{suffix}"
    Image.fromarray(
        np.kron([[9, 9, 9], [9, 0, 9], [9, 9, 9]], np.full((20, 20), 28)).astype("u1")
    ).convert("RGB").save(path)
    data, random = path.read_bytes(), np.random.default_rng(0)
    for _ in range(100):
        altered = bytearray(data[: random.integers(1, len(data) + 1)])
        for place in random.integers(0, min(len(altered), 200), 3):
            altered[place] = random.integers(256)
        with contextlib.suppress(ValueError):
            assert 1 >= decode_picture(bytes(altered), PAPER).values.max() > 0


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_picture(tmp_path / "missing.png", PAPER)


def in_drawing(side=10, box=(0, 0, 248, 248)):
    buffer = io.BytesIO()
    Image.new("L", (side, side), 255).save(buffer, "PNG")
    return {"png": base64.b64encode(buffer.getvalue()).decode(), "box": list(box)}


GOOD = in_drawing()
BAD_PICTURES = {
    "a number": 5,
    "a list": [],
    "nothing": {},
    "no text": GOOD | {"png": 5},
    "no base64": GOOD | {"png": "@@@@"},
    "no ASCII": GOOD | {"png": "é"},
    "no data": GOOD | {"png": ""},
    "no picture": GOOD | {"png": "aGVsbG8="},
    "cut off": GOOD | {"png": GOOD["png"][:64]},
    "large": in_drawing(2000),
    "a bomb": GOOD | {"png": base64.b64encode(png(10_000, 10_000)).decode()},
    "no box": {"png": GOOD["png"]},
    "a short box": in_drawing(box=(0, 0, 9)),
    "a box of text": in_drawing(box=("0", "0", "9", "9")),
    "a box of booleans": in_drawing(box=(False, False, True, True)),
    "an empty box": in_drawing(box=(0, 0, 0, 9)),
    "a box inside out": in_drawing(box=(9, 9, 0, 0)),
    "an endless box": in_drawing(box=(0, 0, float("inf"), 9)),
    "a box that is none": in_drawing(box=(0, 0, float("nan"), 9)),
    "a box beyond floats": in_drawing(box=(0, 0, 10**400, 9)),
    "a huge box": in_drawing(box=(-1e308, -1e308, 1e308, 1e308)),
}


@pytest.mark.parametrize("value", BAD_PICTURES.values(), ids=BAD_PICTURES)
def test_a_bad_picture_in_a_drawing_is_refused(value):
    with pytest.raises(ValueError, match="picture"):
        drawing_from_json({"strokes": [], "picture": value})


def test_a_good_picture_in_a_drawing_is_not_refused():
    assert drawing_from_json({"strokes": [], "picture": GOOD}).picture.values.min() == 1
