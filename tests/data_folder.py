"""A data folder made up for a test: the files that training and measuring read, but tiny."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile

import numpy as np

from model.data import mnist, mnist_strokes, omniglot, pendigits
from model.raster import rasterize
from model.strokes import Drawing, make_stroke

SEVEN = [[(0.0, 0.0), (0.6, 0.0), (0.2, 1.0)]]  # one stroke in a unit box, y down
EQUALS = [[(0.0, 0.0), (1.0, 0.0)], [(0.0, 0.4), (1.0, 0.4)], [(0.0, 0.8), (1.0, 0.8)]]


def write_idx(path, array, code=8):
    header = struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape)
    path.write_bytes(header + array.astype(array.dtype.newbyteorder(">")).tobytes())


def write_mnist(folder, part, images, labels):
    names = mnist.FILES[part]
    write_idx(folder / names[0], np.asarray(images, np.uint8))
    write_idx(folder / names[1], np.asarray(labels, np.uint8))


def write_writers(folder, writers):
    """QMNIST's table with nothing but the writers of the training digits."""
    table = np.zeros((len(writers), 8), np.int32)
    table[:, 2] = writers
    write_idx(folder / mnist.WRITERS_FILE, table, 12)


def unipen(digits):
    """Text for [(label, writer, strokes in a unit box)], y pointing up."""
    lines = [".INCLUDE        dene.doc", '.LEXICON "0" "1"', ""]
    for number, (label, writer, strokes) in enumerate(digits):
        lines += [f'.SEGMENT DIGIT    {number} ? "{label}"', f".COMMENT {label} {writer}  {number}"]
        for stroke in strokes:
            lines.append(".PEN_DOWN")
            lines += [f" {200 + 100 * x:.0f}  {400 - 100 * y:.0f}" for x, y in stroke]
            lines += [".PEN_UP", ".DT 151"]
    return "\n".join(lines) + "\n"


def write_pen_digits(folder, digits):
    (folder / pendigits.FILE).write_text(unipen(digits), "ascii")


def character_text(strokes):
    """Omniglot's text for strokes in a unit box, y negative downwards."""
    parts = ["\n".join(f"{50 * x},{-50 * y},{7 * x}" for x, y in stroke) for stroke in strokes]
    return "START\n" + "\nBREAK\n".join(parts) + "\nBREAK\n"


def write_characters(folder, characters):
    """The archive for [(alphabet, character, drawer, strokes)], with what a Mac leaves in it."""
    with zipfile.ZipFile(folder / omniglot.FILE, "w") as archive:
        archive.writestr("small1/", "")
        archive.writestr("small1/.DS_Store", b"\0\xff")
        archive.writestr("__MACOSX/small1/Greek/character01/._0394_01.txt", b"\0\5\x16\7\xff")
        for alphabet, character, drawer, strokes in characters:
            name = f"small1/{alphabet}/character{character:02d}/0394_{drawer:02d}.txt"
            archive.writestr(name, character_text(strokes))


def stroke_table(digits, length=40):
    """De Jong's table (n, length, 4) of digits, each a list of (n, 2) lines in MNIST's pixels."""
    table = np.zeros((len(digits), length, 4))
    for rows, lines in zip(table, digits, strict=True):
        points = np.concatenate([np.asarray(line, np.float64) for line in lines]) + 1
        rows[: len(points), :2] = np.diff(points, axis=0, prepend=0)
        rows[np.cumsum([len(line) for line in lines]) - 1, 2] = 1
        rows[len(points) - 1, 3] = 1
    return table


def write_stroke_archive(folder, data, name="train.npy"):
    """A tar archive with one file; data: bytes, or an array to save."""
    if isinstance(data, np.ndarray):
        stream = io.BytesIO()
        np.save(stream, data)
        data = stream.getvalue()
    with tarfile.open(folder / mnist_strokes.FILE, "w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))


def scan(strokes, value=255):
    """A drawing of strokes in a unit box as MNIST would have it."""
    drawing = Drawing(tuple(make_stroke(100 * np.array(stroke), 9.0) for stroke in strokes))
    return np.round(value * rasterize(drawing).array).astype(np.uint8)


def pixels(strokes):
    """Strokes in a unit box as lines in MNIST's pixels."""
    return [4 + 20 * np.array(stroke) for stroke in strokes]


def make_data_folder(folder, held_out=EQUALS, count=40):
    """All files that a recipe reads. Whatever belongs to validation is drawn as `held_out`.

    MNIST: `count` training digits by 20 writers, every tenth of whom is validation, and 20 test
    digits; 30 pen digits by 10 writers; 3 characters of each of three alphabets by 2 people.
    """
    writers = np.arange(count) % 20
    drawn = [held_out if writer % 10 == 0 else SEVEN for writer in writers]
    write_mnist(folder, "train", [scan(strokes) for strokes in drawn], np.arange(count) % 10)
    write_mnist(folder, "test", [scan(SEVEN)] * 20, np.arange(20) % 10)
    write_writers(folder, writers)
    write_stroke_archive(folder, stroke_table([pixels(strokes) for strokes in drawn]))
    pen = [(n % 10, 1 + n // 3) for n in range(30)]
    write_pen_digits(
        folder,
        [(label, writer, held_out if writer % 5 == 0 else SEVEN) for label, writer in pen],
    )
    characters = []
    for alphabet in ("Greek", "Korean", "Latin"):
        for character in (1, 3, 12):  # in Latin 1 and 12, in Korean 12 look like digits
            left_out = alphabet == "Greek" or character in omniglot.LOOK_ALIKES[alphabet]
            strokes = held_out if left_out else SEVEN
            characters += [(alphabet, character, drawer, strokes) for drawer in (1, 2)]
    write_characters(folder, characters)


class Here:
    """Runs in this process what a pool would run in its own."""

    def __init__(self, *_):
        self.map = map

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass
