"""Storing, finding, relabelling, moving and deleting samples."""

from __future__ import annotations

import numpy as np
import pytest

from model.data.mnist import NOT_A_DIGIT
from model.picture import Picture
from model.raster import Stages, rasterize
from model.recognizer import recognize
from model.samples.errors import StoreError
from model.samples.listing import SampleFilter
from model.samples.rows import prepared
from model.samples.sample import NewSample, reading_of, sample_to_json
from model.samples.store import SampleStore
from model.strokes import Drawing, drawing_to_json, make_stroke
from model.verdict import Verdict
from tests.model.samples.conftest import NETWORK, reading, sample, scribble

OTHER = "cd" * 32


def everything(found):
    return sample_to_json(found) | {"raster": found.raster.tolist()}


def test_a_sample_comes_back_as_it_was_also_from_another_window(store, path, network):
    drawing = scribble(1)
    recognition = recognize(network, rasterize(drawing))
    stored = store.add(
        NewSample(
            drawing, 7, "guided", NETWORK, "mine", reading_of(recognition), recognition.raster
        )
    )
    assert (7, "guided", NETWORK, "mine") == (
        stored.label,
        stored.origin,
        stored.network,
        stored.network_name,
    )
    assert drawing_to_json(drawing) == drawing_to_json(stored.drawing)
    assert recognition.probabilities.tolist() == list(stored.reading.probabilities)
    assert recognition.verdict == stored.reading.verdict
    assert (recognition.prediction, recognition.confidence) == (
        stored.reading.prediction,
        stored.reading.confidence,
    )
    with SampleStore(path) as other:
        assert [everything(stored)] == [everything(found) for found in other.get([stored.id])]


def pictures():
    random = np.random.default_rng(5)
    values = np.zeros((40, 30), np.float32)
    values[8:32, 10:20] = random.uniform(0.3, 1, (24, 10))  # no whole 255ths
    eraser = make_stroke([[60, 60], [90, 60]], 20.0, "eraser")
    return [
        Drawing(picture=Picture(values, (10.0, 10.0, 190.0, 250.0))),
        Drawing((eraser,), picture=Picture(values, (10.0, 10.0, 190.0, 250.0))),
    ]


@pytest.mark.parametrize("drawing", [*map(scribble, range(3)), *pictures()])
def test_the_raster_is_always_that_of_the_stored_drawing(store, drawing):
    unfitted = rasterize(drawing, Stages(fit=False))  # what the window shows with a stage off
    for raster in (None, unfitted, rasterize(scribble(99))):
        stored = store.add(NewSample(drawing, 1, raster=raster))
        expected = np.rint(255 * rasterize(stored.drawing).array)
        assert np.array_equal(expected, stored.raster)
        assert np.array_equal(expected, store.rows([stored.id])[0].raster)
        assert np.array_equal(expected, store.arrays([stored.id])[0][0])


def test_the_third_eighth_and_thirteenth_of_each_class_are_held_out(store):
    labels = [label for label in (2, NOT_A_DIGIT, 5) for _ in range(14)]
    order = np.random.default_rng(0).permutation(len(labels))
    sides = {label: [] for label in labels}
    for seed in order.tolist():
        stored = store.add(sample(seed, labels[seed]))
        sides[labels[seed]].append(stored.held_out)
    expected = [n in (3, 8, 13) for n in range(1, 15)]
    assert dict.fromkeys(sides, expected) == sides
    assert [[11, 3]] * 3 == store.balance()[[2, 5, 10]].tolist()


def test_what_was_decided_stays_through_relabelling_and_deleting(store):
    ids = store.add_many(sample(seed) for seed in range(10)).ids
    before = {found.id: found.held_out for found in store.get(ids)}
    store.relabel(ids, 8)
    store.delete(ids[:5])
    assert before == {found.id: found.held_out for found in store.get(ids)}
    again = [store.add(sample(seed)).held_out for seed in range(100, 105)]
    assert [False, False, True, False, False] == again  # the 11th to 15th threes


def test_a_backup_says_on_which_side_its_samples_are_but_a_twin_in_the_store_weighs_more(store):
    assert store.add(sample(1, held_out=True)).held_out
    assert store.add(sample(1, held_out=False)).held_out


def test_moving_a_sample_moves_its_twins(store):
    first, twin, other = (store.add(sample(seed)) for seed in (1, 1, 2))
    assert [(first.id, twin.id)] == store.near_duplicates()
    moved = store.set_held_out([twin.id], True)
    assert {first.id, twin.id} == set(moved)
    assert [True, True, False] == [s.held_out for s in store.get([first.id, twin.id, other.id])]
    assert set(store.set_held_out(moved, False)) == set(moved)
    assert store.count(SampleFilter(held_out=True)) == 0


