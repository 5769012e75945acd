"""What the ends of the colours stand for."""

from __future__ import annotations

import numpy as np
import pytest

from app.colormaps import HALF, colors, table
from app.commands.self_test import digit_drawing
from app.formats import short_number
from app.widgets.network_heads import legend_texts
from app.widgets.scale import SCALE_TEXTS, layer_groups, measure
from model.forward import Trace, trace
from model.layers import Convolution, FullyConnected, Pooling
from model.network import NetworkSpec, lenet
from model.raster import rasterize
from tests.app.conftest import digit_strokes, draw

OUT = FullyConnected("Out", 10, activation="none")
POOLED_TWICE = NetworkSpec((Pooling("P1"), Convolution("C2", 2), Pooling("P3"), Pooling("P4"), OUT))


def zeros(spec):
    """A forward pass in which every number is 0, still writeable."""
    shapes = {layer.name: (1, *spec.shape_of(layer.name)) for layer in spec.layers}
    activations = {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}
    before = {
        layer.name: np.zeros(shapes[layer.name], np.float32)
        for layer in spec.layers
        if not isinstance(layer, Pooling)
    }
    return Trace(before, activations, np.zeros((1, 10), np.float32))


@pytest.fixture
def seven(record):
    return trace(record.network, rasterize(digit_drawing(7)).array[None])


def test_pooling_belongs_to_what_it_reduces():
    expected = {
        "C1": "C1",
        "P2": "C1",
        "C3": "C3",
        "P4": "C3",
        "F5": "F5",
        "F6": "F6",
        "Out": "Out",
    }
    assert expected == layer_groups(lenet())


def test_pooling_of_the_input_and_of_pooling_belong_somewhere_too():
    expected = {"P1": "P1", "C2": "C2", "P3": "C2", "P4": "C2", "Out": "Out"}
    assert expected == layer_groups(POOLED_TWICE)


def test_the_scale_of_a_layer_is_its_largest_amount_of_either_sign():
    numbers = zeros(lenet())
    numbers.pre_activations["C1"][0, 3, 5, 7] = -9.5
    numbers.activations["C1"][0, 1, 0, 0] = 4.0
    numbers.activations["F5"][0, 7] = 2.0
    numbers.activations["P4"][0, 0, 0, 0] = 3.0  # an L2 norm can be larger than what it reduces
    largest = measure(lenet(), numbers, "layer").largest
    assert (9.5, 9.5, 3.0, 3.0) == (largest["C1"], largest["P2"], largest["C3"], largest["P4"])
    assert (2.0, 0.0, 0.0) == (largest["F5"], largest["F6"], largest["Out"])


def test_real_numbers_of_a_layer_just_reach_its_scale(seven):
    largest = measure(lenet(), seven, "layer").largest
    for layer, group in layer_groups(lenet()).items():
        arrays = (seven.pre_activations.get(group), seven.activations[group])
        assert max(float(np.abs(array).max()) for array in arrays) == largest[layer]
        assert np.abs(seven.activations[layer]).max() <= largest[layer]


def test_the_whole_network_has_one_scale(seven):
    by_layer = measure(lenet(), seven, "layer").largest
    whole = measure(lenet(), seven, "network").largest
    assert {max(by_layer.values())} == set(whole.values())
    assert by_layer.keys() == whole.keys()


@pytest.mark.parametrize(("mode", "is_per_map"), [(m, m == "map") for m in SCALE_TEXTS])
def test_only_each_map_its_own_is_per_map(seven, mode, is_per_map):
    assert is_per_map is measure(lenet(), seven, mode).per_map


@pytest.mark.parametrize("mode", SCALE_TEXTS)
@pytest.mark.parametrize("spec", [lenet(), POOLED_TWICE], ids=["lenet", "pooled twice"])
def test_layers_of_zeros_have_a_scale_of_zero(spec, mode):
    expected = {layer.name: 0.0 for layer in spec.layers}
    scale = measure(spec, zeros(spec), mode)
    assert expected == scale.largest
    assert {0.0} == {scale.span(layer.name, 0) for layer in spec.layers}


def test_every_map_has_a_scale_of_its_own_before_and_after_the_activation(seven):
    scale = measure(lenet(), seven, "map")
    for layer, group in (("C1", "C1"), ("P2", "C1"), ("C3", "C3"), ("P4", "C3")):
        expected = np.abs(seven.pre_activations[group][0]).max(axis=(1, 2))
        assert np.array_equal(expected, scale.spans(layer, len(expected)))
    assert scale.span("F5", 7) == scale.largest["F5"]
    assert scale.span("input", 0) == 1.0


def test_a_constant_layer_is_one_flat_colour():
    numbers = zeros(lenet())
    numbers.pre_activations["F5"][:] = -2.0
    largest = measure(lenet(), numbers, "layer").largest["F5"]
    lut = table("activation+", "activation-", 0.7, False)
    assert {int(lut[0])} == set(
        colors(numbers.pre_activations["F5"], largest, lut).ravel().tolist()
    )
    assert {int(lut[HALF])} == set(colors(numbers.activations["F6"], 0.0, lut).ravel().tolist())


def test_only_the_first_raster_counts():
    numbers = zeros(lenet())
    two = {name: np.concatenate([a, a + 5]) for name, a in numbers.activations.items()}
    scale = measure(lenet(), Trace(numbers.pre_activations, two, numbers.logits), "layer")
    assert {0.0} == set(scale.largest.values())


@pytest.fixture
def view(program):
    """The network view of the whole program, with a three drawn."""
    draw_digit(program, 3)
    return program.window.inspect.network_view


def draw_digit(program, digit):
    draw(program.window.desk.canvas, digit_strokes(digit))
    program.recognition.recognize_now()


def test_the_scale_in_the_window_is_that_of_its_numbers(view, record, program):
    raster = rasterize(program.window.desk.canvas.drawing)
    numbers = trace(record.network, raster.array[None])
    for mode in ("layer", "map", "network"):
        program.settings.change(scale=mode)
        assert measure(lenet(), numbers, mode) == view.scale


def test_a_locked_scale_stays_for_the_next_drawing(view, program):
    program.settings.change(scale="locked")
    before = view.scale
    program.window.desk.canvas.clear()
    program.recognition.recognize_now()
    draw_digit(program, 8)
    assert before == view.scale


def test_a_locked_scale_is_one_for_all_maps_of_a_layer(view, program):
    program.settings.change(scale="map")
    program.settings.change(scale="locked")
    assert not view.scale.per_map


def test_legends_name_the_scale(view):
    for column in view.columns[1:-1]:
        largest = view.scale.largest[column.layer]
        number = short_number(largest)
        expected = (
            (f"−{number}", "0", f"+{number}") if column.part == "before" else ("0", "", number)
        )
        assert expected == legend_texts(column, largest, per_map=False)
    assert ("0", "", "1") == legend_texts(view.columns[0], 1.0, per_map=False)


def test_legends_say_when_every_map_has_its_own_scale(view):
    texts = {c.part: legend_texts(c, 7.0, per_map=True) for c in view.columns[1:]}
    assert ("−max", "0", "+max") == texts["before"]
    assert (("0", "", "max"), ("0", "", "7.0")) == (texts["after"], texts["units"])
