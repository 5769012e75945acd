import gzip
import struct

import numpy as np
import pytest

from model.data.mnist import (
    FILES,
    WRITERS_FILE,
    Digits,
    find,
    held_out_by_writer,
    load_digits,
    split_by_writer,
)

COUNT = 60


def write(path, array, code=8):
    header = struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape)
    data = header + array.astype(array.dtype.newbyteorder(">")).tobytes()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


@pytest.fixture
def folder(tmp_path):
    """Both parts of a tiny MNIST: one plain, one gzipped."""
    random = np.random.default_rng(0)
    for part, suffix in (("train", ".gz"), ("test", "")):
        images, labels = FILES[part]
        write(tmp_path / (images + suffix), random.integers(0, 256, (COUNT, 28, 28), np.uint8))
        write(tmp_path / (labels + suffix), np.arange(COUNT, dtype=np.uint8) % 10)
    return tmp_path


@pytest.mark.parametrize("part", ["train", "test"])
def test_digits_are_images_with_labels(folder, part):
    digits = load_digits(folder, part)
    assert len(digits) == COUNT
    assert ((COUNT, 28, 28), np.uint8) == (digits.images.shape, digits.images.dtype)
    assert np.int64 == digits.labels.dtype
    assert list(range(10)) == digits.labels[:10].tolist()


def test_files_may_lie_in_a_folder_below(folder, tmp_path_factory):
    above = tmp_path_factory.mktemp("above")
    folder.rename(above / "mnist")
    assert len(load_digits(above, "test")) == COUNT
    assert above / "mnist" / f"{FILES['train'][0]}.gz" == find(above, FILES["train"][0])
    assert find(above, "nothing") is None


def test_rasters_are_ink_from_0_to_1():
    digits = Digits(np.array([0, 51, 255], np.uint8).reshape(3, 1, 1), np.zeros(3, np.int64))
    assert np.float32 == digits.rasters().dtype
    assert [0, np.float32(0.2), 1] == digits.rasters().ravel().tolist()


def test_digits_are_taken_by_index_or_mask(folder):
    digits = load_digits(folder, "test")
    assert digits.take(np.array([3, 1])).labels.tolist() == [3, 1]
    assert digits.take(digits.labels == 0).labels.tolist() == [0] * 6


def test_a_missing_file_or_folder_is_named(folder):
    name = FILES["test"][1]
    (folder / name).unlink()
    with pytest.raises(ValueError, match=rf"{name}\[\.gz\] is missing"):
        load_digits(folder, "test")
    with pytest.raises(ValueError, match=r"nowhere: .* is missing"):
        load_digits(folder / "nowhere", "train")


BAD_FILES = {
    "small images": (0, np.zeros((COUNT, 20, 20), np.uint8), 8, "expected .n, 28, 28. bytes"),
    "images of numbers": (0, np.zeros((COUNT, 28, 28), np.int32), 12, "expected .n, 28, 28. bytes"),
    "a row of bytes": (0, np.zeros(COUNT, np.uint8), 8, "expected .n, 28, 28. bytes"),
    "too few labels": (1, np.zeros(COUNT - 1, np.uint8), 8, "labels for 60 images"),
    "columns of labels": (1, np.zeros((COUNT, 2), np.uint8), 8, "labels for 60 images"),
    "a letter": (1, np.full(COUNT, 10, np.uint8), 8, "label 10 is not a digit"),
    "below zero": (1, np.full(COUNT, -1, np.int8), 9, "label -1 is not a digit"),
    "fractions": (1, np.full(COUNT, 2.5, np.float32), 13, "label"),
}


@pytest.mark.parametrize(("which", "array", "code", "cause"), BAD_FILES.values(), ids=BAD_FILES)
def test_files_that_do_not_fit_are_named(folder, which, array, code, cause):
    name = FILES["test"][which]
    write(folder / name, array, code)
    with pytest.raises(ValueError, match=f"{name}: .*{cause}"):
        load_digits(folder, "test")


def test_without_writers_the_last_tenth_is_held_out(folder):
    digits = load_digits(folder, "train")
    training, validation, words = split_by_writer(folder, digits)
    assert (len(training), len(validation)) == (54, 6)
    np.testing.assert_array_equal(digits.images[54:], validation.images)
    assert words == "the last tenth of the images"


def test_no_writer_stands_on_both_sides(folder):
    writers = np.random.default_rng(0).integers(100, 130, COUNT)
    table = np.zeros((COUNT, 8), np.int32)
    table[:, 2] = writers
    write(folder / f"{WRITERS_FILE}.gz", table, 12)
    digits = Digits(load_digits(folder, "train").images, np.arange(COUNT))  # label: row
    training, validation, words = split_by_writer(folder, digits)
    assert words == "every 10th writer"
    assert set(np.unique(writers)[::10]) == set(writers[validation.labels])
    assert not set(writers[training.labels]) & set(writers[validation.labels])
    assert list(range(COUNT)) == sorted([*training.labels, *validation.labels])


def test_who_is_held_out_does_not_depend_on_the_digits(folder):
    held_out, words = held_out_by_writer(folder, COUNT)
    assert [False] * 54 + [True] * 6 == held_out.tolist()
    assert words == "the last tenth of the images"
    table = np.zeros((COUNT, 8), np.int32)
    table[:, 2] = np.arange(COUNT) % 20
    write(folder / WRITERS_FILE, table, 12)
    held_out, words = held_out_by_writer(folder, COUNT)
    assert np.bool_ == held_out.dtype
    np.testing.assert_array_equal(np.arange(COUNT) % 10 == 0, held_out)
    digits = Digits(load_digits(folder, "train").images, np.arange(COUNT))  # label: row
    training, validation, same_words = split_by_writer(folder, digits)
    assert np.flatnonzero(held_out).tolist() == validation.labels.tolist()
    assert np.flatnonzero(~held_out).tolist() == training.labels.tolist()
    assert words == same_words


@pytest.mark.parametrize(("part", "every"), [(0.5, 2), (0.2, 5), (0.1, 10)])
def test_another_part_may_be_held_out(folder, part, every):
    assert COUNT / every == held_out_by_writer(folder, COUNT, part)[0].sum()
    table = np.zeros((COUNT, 8), np.int32)
    table[:, 2] = np.arange(COUNT)
    write(folder / WRITERS_FILE, table, 12)
    held_out, words = held_out_by_writer(folder, COUNT, part)
    assert list(range(0, COUNT, every)) == np.flatnonzero(held_out).tolist()
    assert f"every {every}th writer" == words


@pytest.mark.parametrize("shape", [(COUNT - 1, 8), (COUNT, 2), (COUNT,)])
def test_a_writer_file_that_does_not_fit_is_named(folder, shape):
    write(folder / WRITERS_FILE, np.zeros(shape, np.int32), 12)
    with pytest.raises(ValueError, match=f"{WRITERS_FILE}: .*expected"):
        split_by_writer(folder, load_digits(folder, "train"))


@pytest.mark.shared_data
def test_mnist_itself_is_read(shared_data):
    test = load_digits(shared_data, "test")
    assert len(test) == 10_000
    assert test.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    train = load_digits(shared_data, "train")
    training, validation, words = split_by_writer(shared_data, train)
    assert 60_000 == len(train) == len(training) + len(validation)
    assert 5_000 < len(validation) < 7_000
    assert words == "every 10th writer"
