"""What is looked at, and how the keys walk through it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.selection import Selection, deeper, middle, selected, shape_of, step, taking_part
from model.network import lenet, lenet5
from model.unit import Unit

NAMES = ["input", *(layer.name for layer in lenet().layers)]


def test_levels_follow_what_is_selected():
    assert Selection().level == "overview"
    assert Selection("C3").level == "layer"
    assert Selection("C3", 26).level == "layer"
    assert Selection("C3", 26, (3, 6)).level == "unit"
    assert Selection("C3", 26, (3, 6)).unit == Unit("C3", 26, 3, 6)


def test_up_goes_from_the_unit_to_its_layer_and_from_there_to_the_network():
    unit = Selection("C3", 26, (3, 6))
    assert unit.upward == Selection("C3", 26)
    assert unit.upward.upward == Selection()


def test_deeper_goes_to_the_first_layer_and_then_to_a_middle():
    assert deeper(Selection(), lenet()) == Selection("C1")
    assert deeper(Selection("C3", 5), lenet()) == Selection("C3", 5, (5, 5))
    assert deeper(Selection("F6"), lenet()) == Selection("F6", 0, (0, 0))
    unit = Selection("C3", 26, (3, 6))
    assert deeper(unit, lenet()) is unit


@pytest.mark.parametrize(
    ("selection", "fits"),
    [
        (Selection(), True),
        (Selection("C3", 31, (9, 9)), True),
        (Selection("C3", 32), False),
        (Selection("C3", 31, (10, 9)), False),
        (Selection("S2"), False),
        (Selection("input", 0, (27, 27)), True),
        (Selection("input", 1, (0, 0)), False),
    ],
)
def test_a_selection_fits_only_what_is_there(selection, fits):
    assert selection.fits(lenet()) is fits


def test_units_maps_and_layers_are_walked():
    unit = Selection("C3", 26, (3, 6))
    assert step(unit, lenet(), 1, 0, "unit") == Selection("C3", 26, (4, 6))
    assert step(unit, lenet(), 0, -1, "unit") == Selection("C3", 26, (3, 5))
    assert step(unit, lenet(), 0, 1, "map") == Selection("C3", 27, (3, 6))
    assert step(unit, lenet(), 0, 1, "layer") == Selection("P4", 26, (1, 3))
    assert step(unit, lenet(), 0, -1, "layer") == Selection("P2", 15, (4, 9))
    assert step(Selection("F5", 7, (0, 0)), lenet(), 1, 0, "unit") == Selection("F5", 8, (0, 0))
    assert step(Selection(), lenet(), 1, 0, "unit") == middle(lenet(), "C1")
    assert step(Selection("C3"), lenet(), 0, 1, "layer") == Selection("P4")
    assert step(Selection("C3", 4), lenet(), 0, 1, "unit") == Selection("C3", 5)


@pytest.mark.parametrize("spec", [lenet(), lenet5()], ids=["lenet", "lenet5"])
@given(data=st.data())
def test_no_walk_leaves_the_network(spec, data):
    layers = ["input", *(layer.name for layer in spec.layers)]
    layer = data.draw(st.sampled_from(layers))
    shape = shape_of(spec, layer)
    unit = Unit(layer, *(data.draw(st.integers(0, size - 1)) for size in shape))
    down, across = data.draw(st.sampled_from([(1, 0), (-1, 0), (0, 1), (0, -1)]))
    by = data.draw(st.sampled_from(["unit", "map", "layer"]))
    found = step(selected(unit), spec, down, across, by)
    assert found.fits(spec)
    assert found.unit is not None


def test_at_the_edges_the_walk_stops():
    first, last = Selection("input", 0, (0, 0)), Selection("Out", 9, (0, 0))
    assert step(first, lenet(), -1, 0, "unit") == first
    assert step(first, lenet(), 0, -1, "layer") == first
    assert step(last, lenet(), 0, 1, "unit") == last
    assert step(last, lenet(), 0, 1, "layer") == last


def test_a_layer_that_is_not_there_has_no_middle():
    with pytest.raises(ValueError, match="there is no layer 'S2'"):
        middle(lenet(), "S2")


def test_a_layer_its_source_and_its_pooling_take_part():
    assert taking_part(lenet(), "") is None
    assert taking_part(lenet(), "C3") == {"P2", "C3", "P4"}
    assert taking_part(lenet(), "F5") == {"P4", "F5"}
    assert taking_part(lenet(), "C1") == {"input", "C1", "P2"}
    assert taking_part(lenet5(), "C3") == {"S2", "C3", "S4"}
