"""What the tests of `digitscope evaluate` share."""

from __future__ import annotations

import json

import pytest

from app.cli import run
from app.commands import evaluation_sets
from app.commands.self_test import digit_drawing
from model.strokes import drawing_to_json
from tests.app.commands.digit_files import write_alphabets, write_mnist, write_pendigits

TANGLE = [(20, 20), (80, 80), (20, 80), (80, 20), (50, 90), (50, 10), (10, 50), (90, 50)]
BAR = [(50, 10), (50, 90)]


@pytest.fixture
def evaluated(capsys):
    """Run the command in this process: exit code, stdout, messages."""

    def call(*arguments):
        code = run(["evaluate", *map(str, arguments)])
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def labelled(tmp_path):
    """Write drawings of digits, each with a label, and perhaps further lines; return the file."""

    def write(pairs, *more):
        drawings = (drawing_to_json(digit_drawing(digit)) | {"label": y} for digit, y in pairs)
        path = tmp_path / "drawings.jsonl"
        path.write_text("\n".join([*map(json.dumps, drawings), *more]))
        return path

    return write


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder with 20 digits of MNIST, 12 pen digits and six characters; few generated."""
    monkeypatch.setattr(evaluation_sets, "_DRAWINGS_OF_A_KIND", 1)
    folder = tmp_path / "data"
    for name in ("mnist", "pendigits", "not_digits"):
        (folder / name).mkdir(parents=True)
    write_mnist(
        folder / "mnist", [*((d, d) for d in range(10)), *((d, d) for d in range(9)), (7, 1)]
    )
    pens = [(digit, digit, 5) for digit in range(10)]
    write_pendigits(folder / "pendigits", [*pens, (3, 8, 10), (4, 4, 6)])
    characters = [("Greek", 1, drawer, TANGLE) for drawer in (1, 2, 3)]
    characters += [("Greek", 9, 1, BAR), ("Early_Aramaic", 1, 1, TANGLE), ("Latin", 3, 1, BAR)]
    write_alphabets(folder / "not_digits", characters)
    return folder
