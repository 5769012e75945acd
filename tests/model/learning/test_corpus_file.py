import numpy as np
import pytest

from model.data.mnist import Digits
from model.learning.corpus_file import kept_mixture
from model.learning.mixture import Mixture, Source


@pytest.fixture
def mixture():
    random = np.random.default_rng(0)
    return Mixture(
        tuple(
            Source(
                name, Digits(random.integers(0, 256, (n, 28, 28), np.uint8), np.arange(n)), share
            )
            for name, n, share in (("scans", 30, 36.0), ("ünîcode", 5, 0.5))
        )
    )


@pytest.fixture
def file(tmp_path):
    return tmp_path / "work" / "rasters.npz"


def unwanted():
    raise AssertionError("made although it was there")


def assert_alike(expected, mixture):
    for first, second in zip(expected.sources, mixture.sources, strict=True):
        assert (first.name, first.share) == (second.name, second.share)
        np.testing.assert_array_equal(first.digits.images, second.digits.images, strict=True)
        np.testing.assert_array_equal(first.digits.labels, second.digits.labels, strict=True)


def test_what_was_made_once_is_read(mixture, file):
    assert mixture is kept_mixture(file, "1", lambda: mixture)
    assert_alike(mixture, kept_mixture(file, "1", unwanted))
    assert [file] == list(file.parent.iterdir())


def test_another_key_makes_it_anew(mixture, file):
    kept_mixture(file, "1", lambda: mixture)
    other = Mixture(mixture.sources[:1])
    assert other is kept_mixture(file, "2", lambda: other)
    assert_alike(other, kept_mixture(file, "2", unwanted))
    assert mixture is kept_mixture(file, "1", lambda: mixture)


@pytest.mark.parametrize("how", ["empty", "text", "cut off", "nearly whole", "altered", "array"])
def test_a_damaged_file_is_made_anew(mixture, file, how):
    kept_mixture(file, "1", lambda: mixture)
    data = file.read_bytes()
    middle = len(data) // 2
    parts = {
        "empty": b"",
        "text": b"five five five",
        "cut off": data[:middle],
        "nearly whole": data[:-5],
        "altered": data[:middle] + b"\1\2\3" + data[middle + 3 :],
    }
    if how == "array":
        with file.open("wb") as stream:
            np.save(stream, np.zeros(3))
    else:
        file.write_bytes(parts[how])
    assert mixture is kept_mixture(file, "1", lambda: mixture)
    assert_alike(mixture, kept_mixture(file, "1", unwanted))


def test_what_fails_leaves_the_older_one(mixture, file):
    kept_mixture(file, "1", lambda: mixture)

    def fail():
        raise ValueError("no data")

    with pytest.raises(ValueError, match="no data"):
        kept_mixture(file, "2", fail)
    assert_alike(mixture, kept_mixture(file, "1", unwanted))


def test_nothing_is_unpickled(mixture, file):
    file.parent.mkdir()
    with file.open("wb") as stream:
        np.savez(stream, key=np.array("1"), **{"name 0": np.array([None])})
    assert mixture is kept_mixture(file, "1", lambda: mixture)