def test_relabelling_says_what_to_undo(store):
    ids = [store.add(sample(seed, label)).id for seed, label in enumerate((1, 2, 3))]
    before = store.relabel([*ids[:2], "unknown"], 9)
    assert {ids[0]: 1, ids[1]: 2} == before
    assert [9, 9, 3] == [found.label for found in store.get(ids)]
    store.set_labels(before)
    assert [1, 2, 3] == [found.label for found in store.get(ids)]


def test_deleting_is_undone_until_it_is_purged(store):
    ids = [store.add(sample(seed)).id for seed in range(3)]
    assert list(ids[:2]) == store.delete(ids[:2])
    assert [] == store.delete(ids[:2])
    assert (1, 2) == (store.count(), store.count(SampleFilter(deleted=True)))
    assert [ids[0]] == store.restore([ids[0], ids[2]])
    assert 0 == store.purge("2000-01-01")
    assert 1 == store.purge("2100-01-01")
    assert [] == store.get([ids[1]])
    assert {ids[0], ids[2]} == set(store.ids())


def test_a_known_id_is_not_stored_twice_and_comes_back_when_it_was_deleted(store):
    first = store.add(sample(1, 4))
    store.delete([first.id])
    again = store.add_many([sample(1, 7, id=first.id), sample(2)])
    assert ((0,), 1) == (again.present, len(again.ids))
    assert [4] == [found.label for found in store.get([first.id])]
    assert 2 == store.count()


def test_copies_are_left_out_only_when_they_were_there_before(store):
    store.add(sample(1))
    stored = store.add_many([sample(1), sample(1, 9), sample(2), sample(2)], skip_copies=True)
    assert ((0,), 3) == (stored.present, len(stored.ids))


@pytest.mark.parametrize(
    "make",
    [
        lambda: NewSample(scribble(1), 11),
        lambda: NewSample(scribble(1), -1),
        lambda: NewSample(scribble(1), 1, network="a network"),
        lambda: NewSample(scribble(1), 1, id="7"),
        lambda: NewSample(scribble(1), 1, origin="x" * 201),
        lambda: NewSample(scribble(1), 1, origin="\ud800"),
        lambda: NewSample(scribble(1), 1, created="yesterday"),
    ],
)
def test_what_cannot_be_a_sample_is_refused(make):
    with pytest.raises(ValueError, match=r"label|sha256|id is|longer|surrogates|no time"):
        make()


def test_many_are_stored_together_or_not_at_all(store):
    with pytest.raises(ValueError, match="empty"):
        store.add_many([sample(1), NewSample(Drawing(), 1)])
    kept = store.add(sample(2))
    items = [prepared(sample(3)), prepared(sample(4))]
    object.__setattr__(items[1].new, "label", 12)  # as a fault of ours might
    with pytest.raises(StoreError, match="CHECK"):
        store.add_prepared(items)
    assert [kept.id] == store.ids()
    assert store.add(sample(3)).held_out is False  # the second of its class, as if nothing was
    assert store.add(sample(4)).held_out is True


def test_verdicts_keep_the_digits_they_speak_of(store):
    said = reading(3)
    between = type(said)(said.probabilities, Verdict("between", 0.8, (3, 8)))
    stored = store.add(sample(1, reading=between))
    assert "between 3 and 8" == stored.reading.verdict.reason


def test_another_window_sees_what_changed(store, path):
    first = store.add(sample(1))
    with SampleStore(path) as other:
        version, seen = other.data_version(), other.changed_since(0)
        assert (first.id,) == seen.ids
        assert version == other.data_version()
        second = store.add(sample(2))
        store.relabel([first.id], 9)
        assert version != other.data_version()
        after = other.changed_since(seen.count)
        assert {first.id, second.id} == set(after.ids)
        assert () == other.changed_since(after.count).ids
        other.delete([second.id])
        assert (second.id,) == store.changed_since(after.count).ids


def test_twins_stored_by_two_windows_stand_on_the_same_side(store, path):
    with SampleStore(path) as other:
        for seed in range(3):  # both know the store; the third is held out
            store.add(sample(seed))
            twin = other.add(sample(seed))
        assert twin.held_out
    assert [2, 2, 2] == [len(family) for family in store.near_duplicates()]
