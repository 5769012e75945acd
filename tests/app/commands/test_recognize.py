"""`digitscope recognize`: one JSON object per drawing, and bad input named, never fatal."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest
from PIL import Image

from app.cli import run
from app.commands.self_test import digit_drawing
from model.raster import rasterize
from model.recognizer import recognize
from model.strokes import drawing_to_json

KEYS = [
    "source",
    "index",
    "prediction",
    "confidence",
    "is_digit",
    "digit_score",
    "reason",
    "probabilities",
]
HUGE = "1" + "0" * 400


def dump(digit):
    return json.dumps(drawing_to_json(digit_drawing(digit)))


def points(text, rest=""):
    return f'{{"strokes": [{{"points": {text}{rest}}}]}}'.encode()


BAD_DRAWINGS = {
    "NaN": (points("[[1, NaN]]"), "NaN"),
    "infinity": (points("[[1, -Infinity]]"), "infinity"),
    "1e400": (points("[[1, 1e400]]"), "infinity"),
    "1e10": (points("[[1, 1e10]]"), "1,000,000"),
    "a huge integer": (points(f"[[1, {HUGE}]]"), "number"),
    "an integer of 5,000 digits": (points(f"[[1, {'1' * 5000}]]"), "digits"),
    "a huge width": (points("[[1, 1]]", f', "width": {HUGE}'), "width"),
    "a huge size": (f'{{"strokes": [], "size": [1, {HUGE}]}}'.encode(), "size"),
    "a million points": (points(f"[{'[1, 2],' * 999_999}[1, 2]]"), "1,000,000 points"),
    "a number": (b"5", "strokes"),
    "a list": (b"[]", "strokes"),
    "null": (b"null", "strokes"),
    "no strokes": (b"{}", "strokes"),
    "strokes of text": (b'{"strokes": "abc"}', "strokes"),
    "a stroke that is none": (b'{"strokes": [7]}', "points"),
    "points of text": (points('"abc"'), "points"),
    "text in a point": (points('[["1", "2"]]'), "number"),
    "null in a point": (points("[[null, 2]]"), "number"),
    "booleans in a point": (points("[[true, false]]"), "number"),
    "an empty point": (points("[[]]"), "[x, y]"),
    "points of one number": (points("[[1], [2]]"), "[x, y]"),
    "points of four numbers": (points("[[1, 2, 3, 4]]"), "[x, y]"),
    "points of all lengths": (points("[[1], [2, 3]]"), "[x, y]"),
    "a negative width": (points("[[1, 1]]", ', "width": -1'), "width"),
    "a width of text": (points("[[1, 1]]", ', "width": "18"'), "width"),
    "an unknown mode": (points("[[1, 1]]", ', "mode": "crayon"'), "mode"),
    "a mode that is a list": (points("[[1, 1]]", ', "mode": []'), "mode"),
    "a size of three": (b'{"strokes": [], "size": [1, 2, 3]}', "size"),
    "a size of zero": (b'{"strokes": [], "size": [0, 0]}', "size"),
    "a picture that is none": (b'{"strokes": [], "picture": 5}', "picture"),
    "broken JSON": (b'{"strokes": [', "JSON"),
    "no JSON at all": (b"hello", "JSON"),
    "not UTF-8": (b'{"strokes": [], "name": "\xff"}', "UTF-8"),
    "deep nesting": (b"[" * 100_000, "deep"),
    "deep nesting that ends": (b"[" * 100_000 + b"]" * 100_000, "deep"),
}
TINY = {  # smaller than a computer's numbers can divide by, yet numbers
    "a tiny stroke": points("[[0, 0], [1e-310, 0]]"),
    "a dot of a tiny pen": points("[[5, 5]]", ', "width": 1e-320'),
}
BAD_FILES = {
    "empty.json": (b"", "JSON"),
    "empty.png": (b"", "empty"),
    "text.png": (b"a five, honestly", "not a picture"),
    "pickle.png": (pickle.dumps([1]), "not a picture"),
    "noname": (b"text", "not a picture"),
}


@pytest.fixture
def recognized(capsys):
    """Run the command in this process: exit code, answers, messages."""

    def call(*arguments):
        code = run(["recognize", *map(str, arguments)])
        out, err = capsys.readouterr()
        return (
            code,
            [json.loads(line, parse_constant=pytest.fail) for line in out.splitlines()],
            err,
        )

    return call


@pytest.fixture
def file(tmp_path):
    """Write a file and return its path."""

    def write(name, data):
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return tmp_path / name

    return write


def picture_of(digit):
    raster = rasterize(digit_drawing(digit)).array
    return Image.fromarray((255 * (1 - np.kron(raster, np.ones((10, 10))))).astype(np.uint8))


@pytest.mark.parametrize("digit", range(10))
def test_an_answer_is_what_the_window_would_say(recognized, file, record, digit):
    expected = recognize(record.network, rasterize(digit_drawing(digit)))
    path = file("drawing.json", dump(digit))
    code, [answer], messages = recognized(path)
    assert (0, "", KEYS) == (code, messages, list(answer))
    assert (str(path), 0, digit) == (answer["source"], answer["index"], answer["prediction"])
    assert expected.probabilities == pytest.approx(answer["probabilities"], abs=1e-6)
    assert expected.verdict.is_digit is answer["is_digit"]
    assert expected.verdict.digit_score == pytest.approx(answer["digit_score"], abs=1e-6)
    assert answer["reason"] == ""


def test_an_answer_is_consistent_in_itself(recognized, file):
    lines = [dump(digit) for digit in range(10)] + [points("[[0, 0], [90, 3], [7, 99]]").decode()]
    for answer in recognized(file("all.jsonl", "\n".join(lines)))[1]:
        probabilities = answer["probabilities"]
        assert (10, pytest.approx(1, abs=1e-9)) == (len(probabilities), sum(probabilities))
        assert max(probabilities) == answer["confidence"] == probabilities[answer["prediction"]]
        assert 0 <= answer["digit_score"] <= 1
        assert answer["is_digit"] is (answer["reason"] == "")


@pytest.mark.parametrize("suffix", ["png", "jpg", "jpeg", "PNG"])
def test_a_picture_is_read(recognized, tmp_path, suffix):
    picture_of(4).save(tmp_path / f"four.{suffix}")
    code, [answer], _ = recognized(tmp_path / f"four.{suffix}")
    assert (0, 4, True) == (code, answer["prediction"], answer["is_digit"])


def test_several_files_are_answered_in_their_order(recognized, file, tmp_path):
    picture_of(7).save(tmp_path / "seven.png")
    lines = file("three.jsonl", f"{dump(1)}\r\n\n{dump(2)}\n{dump(3)}")
    files = [file("nine.json", dump(9)), lines, tmp_path / "seven.png"]
    code, answers, _ = recognized(*files)
    assert (0, [9, 1, 2, 3, 7]) == (code, [answer["prediction"] for answer in answers])
    assert [0, 0, 1, 2, 0] == [answer["index"] for answer in answers]
    assert [str(files[i]) for i in (0, 1, 1, 1, 2)] == [answer["source"] for answer in answers]


def test_thousands_of_drawings_have_the_answers_of_each(recognized, file):
    code, answers, _ = recognized(file("many.jsonl", "\n".join(dump(n % 10) for n in range(1100))))
    assert (0, list(range(1100))) == (code, [answer["index"] for answer in answers])
    assert [n % 10 for n in range(1100)] == [answer["prediction"] for answer in answers]


@pytest.mark.parametrize("text", [b'{"strokes": []}', points("[]")])
def test_a_drawing_without_points_is_blank(recognized, file, text):
    code, [answer], _ = recognized(file("blank.json", text))
    assert (0, False, "blank") == (code, answer["is_digit"], answer["reason"])
    assert 0.0 == answer["digit_score"]
    assert int(np.argmax(answer["probabilities"])) == answer["prediction"]


@pytest.mark.parametrize("content", BAD_DRAWINGS.values(), ids=BAD_DRAWINGS)
def test_a_bad_drawing_is_named_and_the_others_are_answered(recognized, file, content):
    data, cause = content
    lines = file("three.jsonl", b"\n".join([dump(3).encode(), data, dump(8).encode()]))
    alone = file("alone.json", data)
    code, answers, messages = recognized(alone, lines)
    assert (2, [(0, 3), (2, 8)]) == (code, [(a["index"], a["prediction"]) for a in answers])
    first, second = messages.splitlines()
    assert first.startswith(f"digitscope: {alone}: ")
    assert second.startswith(f"digitscope: {lines}, line 2: ")
    assert cause in first
    assert cause in second


@pytest.mark.parametrize("data", TINY.values(), ids=TINY)
def test_tiny_numbers_cost_no_other_drawing_its_answer(recognized, file, data):
    path = file("three.jsonl", b"\n".join([dump(3).encode(), data, dump(8).encode()]))
    _, answers, messages = recognized(path)
    assert {0, 2} <= {answer["index"] for answer in answers}
    assert "NaN" not in messages


@pytest.mark.parametrize(("name", "content"), BAD_FILES.items(), ids=BAD_FILES)
def test_a_bad_file_is_named_with_its_cause(recognized, file, name, content):
    code, answers, messages = recognized(file(name, content[0]))
    assert (2, []) == (code, answers)
    assert name in messages
    assert content[1] in messages


@pytest.mark.parametrize("name", ["missing.png", "missing.json", "missing.jsonl"])
def test_a_missing_file_is_named_and_the_others_are_answered(recognized, file, tmp_path, name):
    code, answers, messages = recognized(tmp_path / name, file("one.json", dump(1)))
    assert (2, [1]) == (code, [answer["prediction"] for answer in answers])
    assert f"{tmp_path / name}: cannot be read" in messages


@pytest.mark.parametrize("name", ["folder", "folder.json", "folder.jsonl", "folder.png"])
def test_a_folder_is_no_drawing(recognized, tmp_path, name):
    (tmp_path / name).mkdir()
    code, answers, messages = recognized(tmp_path / name)
    assert (2, []) == (code, answers)
    assert f"{tmp_path / name}: cannot be read" in messages


def test_a_truncated_picture_is_named(recognized, tmp_path):
    path = tmp_path / "four.png"
    picture_of(4).save(path)
    path.write_bytes(path.read_bytes()[:-60])
    code, answers, messages = recognized(path)
    assert (2, []) == (code, answers)
    assert f"{path}: the picture is damaged or cut off" in messages


def test_a_picture_without_ink_is_named(recognized, tmp_path):
    Image.new("L", (60, 60), 255).save(tmp_path / "white.png")
    code, answers, messages = recognized(tmp_path / "white.png")
    assert (2, []) == (code, answers)
    assert "white.png: no ink" in messages
