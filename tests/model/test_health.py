"""Every finding has a network or drawing that makes it appear, and one that makes it vanish."""

from pathlib import Path

import numpy as np
import pytest

from model import health
from model.forward import trace
from model.health import (
    Activity,
    LayerActivity,
    examine,
    examine_drawing,
    example_rasters,
    measure_activity,
    similarities,
)
from model.layers import Convolution, FullyConnected, Pooling
from model.network import Network, NetworkSpec, lenet5
from model.weights import load

DEFAULT = Path(__file__).parents[2] / "resources" / "networks" / "default"


def small(activation="relu", kernel=3):
    """Four maps, pooled, ten units."""
    return NetworkSpec(
        (
            Convolution("C1", 4, kernel, activation=activation),
            Pooling("P2"),
            FullyConnected("Out", 10, "none"),
        )
    )


@pytest.fixture(scope="module")
def rasters():
    """Noise of 0 and 1, in which any small pattern occurs somewhere."""
    return np.random.default_rng(0).integers(0, 2, (40, 28, 28)).astype(np.float32)


@pytest.fixture
def changed(make_network):
    """A network with random weights and no bias in C1, of which some numbers are set."""

    def change(spec=None, **values):
        network = make_network(spec or small())
        parameters = {name: array.copy() for name, array in network.parameters.items()}
        parameters["C1.bias"][:] = 0
        for name, (index, value) in values.items():
            parameters[name.replace("__", ".")][index] = value
        return Network("changed", network.spec, parameters)

    return change


def findings(network, rasters, kind):
    return [f for f in examine(network, measure_activity(network, rasters)) if f.kind == kind]


@pytest.mark.parametrize("activation", ["relu", "tanh", "scaled tanh", "none"])
def test_a_random_network_is_healthy(changed, rasters, activation):
    network = changed(small(activation), C1__bias=(slice(None), 0.5))
    activity = measure_activity(network, rasters)
    assert [] == examine(network, activity, trace(network, rasters[:1]))


def test_a_map_that_is_never_above_0_is_dead(changed, rasters):
    (found,) = findings(changed(C1__bias=([1, 3], -50)), rasters, "dead")
    assert ("C1", (1, 3)) == (found.layer, found.channels)
    assert all(-55 < number < -40 for number in found.numbers)
    assert found.explanation == (
        "Maps 1 and 3 of C1 were never above 0 on 40 digits: they add nothing to any answer."
    )


def test_a_map_that_is_above_0_once_is_not_dead(changed, rasters):
    network = changed(C1__weight=(1, 1), C1__bias=(1, -8.5))
    assert findings(network, 0.9 * rasters, "dead")
    bright = np.concatenate([0.9 * rasters, np.ones((1, 28, 28), np.float32)])
    assert [] == findings(network, bright, "dead")


def test_exactly_0_is_dead(changed, rasters):
    network = changed(C1__weight=(2, 0), C1__bias=(2, 0))
    (found,) = findings(network, rasters, "dead")
    assert ((2,), (0.0,)) == (found.channels, found.numbers)


def test_only_relu_can_be_dead(changed, rasters):
    assert [] == findings(changed(small("none"), C1__bias=(1, -50)), rasters, "dead")


def test_a_dead_unit_of_a_fully_connected_layer(make_network, changed, network, rasters):
    bad = changed(network.spec, F6__bias=(7, -50))
    (found,) = [f for f in findings(bad, rasters, "dead") if f.layer == "F6" and 7 in f.channels]
    assert found.explanation.startswith("Unit")
    good = changed(network.spec, F6__bias=(7, 50))
    assert not [f for f in findings(good, rasters, "dead") if f.layer == "F6" and 7 in f.channels]


@pytest.mark.parametrize("activation", ["tanh", "scaled tanh"])
def test_units_at_the_end_of_tanh_are_saturated(changed, rasters, activation):
    (found,) = findings(
        changed(small(activation), C1__bias=([0, 2], [50, -50])), rasters, "saturated"
    )
    assert ((0, 2), (676, 676)) == (found.channels, found.numbers)
    assert found.explanation.startswith("1,352 units in maps 0 and 2 of C1 are beyond 99 %")
    assert [] == findings(changed(small(activation)), rasters, "saturated")


@pytest.mark.parametrize(("bias", "is_saturated"), [(2.66, True), (2.64, False)])
def test_saturated_begins_at_99_percent(changed, rasters, bias, is_saturated):
    """tanh 2.6467 = 0.99."""
    network = changed(small("tanh"), C1__weight=(1, 0), C1__bias=(1, bias))
    assert is_saturated == bool(findings(network, rasters, "saturated"))


