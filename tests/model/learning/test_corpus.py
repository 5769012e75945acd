"""The corpus from a tiny made-up data folder: above all, nobody stands on both sides."""

import re
from collections import Counter

import numpy as np
import pytest

from model.data import mnist, mnist_strokes, omniglot, pendigits
from model.data.mnist import NOT_A_DIGIT, load_digits
from model.learning import corpus
from model.learning.corpus import SHARES, training_mixture, validation_mixture
from model.synthetic.hand import write
from tests.data_folder import (
    EQUALS,
    SEVEN,
    Here,
    make_data_folder,
    pixels,
    stroke_table,
    write_pen_digits,
    write_stroke_archive,
)

# What make_data_folder writes: 40 scans by 20 writers, two of them held out; 30 pen digits by
# ten, two of them held out; 18 characters, of which 6 are held out and 6 look like digits.
TRAINED = {"MNIST as strokes": 36, "pen digits": 24 * 2, "alphabets": 6 * 3}


@pytest.fixture
def few(monkeypatch):
    """Few drawings, in small chunks."""
    counts = {"PEN_COPIES": 2, "ALPHABET_COPIES": 3, "_CHUNK": 13}
    counts |= {"SYNTHETIC_DIGITS": 30, "SYNTHETIC_NOT_DIGITS": 15, "NOISE": 5}
    for name, count in counts.items():
        monkeypatch.setattr(corpus, name, count)


@pytest.fixture
def small(few, monkeypatch):
    monkeypatch.setattr(corpus, "ProcessPoolExecutor", Here)


@pytest.fixture
def folder(tmp_path):
    """Whatever is held out has three strokes, everything else has one."""
    make_data_folder(tmp_path)
    return tmp_path


@pytest.fixture
def written(monkeypatch):
    """The lines of everything that is written anew."""
    calls = []

    def spy(lines, *others):
        calls.append([line.copy() for line in lines])
        return write(lines, *others)

    monkeypatch.setattr(corpus, "write", spy)
    return calls


def silent(_name, _done):
    pass


def by_name(mixture):
    return {source.name: source.digits for source in mixture.sources}


def assert_same_rasters(first, second):
    for one, other in zip(first.sources, second.sources, strict=True):
        assert (one.name, one.share) == (other.name, other.share)
        np.testing.assert_array_equal(one.digits.images, other.digits.images, strict=True)
        np.testing.assert_array_equal(one.digits.labels, other.digits.labels, strict=True)


def test_nobody_of_validation_is_trained_on(small, folder, written):
    training = by_name(training_mixture(folder, silent))
    assert sum(TRAINED.values()) == len(written)
    assert {1} == {len(lines) for lines in written}  # what is held out has three
    scans = load_digits(folder, "train")
    held_out = {tuple(image.ravel()) for image in scans.images[::10]}
    assert held_out.isdisjoint({tuple(image.ravel()) for image in training["MNIST"].images})
    assert 36 == len(training["MNIST"])


def test_the_held_out_would_be_seen_if_they_were_trained_on(small, folder, written, monkeypatch):
    monkeypatch.setattr(pendigits.PenDigit, "is_held_out", False)
    training_mixture(folder, silent)
    assert {1: sum(TRAINED.values()), 3: 6 * 2} == Counter(len(lines) for lines in written)


