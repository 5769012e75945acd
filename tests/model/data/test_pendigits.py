import gzip

import numpy as np
import pytest

from model.data.pendigits import FILE, load_pendigits
from tests.data_folder import EQUALS, SEVEN, unipen, write_pen_digits

DIGITS = [(7, 12, SEVEN), (3, 5, EQUALS), (0, 30, SEVEN)]


def test_digits_have_their_label_writer_and_strokes(tmp_path):
    write_pen_digits(tmp_path, DIGITS)
    digits = load_pendigits(tmp_path)
    assert [(7, 12), (3, 5), (0, 30)] == [(digit.label, digit.writer) for digit in digits]
    assert [1, 3, 1] == [len(digit.drawing.strokes) for digit in digits]


def test_y_points_down_and_the_drawing_lies_in_the_middle(tmp_path):
    write_pen_digits(tmp_path, DIGITS[:1])
    drawing = load_pendigits(tmp_path)[0].drawing
    assert (150, 150) == drawing.size
    expected = np.array(SEVEN[0]) * 100 + (45, 25)
    np.testing.assert_allclose(drawing.strokes[0].points[:, :2], expected)


def test_a_gzipped_file_in_a_folder_below_is_the_same(tmp_path):
    (tmp_path / "pen").mkdir()
    (tmp_path / "pen" / f"{FILE}.gz").write_bytes(gzip.compress(unipen(DIGITS).encode()))
    assert [7, 3, 0] == [digit.label for digit in load_pendigits(tmp_path)]


def test_every_fifth_writer_is_held_out(tmp_path):
    write_pen_digits(tmp_path, [(1, writer, SEVEN) for writer in range(1, 31)])
    digits = load_pendigits(tmp_path)
    held_out = [digit.writer for digit in digits if digit.is_held_out]
    assert [5, 10, 15, 20, 25, 30] == held_out


def test_a_dot_is_a_drawing_too(tmp_path):
    write_pen_digits(tmp_path, [(1, 1, [[(0.5, 0.5)]])])
    (digit,) = load_pendigits(tmp_path)
    assert digit.drawing.size > (0, 0)
    assert np.isfinite(digit.drawing.strokes[0].points).all()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=rf"{FILE}\[\.gz\] is missing"):
        load_pendigits(tmp_path)


DAMAGED = {
    "a letter": (" 200  400", " 200  x", "line 7: .*float: 'x'"),
    "a lonely number": (" 200  400", " 200", "line 7: not enough values"),
    "three numbers": (" 200  400", " 200 1 2", "line 7: too many values"),
    "no number": (" 200  400", " nan nan", "line 12: points hold NaN"),
    "no such digit": (".COMMENT 7 12", ".COMMENT 12 12", "line 12: label 12 is not a digit"),
    "no writer": (".COMMENT 7 12  0", ".COMMENT 7", "line 12: not enough values"),
    "no comment": (".COMMENT 7 12  0\n", "", "line 11: not enough values"),
}


@pytest.mark.parametrize(("old", "new", "cause"), DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("is_last", [False, True])
def test_a_damaged_line_is_named(tmp_path, old, new, cause, is_last):
    text = unipen(DIGITS[:1] if is_last else DIGITS[:2])
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1))
    with pytest.raises(ValueError, match=f"{FILE}, {cause}"):
        load_pendigits(tmp_path)


@pytest.mark.parametrize("text", ["", "five five five\n", ".SEGMENT\n.SEGMENT\n"])
def test_a_file_without_digits_is_named(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ValueError, match=f"{FILE}: no digits"):
        load_pendigits(tmp_path)


@pytest.mark.parametrize("cut", [slice(0, 60), slice(10, None)], ids=["cut off", "not gzipped"])
def test_a_damaged_gzip_file_is_named(tmp_path, cut):
    (tmp_path / f"{FILE}.gz").write_bytes(gzip.compress(unipen(DIGITS).encode())[cut])
    with pytest.raises(ValueError, match=rf"{FILE}\.gz: the file is damaged"):
        load_pendigits(tmp_path)


@pytest.mark.shared_data
def test_uci_pen_digits_are_read(shared_data):
    digits = load_pendigits(shared_data)
    assert 7_494 == len(digits)
    assert set(range(1, 31)) - {digit.writer for digit in digits} == set()
    assert 30 == len({digit.writer for digit in digits})
    assert 1_499 == sum(digit.is_held_out for digit in digits)
    assert set(range(10)) == {digit.label for digit in digits}