@pytest.mark.parametrize(("bright", "is_saturated"), [(21, True), (20, False)])
def test_saturated_means_on_more_than_half_of_the_rasters(changed, bright, is_saturated):
    network = changed(small("tanh"), C1__weight=([0, 1, 2, 3], 0), C1__bias=(slice(None), 0))
    network = Network(
        "detector",
        network.spec,
        {n: a if n != "C1.weight" else a + np.float32(1) for n, a in network.parameters.items()},
    )
    rasters = np.zeros((40, 28, 28), np.float32)
    rasters[:bright] = 1
    assert is_saturated == bool(findings(network, rasters, "saturated"))


def test_relu_is_never_saturated(changed, rasters):
    assert [] == findings(changed(C1__bias=(0, 50)), rasters, "saturated")


def test_a_saturated_unit_of_a_fully_connected_layer(changed, rasters):
    found = findings(changed(lenet5(), F6__bias=(5, 50)), rasters, "saturated")
    (of_f6,) = [f for f in found if f.layer == "F6" and 5 in f.channels]
    assert set(of_f6.numbers) == {1.0}
    assert of_f6.explanation.startswith("Unit")


def test_kernels_in_the_same_direction_are_alike(changed, rasters):
    kernel = np.arange(9, dtype=np.float32).reshape(1, 3, 3)
    (found,) = findings(changed(C1__weight=([1, 3], [kernel, 2 * kernel])), rasters, "alike")
    assert ((1, 3), (pytest.approx(1),)) == (found.channels, found.numbers)
    assert "Kernels 1 and 3 of C1 are nearly alike (cosine similarity 1.000)" in found.explanation


@pytest.mark.parametrize(("angle", "is_alike"), [(11, True), (12, False), (180, False)])
def test_alike_begins_at_a_cosine_of_98_percent(changed, rasters, angle, is_alike):
    """arccos 0.98 is 11.48 degrees."""
    kernels = np.zeros((2, 1, 3, 3), np.float32)
    kernels[0, 0, 0, 0] = 1
    kernels[1, 0, 0, :2] = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    network = changed(C1__weight=([0, 1], kernels))
    assert is_alike == bool(findings(network, rasters, "alike"))


def test_alike_kernels_are_found_in_groups(changed, rasters):
    one, other = np.eye(9, dtype=np.float32)[:2].reshape(2, 1, 3, 3)
    network = changed(C1__weight=(slice(None), np.stack([one, other, one, other])))
    assert [(0, 2), (1, 3)] == [f.channels for f in findings(network, rasters, "alike")]


def test_kernels_linked_through_a_third_are_one_group(changed, rasters):
    angles = np.radians([0, 9, 18])
    kernels = np.zeros((3, 1, 3, 3), np.float32)
    kernels[:, 0, 0, 0], kernels[:, 0, 0, 1] = np.cos(angles), np.sin(angles)
    (found,) = findings(changed(C1__weight=([0, 1, 2], kernels)), rasters, "alike")
    assert ((0, 1, 2), (pytest.approx(np.cos(angles[1])),)) == (found.channels, found.numbers)


def test_kernels_of_zeros_and_of_single_numbers_are_not_compared(changed, rasters):
    assert [] == findings(changed(C1__weight=([0, 1], 0)), rasters, "alike")
    assert [] == findings(changed(small(kernel=1), C1__weight=([0, 1], 1)), rasters, "alike")


def test_similarities_golden_numbers():
    weight = np.array([[3, 4], [4, 3], [-3, -4], [0, 0]], np.float32).reshape(4, 2, 1, 1)
    expected = [[1, 0.96, -1, 0], [0.96, 1, -0.96, 0], [-1, -0.96, 1, 0], [0, 0, 0, 0]]
    np.testing.assert_allclose(similarities(weight), expected, atol=1e-12)


def test_a_map_without_a_kernel_is_constant(changed, rasters):
    (found,) = findings(changed(C1__weight=(1, 0), C1__bias=(1, 0.25)), rasters, "constant")
    assert ("C1", (1,), (0.25,)) == (found.layer, found.channels, found.numbers)
    assert "Map 1 of C1 was always the same number 0.250 on 40 digits" in found.explanation
    assert [] == findings(changed(), rasters, "constant")


def test_a_constant_map_shows_its_activation(changed, rasters):
    network = changed(small("tanh"), C1__weight=(1, 0), C1__bias=(1, 0.5))
    (found,) = findings(network, rasters, "constant")
    assert found.numbers == (pytest.approx(np.tanh(0.5)),)


def test_a_dead_map_is_not_called_constant_too(changed, rasters):
    network = changed(C1__weight=(1, 0), C1__bias=(1, -1))
    assert [] == findings(network, rasters, "constant")
    assert findings(network, rasters, "dead")


