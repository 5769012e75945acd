"""Strongest patches against a plain loop, and against the network itself."""

from __future__ import annotations

import os

import numpy as np
import pytest

from app.commands.self_test import digit_drawing
from model.forward import trace
from model.layers import FullyConnected, Pooling
from model.network import lenet, lenet5
from model.patch_file import file_of, prune, read_patches, write_patches
from model.patch_sources import Inputs, Sources, generated_drawing, has_mnist
from model.patches import NINE, as_read, scan
from model.raster import rasterize
from model.receptive_fields import receptive_fields
from model.samples.sample import NewSample
from model.samples.store import SampleStore
from model.unit import INPUT
from tests.data_folder import write_mnist

COUNT = 70  # more than two batches


def run(network, inputs):
    """The result of a scan, and what it reported."""
    reports, job = [], scan(network, inputs.batches(), inputs.total)
    while True:
        try:
            reports.append(next(job))
        except StopIteration as end:
            return end.value, reports


def scanned(network, sources):
    with Inputs(sources) as inputs:
        return run(network, inputs)


def numbers(answers, layer):
    found = answers.pre_activations.get(layer)
    return answers.activations[layer] if found is None else found


@pytest.fixture(scope="module", params=["max", "l2", "1998"])
def network(request, make_network):
    return make_network(lenet5() if request.param == "1998" else lenet(request.param))


@pytest.fixture(scope="module")
def found(network):
    return scanned(network, Sources(generated=COUNT, seed=3))[0]


@pytest.fixture(scope="module")
def everything(network):
    """The forward pass of all inputs."""
    with Inputs(Sources(generated=COUNT, seed=3)) as inputs:
        rasters = np.concatenate([batch.rasters for batch in inputs.batches()])
    return trace(network, as_read(rasters))


def test_nine_are_the_strongest_of_a_plain_loop_over_all_inputs(network, found, everything):
    for layer in network.spec.layers:
        volume = numbers(everything, layer.name)
        for channel in (0, volume.shape[1] - 1):
            strongest = []
            for number in range(COUNT):
                maps = volume[number, channel]
                strongest.append((-float(np.max(maps)), number))
            strongest.sort()
            patches = found.of(layer.name, channel)
            expected = [(number, -value) for value, number in strongest[:NINE]]
            assert [p.origin.number for p in patches] == [number for number, _ in expected]
            values = [value for _, value in expected]
            np.testing.assert_allclose([p.value for p in patches], values, atol=1e-5)


def test_every_channel_of_every_layer_has_nine_and_no_input_twice(network, found):
    assert list(found.layers) == [layer.name for layer in network.spec.layers]
    for layer in network.spec.layers:
        of = found.layers[layer.name]
        assert of.values.shape == (network.spec.shape_of(layer.name).channels, NINE)
        assert (np.diff(of.values, axis=1) <= 0).all()
        assert all(len(set(row)) == NINE for row in of.inputs.tolist())


def test_the_raster_gives_the_value_at_the_place(network, found):
    random = np.random.default_rng(0)
    for layer in network.spec.layers:
        shape = network.spec.shape_of(layer.name)
        patch = found.patch(layer.name, int(random.integers(shape.channels)), 4)
        unit = patch.unit
        maps = numbers(trace(network, patch.raster[None]), layer.name).reshape(shape)
        assert abs(maps[unit.channel, unit.row, unit.column] - patch.value) < 1e-5


def test_outside_of_the_receptive_field_nothing_matters(network, found):
    random = np.random.default_rng(1)
    for layer in network.spec.layers[:-1]:
        patch = found.patch(layer.name, int(found.layers[layer.name].values[:, 0].argmax()))
        unit, shape = patch.unit, network.spec.shape_of(layer.name)
        noise = random.random((28, 28), np.float32)
        region = receptive_fields(network.spec, unit)[INPUT].region
        inside = np.zeros((28, 28), bool)
        inside[np.ix_(list(region.rows), list(region.columns))] = True
        within = np.zeros((28, 28), bool)
        rows = [n for n in patch.rows if 0 <= n < 28]
        columns = [n for n in patch.columns if 0 <= n < 28]
        within[np.ix_(rows, columns)] = True
        assert (within == inside).all()
        rasters = np.stack([np.where(inside, patch.raster, noise), np.where(inside, noise, 0)])
        maps = numbers(trace(network, rasters), layer.name).reshape(2, *shape)
        kept, changed = maps[:, unit.channel, unit.row, unit.column].tolist()
        assert abs(kept - patch.value) < 1e-4
        assert abs(changed - patch.value) > 1e-3


def test_only_what_some_channel_has_kept_is_remembered(found):
    kept = np.unique(np.concatenate([of.inputs.ravel() for of in found.layers.values()]))
    assert kept.tolist() == list(range(len(found.rasters)))
    assert len(found.origins) == len(found.rasters) <= COUNT
    assert (found.scanned, found.total) == ({"generated": COUNT}, COUNT)


