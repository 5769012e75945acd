import tarfile

import numpy as np
import pytest

from model.data.mnist import load_digits
from model.data.mnist_strokes import FILE, load_mnist_strokes
from model.raster import rasterize
from model.strokes import Drawing, make_stroke
from tests.data_folder import stroke_table, write_stroke_archive

STRAIGHT = np.linspace((3, 20), (21, 2), 19)
SHORT = [np.array([[5.0, 5.0]]), np.array([[8.0, 5.0], [8.0, 9.0]])]


def load_one(folder, lines):
    write_stroke_archive(folder, stroke_table([lines]))
    (digit,) = load_mnist_strokes(folder)
    return digit


def test_lines_come_back_in_the_pixels_of_mnist(tmp_path):
    write_stroke_archive(tmp_path, stroke_table([[STRAIGHT], SHORT, [STRAIGHT, *SHORT]]))
    first, second, third = load_mnist_strokes(tmp_path)
    for expected, lines in (([STRAIGHT], first), (SHORT, second), ([STRAIGHT, *SHORT], third)):
        assert len(expected) == len(lines)
        for line, result in zip(expected, lines, strict=True):
            np.testing.assert_allclose(result, line, atol=1e-9)


def test_a_digit_that_fills_the_table_is_read_whole(tmp_path):
    table = stroke_table([[STRAIGHT]], length=19)
    assert 1 == table[0, -1, 3]
    table[0, -1, 3] = 0  # nothing says that it ends
    write_stroke_archive(tmp_path, table)
    assert 19 == len(load_mnist_strokes(tmp_path)[0][0])


@pytest.mark.parametrize("count", range(2, 30))
def test_smoothing_keeps_ends_and_number_of_points(tmp_path, count):
    line = np.cumsum(np.random.default_rng(count).integers(0, 2, (count, 2)), axis=0)
    (result,) = load_one(tmp_path, [line])
    assert (count, 2) == result.shape
    np.testing.assert_allclose(result[[0, -1]], line[[0, -1]], atol=1e-9)
    assert np.abs(result - line).max() < 1.5


def test_a_staircase_becomes_a_line(tmp_path):
    steps = np.repeat(np.arange(20.0), 2)
    stairs = np.stack([steps[:-1], steps[1:]], axis=1)
    (result,) = load_one(tmp_path, [stairs])
    before, after = (np.abs(np.diff(line, 2, axis=0)).sum() for line in (stairs, result))
    assert after < 0.1 * before
    assert np.abs(result[4:-4] @ (1, -1) - (stairs @ (1, -1)).mean()).max() < 0.1


def test_a_missing_archive_is_named(tmp_path):
    with pytest.raises(ValueError, match=f"{FILE} is missing"):
        load_mnist_strokes(tmp_path)


WRONG = {
    "flat": (np.zeros((3, 4)), r"\(3, 4\) float64, expected"),
    "five columns": (np.zeros((3, 4, 5)), "expected"),
    "float32": (np.zeros((3, 4, 4), np.float32), "float32, expected"),
    "NaN": (np.full((3, 4, 4), np.nan), "NaN"),
    "objects": (np.array([None]), "."),
    "text": (b"five five five", "."),
    "nothing": (b"", "."),
}


@pytest.mark.parametrize(("data", "cause"), WRONG.values(), ids=WRONG)
def test_a_table_that_does_not_fit_is_named(tmp_path, data, cause):
    write_stroke_archive(tmp_path, data)
    with pytest.raises(ValueError, match=f"{FILE}: .*{cause}"):
        load_mnist_strokes(tmp_path)


def test_an_archive_without_a_file_is_named(tmp_path):
    with tarfile.open(tmp_path / FILE, "w:gz"):
        pass
    with pytest.raises(ValueError, match=f"{FILE}: there is no file in it"):
        load_mnist_strokes(tmp_path)


@pytest.mark.parametrize("change", ["cut off", "nearly whole", "altered", "empty", "text"])
def test_a_damaged_archive_is_named(tmp_path, change):
    table = np.random.default_rng(0).random((40, 30, 4))
    write_stroke_archive(tmp_path, table)
    path = tmp_path / FILE
    data = path.read_bytes()
    parts = {
        "cut off": data[: len(data) // 2],
        "nearly whole": data[:-9],
        "altered": data[:9000] + b"\xff" * 300 + data[9300:],
        "empty": b"",
        "text": b"five five five",
    }
    path.write_bytes(parts[change])
    with pytest.raises(ValueError, match=f"{FILE}: ."):
        load_mnist_strokes(tmp_path)


@pytest.mark.shared_data
def test_the_strokes_are_those_of_mnists_pictures(shared_data):
    strokes = load_mnist_strokes(shared_data)
    assert 60_000 == len(strokes)
    scans = load_digits(shared_data, "train").take(np.arange(100)).rasters()
    drawings = [Drawing(tuple(make_stroke(line) for line in lines)) for lines in strokes[:100]]
    drawn = [rasterize(drawing).array.ravel() for drawing in drawings]
    alike = np.corrcoef(drawn, scans.reshape(100, -1))[:100, 100:]  # drawn by scanned
    own = np.diag(alike)
    assert np.median(own) > 0.75
    assert (own > np.median(alike, axis=1)).all()