def maps(*scales, offset=0.0):
    """A trace of `small` whose maps are one pattern times a number."""
    pattern = np.linspace(0, 1, 26 * 26, dtype=np.float32).reshape(26, 26)
    array = np.stack([pattern * np.float32(scale) for scale in scales])[None] + np.float32(offset)
    network = Network(
        "zeros",
        small(),
        {name: np.zeros(shape, np.float32) for name, shape in small().parameter_shapes.items()},
    )
    result = trace(network, np.zeros((1, 28, 28), np.float32))
    return type(result)(result.pre_activations, {**result.activations, "C1": array}, result.logits)


def test_a_map_under_5_percent_of_its_layer_is_faint():
    (found,) = examine_drawing(small(), maps(8, 0.399, 0.401, -8))
    assert ("faint", "C1", (1,)) == (found.kind, found.layer, found.channels)
    assert found.numbers == (pytest.approx(0.399 / 8),)
    assert found.explanation == (
        "Map 1 of C1 stays under 5 % of the layer's largest value for this drawing, at 4.9 %."
    )
    assert [] == examine_drawing(small(), maps(8, 0.401, 0.401, -0.401))


def test_a_map_with_one_number_in_all_cells_is_flat():
    trace_of_maps = maps(1, 1, 1, 1)
    trace_of_maps.activations["C1"][0, 2] = 0.5
    (found,) = examine_drawing(small(), trace_of_maps)
    assert ("flat", (2,), (0.5,)) == (found.kind, found.channels, found.numbers)
    assert "Map 2 of C1 is 0.500 in all cells for this drawing" in found.explanation
    trace_of_maps.activations["C1"][0, 2, 5, 5] = 0.51
    assert [] == examine_drawing(small(), trace_of_maps)


def test_a_map_of_zeros_among_others_is_faint_and_not_called_flat_too():
    (found,) = examine_drawing(small(), maps(8, 0, 8, 8))
    assert ("faint", (1,), (0.0,)) == (found.kind, found.channels, found.numbers)


def test_where_all_is_0_all_maps_are_flat_and_none_is_faint():
    (found,) = examine_drawing(small(), maps(0, 0, 0, 0))
    assert ("flat", (0, 1, 2, 3)) == (found.kind, found.channels)


def test_the_findings_of_a_drawing_follow_those_of_the_network(changed, rasters):
    network = changed(C1__bias=(1, -50))
    activity = measure_activity(network, rasters)
    kinds = [f.kind for f in examine(network, activity, trace(network, rasters[:1]))]
    assert ["dead", "faint"] == [kind for kind in kinds if kind in ("dead", "faint")]
    with pytest.raises(ValueError, match="2 rasters, one was expected"):
        examine(network, activity, trace(network, rasters[:2]))


def test_activity_is_the_same_in_any_batches(make_network, rasters, monkeypatch):
    network = make_network(lenet5())
    expected = measure_activity(network, rasters)
    monkeypatch.setattr(health, "_BATCH", 7)
    result = measure_activity(network, rasters)
    assert expected.rasters == result.rasters == 40
    for name, of_layer in expected.layers.items():
        again = result.layers[name]
        np.testing.assert_allclose(of_layer.lowest, again.lowest, atol=1e-6)
        np.testing.assert_allclose(of_layer.highest, again.highest, atol=1e-6)
        np.testing.assert_array_equal(of_layer.saturated, again.saturated)


def test_without_rasters_nothing_can_be_examined(network):
    with pytest.raises(ValueError, match="without rasters"):
        measure_activity(network, np.zeros((0, 28, 28), np.float32))


def test_many_channels_are_counted_not_listed(network):
    layers = {
        layer.name: LayerActivity(-np.ones(n), -np.ones(n) / 2, np.zeros(n, np.int64))
        for layer in network.spec.layers
        if not isinstance(layer, Pooling)
        for n in [network.spec.shape_of(layer.name).channels]
    }
    found = examine(network, Activity(200, layers))
    (of_f5,) = [f for f in found if f.layer == "F5"]
    assert of_f5.explanation.startswith("Units 0, 1, 2, 3, 4, 5 and 114 more of F5 were never")


def test_example_rasters_are_200_digits_always_the_same():
    rasters = example_rasters()
    assert ((200, 28, 28), np.float32) == (rasters.shape, rasters.dtype)
    np.testing.assert_array_equal(rasters[:20], example_rasters(20))
    assert rasters.min() >= 0
    assert (rasters.max(axis=(1, 2)) > 0.5).all()


def test_the_bundled_network_has_living_maps_and_different_kernels():
    network = load(DEFAULT).network
    found = examine(network, measure_activity(network, example_rasters()))
    convolutions = [f for f in found if f.layer in ("C1", "C3")]
    assert [] == convolutions, [f.explanation for f in convolutions]
