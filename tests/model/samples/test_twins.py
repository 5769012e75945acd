"""Near-duplicates are found, all of them, and only them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from model.picture import place
from model.raster import rasterize
from model.samples.sample import NewSample, raster_bytes
from model.samples.store import SampleStore
from model.samples.twins import NEAR, CoarseIndex, coarse_of, distance, near_among
from model.strokes import Drawing, make_stroke
from tests.model.samples.conftest import scribble


def crowd():
    """Rasters around some drawings, at all distances from very near to far."""
    random = np.random.default_rng(3)
    rasters = []
    for seed in range(8):
        base = raster_bytes(rasterize(scribble(seed))).astype(float)
        for strength in np.linspace(0, 14, 12):
            noise = random.normal(0, strength, base.shape)
            rasters.append(np.clip(base + noise, 0, 255).astype(np.uint8))
    return rasters


def test_the_distance_is_that_of_all_pixels():
    one, other = np.zeros((28, 28), np.uint8), np.zeros((28, 28), np.uint8)
    other[3, 4:8] = 255
    assert distance(one, other) == pytest.approx(2)


def test_whatever_is_near_is_a_candidate_and_the_nearest_comes_first():
    rasters = crowd()
    coarse = np.array([coarse_of(raster) for raster in rasters])
    index = CoarseIndex()
    numbers = list(range(10, 10 + 2 * len(rasters), 2))
    index.extend(numbers[:50], coarse[:50])
    index.extend(numbers[50:], coarse[50:])
    assert numbers[-1] == index.last
    before = near_among(coarse)
    found = index.near(coarse)
    later = index.near(coarse, after=numbers[49])
    twins = 0
    for (n, one), (m, other) in itertools.combinations(enumerate(rasters), 2):
        if distance(one, other) <= NEAR:
            twins += 1
            assert numbers[n] in found[m]
            assert numbers[m] in found[n]
            assert n in before[m]
    assert 40 < twins < 400
    for n, near in enumerate(found):
        others = coarse[[numbers.index(number) for number in near]]
        apart = np.sqrt(((others - coarse[n].astype(float)) ** 2).sum(1)) / 1020
        assert (np.diff(apart) >= -1e-2).all()
        assert [k for k in near if k > numbers[49]] == later[n]
    assert all(m < n for n, earlier in enumerate(before) for m in earlier)


def test_a_drawing_moved_enlarged_or_hardly_changed_is_a_twin_and_another_is_none(store):
    points = scribble(1).strokes[0].points[:, :2]
    last = points[-1:] + 1.0
    changed = ((points, 18.0), (points + 13, 18.0), (0.6 * points, 10.8))
    for number, pen in enumerate((*changed, (np.vstack([points, last]), 18.0))):
        stored = store.add(NewSample(Drawing((make_stroke(*pen),)), 4))
        assert (1 if number else 0) == len(store.near_duplicates()), number
        assert not stored.held_out
    store.add(NewSample(scribble(2), 4))
    assert [4] == [len(family) for family in store.near_duplicates()]


def test_the_coarse_picture_loses_no_twin_that_is_just_near_enough():
    """Rasters that differ by the same in every pixel are as far apart in both pictures."""
    one = np.full((28, 28), 100, np.uint8)
    just, too_far = one + 7, one + 8
    assert distance(one, just) < NEAR < distance(one, too_far)
    index = CoarseIndex()
    index.extend([1], coarse_of(one)[None])
    both = np.array([coarse_of(just), coarse_of(too_far)])
    assert [[1], []] == index.near(both)
    assert [[], [0]] == near_among(np.array([coarse_of(one), coarse_of(just)]))


def striped(middle):
    """A picture of 20x20 pixels whose middle has columns of this pattern."""
    columns = np.array([1] * 4 + middle * 3 + [1] * 4, np.float32)
    return Drawing(picture=place(np.tile(columns, (20, 1)), 248.0))


def test_alike_only_in_the_coarse_picture_is_no_twin(store):
    patterns = [striped([1, 0, 0, 1]), striped([0, 1, 1, 0])]
    stored = [store.add(NewSample(drawing, 4)) for drawing in patterns]
    coarse = [coarse_of(found.raster).tolist() for found in stored]
    assert coarse[0] == coarse[1]
    assert distance(stored[0].raster, stored[1].raster) > 5
    assert [] == store.near_duplicates()


def test_a_twin_that_another_window_stores_at_the_last_moment_is_found(store, path, monkeypatch):
    with SampleStore(path) as other:
        looks = []

        def look_again():
            looks.append(True)
            if len(looks) == 2:  # the candidates are known, the store is not locked yet
                other.add(NewSample(scribble(1), 4))

        monkeypatch.setattr(store, "_find_again", look_again)
        store.add(NewSample(scribble(1), 4))
    assert [2] == [len(family) for family in store.near_duplicates()]