def test_generated_inputs_can_be_drawn_again(found):
    for patch in found.of("Out", 5):
        drawing, label = generated_drawing(3, patch.origin.number)
        assert label == patch.origin.label == patch.origin.number % 11
        np.testing.assert_allclose(rasterize(drawing).array, patch.raster, atol=0.5 / 255 + 1e-6)


def test_progress_counts_up_to_all(make_network):
    _, reports = scanned(make_network(), Sources(generated=COUNT))
    assert [report.done for report in reports] == [32, 64, 70]
    assert {report.total for report in reports} == {70}
    assert reports[-1].left_s == 0 < reports[0].left_s


def test_fewer_inputs_than_nine_and_none(make_network):
    found, _ = scanned(make_network(), Sources(generated=4))
    assert found.layers["C3"].values.shape == (32, 4)
    assert len(found.of("C3", 0)) == 4
    with pytest.raises(ValueError, match="nothing to scan"):
        scanned(make_network(), Sources(generated=0))


def test_samples_and_mnist_are_scanned_too(make_network, tmp_path):
    with SampleStore(tmp_path / "store.sqlite3") as store:
        ids = store.add_many([NewSample(digit_drawing(n), n) for n in (7, 3)]).ids
        rasters = store.arrays(ids)[0]
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)
    write_mnist(tmp_path, "test", images, np.arange(5))
    sources = Sources(0, 0, str(tmp_path / "store.sqlite3"), str(tmp_path))
    found, reports = scanned(make_network(), sources)
    assert found.scanned == {"samples": 2, "mnist": 5}
    assert (reports[-1].done, reports[-1].total) == (7, 7)
    by_origin = dict(zip(found.origins, found.rasters, strict=True))
    for origin, raster in by_origin.items():
        if origin.source == "samples":
            assert (origin.key, origin.label) == (ids[origin.number], (7, 3)[origin.number])
            np.testing.assert_array_equal(raster, rasters[origin.number])
        else:
            assert origin.label == origin.number
            np.testing.assert_array_equal(raster, images[origin.number])
    assert {origin.source for origin in by_origin} == {"samples", "mnist"}


def test_a_store_that_is_not_there_is_not_made(make_network, tmp_path):
    place = tmp_path / "store.sqlite3"
    found, _ = scanned(make_network(), Sources(12, 0, str(place)))
    assert found.scanned == {"generated": 12}
    assert not place.exists()


def test_mnist_that_is_not_there_is_told(make_network, tmp_path):
    assert not has_mnist(tmp_path)
    with pytest.raises(ValueError, match="is missing"):
        scanned(make_network(), Sources(12, 0, "", str(tmp_path)))


def test_the_file_gives_the_scan_back(network, found, tmp_path):
    path = file_of(tmp_path / "new", "ab" * 32, "0" * 16)
    write_patches(found, path)
    again = read_patches(path, network.spec)
    assert (again.origins, again.scanned) == (found.origins, found.scanned)
    np.testing.assert_array_equal(again.rasters, found.rasters)
    for name, of in found.layers.items():
        for part in ("values", "rows", "columns", "inputs"):
            np.testing.assert_array_equal(getattr(again.layers[name], part), getattr(of, part))
            assert not getattr(again.layers[name], part).flags.writeable
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_damaged_file_is_refused_wherever_it_is_damaged(make_network, tmp_path):
    network = make_network()
    found, _ = scanned(network, Sources(generated=12))
    path = tmp_path / "a.patches"
    write_patches(found, path)
    whole = path.read_bytes()
    for data in (
        b"",
        whole[:100],
        whole[:-1],
        b"\x80" + whole[1:],
        whole.replace(b'"C3.', b'"D3.'),
    ):
        path.write_bytes(data)
        with pytest.raises(ValueError, match=r"a\.patches"):
            read_patches(path, network.spec)
    found.layers["C3"].inputs.setflags(write=True)
    found.layers["C3"].inputs[0, 0] = len(found.rasters)
    write_patches(found, path)
    with pytest.raises(ValueError, match="places outside"):
        read_patches(path, network.spec)


def test_a_file_of_another_layer_table_is_refused(network, found, tmp_path):
    path = tmp_path / "a.patches"
    write_patches(found, path)
    other = lenet5() if isinstance(network.spec.layers[1], Pooling) else lenet()
    assert isinstance(other.layers[-1], FullyConnected)
    with pytest.raises(ValueError, match=r"a\.patches"):
        read_patches(path, other)
    with pytest.raises(FileNotFoundError):
        read_patches(tmp_path / "b.patches", other)


def test_scans_of_networks_that_are_gone_and_old_ones_are_deleted(tmp_path):
    here, gone = "a" * 64, "b" * 64
    for age, (checksum, sources) in enumerate([(here, "1"), (gone, "1"), (here, "2"), (here, "3")]):
        file = file_of(tmp_path, checksum, sources)
        file.write_bytes(b"")
        os.utime(file, (1e9 - age, 1e9 - age))
    prune(tmp_path, {here}, most=2)
    kept = {file_of(tmp_path, here, "1"), file_of(tmp_path, here, "2")}
    assert set(tmp_path.iterdir()) == kept
