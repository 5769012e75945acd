"""Small files in the formats of the data that networks are measured on, with plain digits."""

from __future__ import annotations

import struct
import zipfile

import numpy as np

from app.commands.self_test import digit_drawing
from model.raster import rasterize

IMAGES, LABELS = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"


def write_mnist(folder, pairs, pack=bytes, suffix=""):
    """MNIST's test files with plain digits, each under a label."""
    images = [np.rint(255 * rasterize(digit_drawing(digit)).array) for digit, _ in pairs]
    pixels = np.array(images, np.uint8).tobytes()
    header = struct.pack(">BBBB3I", 0, 0, 8, 3, len(pairs), 28, 28)
    (folder / f"{IMAGES}{suffix}").write_bytes(pack(header + pixels))
    data = struct.pack(">BBBBI", 0, 0, 8, 1, len(pairs)) + bytes(y for _, y in pairs)
    (folder / f"{LABELS}{suffix}").write_bytes(pack(data))


def write_pendigits(folder, digits):
    """UCI's file, from (digit, label, writer)."""
    lines = []
    for digit, label, writer in digits:
        lines += [f'.SEGMENT DIGIT ? ? "{label}"', f".COMMENT {label} {writer} 0"]
        for stroke in digit_drawing(digit).strokes:
            points = [f"{x:.0f} {-y:.0f}" for x, y, _ in stroke.points]
            lines += [".PEN_DOWN", *points, ".PEN_UP"]
    (folder / "pendigits-orig.tra").write_text("\n".join(lines))


def write_alphabets(folder, characters):
    """Omniglot's archive, from (alphabet, character, drawer, points)."""
    with zipfile.ZipFile(folder / "strokes_background_small1.zip", "w") as archive:
        for alphabet, character, drawer, points in characters:
            lines = ["START", *(f"{x},{-y},0" for x, y in points), "BREAK"]
            name = f"strokes/{alphabet}/character{character:02}/0001_{drawer:02}.txt"
            archive.writestr(name, "\n".join(lines))