def test_validation_is_the_held_out_and_nobody_else(small, folder):
    scans = load_digits(folder, "train")
    validation = by_name(validation_mixture(folder))
    assert ["MNIST", "pen digits"] == list(validation)
    np.testing.assert_array_equal(scans.images[::10], validation["MNIST"].images)
    np.testing.assert_array_equal(scans.labels[::10], validation["MNIST"].labels)
    labels = [n % 10 for n in range(30) if (1 + n // 3) % 5 == 0]
    assert labels == validation["pen digits"].labels.tolist()


def test_both_sides_together_are_everybody(small, folder):
    training, validation = by_name(training_mixture(folder, silent)), validation_mixture(folder)
    assert 40 == len(training["MNIST"]) + len(by_name(validation)["MNIST"])
    assert 30 == len(training["pen digits"]) / 2 + len(by_name(validation)["pen digits"])


def test_every_source_has_its_share_rasters_and_labels(small, folder):
    mixture = training_mixture(folder, silent)
    assert SHARES == {source.name: source.share for source in mixture.sources}
    sources = by_name(mixture)
    counts = TRAINED | {"MNIST": 36, "synthetic digits": 30, "synthetic not digits": 15, "noise": 5}
    assert counts == {name: len(digits) for name, digits in sources.items()}
    for name, digits in sources.items():
        assert ((len(digits), 28, 28), np.uint8) == (digits.images.shape, digits.images.dtype)
        assert np.int64 == digits.labels.dtype
        assert (digits.images.max(axis=(1, 2)) > 60).all()
        are_none = name in ("alphabets", "synthetic not digits", "noise")
        assert are_none == (set(digits.labels.tolist()) == {NOT_A_DIGIT})
        assert are_none or digits.labels.max() <= 9
    assert {3} == set(Counter(sources["synthetic digits"].labels.tolist()).values())


def test_labels_stay_with_their_drawings(small, tmp_path):
    make_data_folder(tmp_path)
    # Ones have one stroke, threes have three, for scans and pen digits alike.
    labels = load_digits(tmp_path, "train").labels
    lines = [pixels(EQUALS if label % 2 else SEVEN) for label in labels]
    write_stroke_archive(tmp_path, stroke_table(lines))
    pen = [(n % 10, 1 + n // 3, EQUALS if n % 2 else SEVEN) for n in range(30)]
    write_pen_digits(tmp_path, pen)
    sources = by_name(training_mixture(tmp_path, silent))
    for name in ("MNIST as strokes", "pen digits"):
        digits = sources[name]
        ink = (digits.images > 127).sum(axis=(1, 2))
        odd = digits.labels % 2 == 1
        assert 5 < odd.sum() < len(odd) - 5
        assert np.median(ink[odd]) > 1.2 * np.median(ink[~odd])


def test_the_same_folder_gives_the_same_rasters(small, folder):
    first, again = (training_mixture(folder, silent) for _ in range(2))
    assert_same_rasters(first, again)


def test_copies_and_chunks_are_written_by_different_hands(small, folder):
    sources = by_name(training_mixture(folder, silent))
    for name in (*TRAINED, "synthetic digits", "synthetic not digits", "noise"):
        images = {tuple(image.ravel()) for image in sources[name].images}
        assert len(sources[name]) == len(images)


@pytest.mark.timeout(60)
def test_processes_draw_what_one_draws(few, folder, monkeypatch):
    drawn_by_two = training_mixture(folder, silent, 2)
    monkeypatch.setattr(corpus, "ProcessPoolExecutor", Here)
    assert_same_rasters(training_mixture(folder, silent), drawn_by_two)


def test_progress_rises_to_the_end(small, folder):
    told = []
    training_mixture(folder, lambda name, done: told.append((name, done)))
    assert sorted(done for _, done in told) == [done for _, done in told]
    assert 0 < told[0][1] < told[-1][1] == 1
    assert {name for name, _ in told} <= set(SHARES)


FILES = [*mnist.FILES["train"], mnist_strokes.FILE, pendigits.FILE, omniglot.FILE]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(small, folder, name):
    (folder / name).unlink()
    with pytest.raises(ValueError, match=re.escape(name)):
        training_mixture(folder, silent)


def test_strokes_of_other_digits_are_refused(small, folder):
    write_stroke_archive(folder, stroke_table([pixels(SEVEN)] * 39))
    with pytest.raises(ValueError, match=r"39 .*expected 40"):
        training_mixture(folder, silent)


def test_the_key_holds_what_decides_about_the_rasters():
    decisive = ("PEN_COPIES", "ALPHABET_COPIES", "SYNTHETIC_DIGITS", "SYNTHETIC_NOT_DIGITS")
    for name in (*decisive, "NOISE", "SHARES"):
        assert str(getattr(corpus, name)) in corpus.CORPUS_KEY, name


@pytest.mark.shared_data
def test_writers_are_held_out_of_the_real_folder(shared_data):
    validation = by_name(validation_mixture(shared_data))
    assert 6_012 == len(validation["MNIST"])
    assert 1_499 == len(validation["pen digits"])
    assert all(set(range(10)) == set(digits.labels.tolist()) for digits in validation.values())
