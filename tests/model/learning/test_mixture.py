from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import torch

from model.data.mnist import NOT_A_DIGIT, Digits
from model.learning.mixture import Mixture, Source, mixture_of

COUNTS = (10, 40, 7)


def some(count, label):
    """`count` rasters whose first pixel counts them."""
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(count)
    return Digits(images, np.full(count, label))


@pytest.fixture
def mixture():
    shares = (1.0, 2.0, 1.0)
    labels = (3, 8, NOT_A_DIGIT)
    sources = zip(COUNTS, labels, shares, strict=True)
    return Mixture(tuple(Source(f"of {y}", some(n, y), share) for n, y, share in sources))


def order(mixture, samples, seed=0):
    return mixture.order(samples, torch.Generator().manual_seed(seed)).tolist()


def by_source(chosen):
    """How often each raster of each source was chosen."""
    ends = np.cumsum((0, *COUNTS))
    counts = Counter(chosen)
    return [[counts[n] for n in range(*span)] for span in pairwise(ends)]


def test_all_rasters_stand_one_source_after_the_other(mixture):
    joined = mixture.joined()
    assert sum(COUNTS) == len(mixture) == len(joined)
    assert [3] * 10 + [8] * 40 + [NOT_A_DIGIT] * 7 == joined.labels.tolist()
    assert [*range(10), *range(40), *range(7)] == joined.images[:, 0, 0].tolist()
    assert (np.uint8, np.int64) == (joined.images.dtype, joined.labels.dtype)


@pytest.mark.parametrize("samples", [4, 40, 56, 400])
def test_every_source_gives_its_share(mixture, samples):
    chosen = order(mixture, samples)
    assert samples == len(chosen)
    expected = [samples / 4, samples / 2, samples / 4]
    assert expected == [sum(counts) for counts in by_source(chosen)]


def test_only_the_proportion_of_shares_counts(mixture):
    sources = (Source(s.name, s.digits, 9 * s.share) for s in mixture.sources)
    assert order(mixture, 100) == order(Mixture(tuple(sources)), 100)


@pytest.mark.parametrize("samples", [5, 40, 57, 333])
def test_a_source_is_gone_through_whole_before_it_begins_again(mixture, samples):
    for counts in by_source(order(mixture, samples)):
        assert max(counts) - min(counts) <= 1


def test_sources_are_mixed(mixture):
    chosen = np.array(order(mixture, 400))
    places = np.flatnonzero(chosen < 10)
    assert 170 < places.mean() < 230
    assert np.ptp(places) > 350


def test_a_generator_decides_the_order_and_goes_on(mixture):
    assert order(mixture, 100) == order(mixture, 100)
    assert order(mixture, 100) != order(mixture, 100, seed=1)
    generator = torch.Generator().manual_seed(0)
    first, second = (mixture.order(100, generator).tolist() for _ in range(2))
    assert order(mixture, 100) == first != second


def test_a_source_whose_share_is_less_than_one_raster_gives_none(mixture):
    tiny = Source("tiny", some(5, 1), 0.001)
    chosen = order(Mixture((*mixture.sources, tiny)), 40)
    assert max(chosen) < sum(COUNTS)


def test_plain_digits_are_a_mixture_of_one(mixture):
    digits = some(9, 4)
    plain = mixture_of(digits)
    assert digits is plain.sources[0].digits
    assert list(range(9)) == sorted(order(plain, 9))
    assert mixture is mixture_of(mixture)
