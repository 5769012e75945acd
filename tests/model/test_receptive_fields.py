"""Receptive fields from the layer table, held to the gradients of torch.

Gradients are taken of the same table without what hides cells by chance: max pooling, whose
gradient goes to one cell only, is read as the average, ReLU as tanh, whose slope is nowhere 0.
"""

from dataclasses import replace

import numpy as np
import pytest
import torch

from model.geometry import Fields
from model.layers import Convolution, FullyConnected, Pooling, Region, Subsampling, everything
from model.learning.module import to_module
from model.network import NetworkSpec, lenet, lenet5
from model.receptive_fields import fields_of, receptive_fields, units_that_see
from model.unit import INPUT, Unit
from tests.model.layer_tables import random_table

KNOWN = {**{f"lenet {mode}": lenet(mode) for mode in ("max", "average", "l2")}, "lenet5": lenet5()}
SPECS = KNOWN | {f"random {seed}": random_table(seed) for seed in range(40)}
EVERY_SPEC = pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)


def transparent(spec):
    """The same table, through which every influence shows."""
    layers = []
    for layer in spec.layers:
        if isinstance(layer, Pooling):
            mode = "average" if layer.mode == "max" else layer.mode
            layers.append(replace(layer, mode=mode))
        else:
            activation = "tanh" if layer.activation == "relu" else layer.activation
            layers.append(replace(layer, activation=activation))
    return NetworkSpec(tuple(layers))


class Volumes:
    """The raster and every layer of one forward pass in double precision, ready for gradients."""

    def __init__(self, network):
        self.spec = network.spec
        raster = np.random.default_rng(0).uniform(0.1, 1, (1, 1, 28, 28))
        x = torch.tensor(raster, requires_grad=True)
        _, _, activations = to_module(network).double().steps(x)
        self.volumes = {INPUT: x} | activations
        self.shapes = dict(zip(self.volumes, self.spec.shapes, strict=True))

    def seen_by(self, earlier, later, unit):
        """Where the gradient of a unit is not 0 in an earlier volume; (C, H, W)."""
        value = self.volumes[later].reshape(self.shapes[later])[unit]
        (gradient,) = torch.autograd.grad(value, self.volumes[earlier], retain_graph=True)
        return gradient.reshape(self.shapes[earlier]).numpy() != 0

    def seeing(self, later, earlier, cell):
        """Where a later volume changes with a cell: the gradient's gradient; (C, H, W)."""
        inner, outer = self.volumes[earlier], self.volumes[later]
        weights = torch.ones_like(outer, requires_grad=True)
        (gradient,) = torch.autograd.grad(outer, inner, weights, create_graph=True)
        value = gradient.reshape(self.shapes[earlier])[cell]
        (change,) = torch.autograd.grad(value, weights, retain_graph=True)
        return change.reshape(self.shapes[later]).numpy() != 0


def around(seen):
    """The smallest region around what is True; (C, H, W)."""
    if not seen.any():
        return Region((), range(0), range(0))
    channels, rows, columns = (np.unique(places).tolist() for places in np.nonzero(seen))
    spans = (range(places[0], places[-1] + 1) for places in (rows, columns))
    return Region(tuple(channels), *spans)


def some_cells(shape, count=3):
    """The first, the last and some others of a volume."""
    random = np.random.default_rng(0)
    cells = {(0, 0, 0), tuple(side - 1 for side in shape)}
    return cells | {tuple(random.integers(0, shape).tolist()) for _ in range(count)}


def test_random_tables_reach_as_far_as_they_should():
    layers = [layer for seed in range(40) for layer in SPECS[f"random {seed}"].layers]
    convolutions = [layer for layer in layers if isinstance(layer, Convolution)]
    assert {1, 9} <= {layer.kernel for layer in convolutions}
    assert {1, 2, 3} == {layer.stride for layer in convolutions}
    assert {0, 1, 2, 3, 4} == {layer.padding for layer in convolutions}
    assert 64 == max(layer.channels for layer in convolutions)
    assert any(layer.connections for layer in convolutions)
    assert {"max", "average", "l2"} == {n.mode for n in layers if isinstance(n, Pooling)}
    assert any(isinstance(layer, Subsampling) for layer in layers)


@EVERY_SPEC
def test_a_receptive_field_is_where_the_gradient_is_not_0(make_network, spec):
    volumes = Volumes(make_network(transparent(spec)))
    for layer in spec.layers:
        for unit in some_cells(spec.shape_of(layer.name)):
            for earlier, field in receptive_fields(spec, Unit(layer.name, *unit)).items():
                expected = around(volumes.seen_by(earlier, layer.name, unit))
                assert expected == field.region, (layer.name, unit, earlier)


@EVERY_SPEC
def test_units_that_see_a_cell_are_those_that_change_with_it(make_network, spec):
    volumes = Volumes(make_network(transparent(spec)))
    for earlier, shape in zip(volumes.shapes, spec.shapes[:-1], strict=False):
        for cell in some_cells(shape, 2):
            for later, region in units_that_see(spec, Unit(earlier, *cell)).items():
                seeing = volumes.seeing(later, earlier, cell)
                assert around(seeing) == region, (earlier, cell, later)
                places = (region.channels, region.rows, region.columns)
                assert seeing[np.ix_(*places)].all(), (earlier, cell, later)


@pytest.mark.parametrize("spec", KNOWN.values(), ids=KNOWN)
def test_no_gradient_of_the_real_network_leaves_the_receptive_field(make_network, spec):
    volumes = Volumes(make_network(spec))
    for layer in spec.layers:
        for unit in some_cells(spec.shape_of(layer.name)):
            for earlier, (region, _, _) in receptive_fields(spec, Unit(layer.name, *unit)).items():
                outside = volumes.seen_by(earlier, layer.name, unit)
                outside[np.ix_(region.channels, region.rows, region.columns)] = False
                assert not outside.any(), (layer.name, unit, earlier)


@EVERY_SPEC
def test_the_unclipped_field_is_what_padding_would_show(spec):
    for layer in spec.layers:
        for _, row, column in some_cells(spec.shape_of(layer.name)):
            found = receptive_fields(spec, Unit(layer.name, 0, row, column))
            for earlier, fields in fields_of(spec, layer.name).items():
                field = found[earlier]
                assert fields.of(row) == field.rows
                assert fields.of(column) == field.columns
                assert set(field.region.rows) <= set(field.rows)
                assert set(field.region.columns) <= set(field.columns)


def test_without_padding_nothing_is_clipped():
    spec = NetworkSpec(
        (Convolution("A", 3, 5), Pooling("B", "max", 3, 2), Convolution("C", 2, 3, 2), OUT)
    )
    for layer in spec.layers:
        _, height, width = spec.shape_of(layer.name)
        for row, column in ((0, 0), (height - 1, width - 1)):
            for field in receptive_fields(spec, Unit(layer.name, 0, row, column)).values():
                assert field.region[1:] == (field.rows, field.columns)


OUT = FullyConnected("Out", 10, "none")


def test_the_fields_of_lenet():
    """As the layer sheet shows them: 5×5 of P2, 10×10 of C1, 14×14 pixels, 2 apart."""
    fields = fields_of(lenet(), "C3")
    assert {"P2": Fields(5, 1, 0), "C1": Fields(10, 2, 0), INPUT: Fields(14, 2, -2)} == fields
    assert ["P2", "C1", INPUT] == list(fields)
    assert Fields(32, 0, -2) == fields_of(lenet(), "F6")[INPUT]
    assert Fields(1, 0, 0) == fields_of(lenet(), "Out")["F6"]


def test_the_field_of_a_hovered_unit_of_lenet():
    """The mock-up's unit: C3, map 26, row 3, column 6."""
    found = receptive_fields(lenet(), Unit("C3", 26, 3, 6))
    assert Region(tuple(range(16)), range(3, 8), range(6, 11)) == found["P2"].region
    assert Region(tuple(range(16)), range(6, 16), range(12, 22)) == found["C1"].region
    assert Region((0,), range(4, 18), range(10, 24)) == found[INPUT].region


def test_a_unit_in_the_corner_sees_into_the_padding():
    field = receptive_fields(lenet(), Unit("C1", 0, 0, 27))[INPUT]
    assert (range(-2, 3), range(25, 30)) == field[1:]
    assert Region((0,), range(3), range(25, 28)) == field.region


def test_table_1_decides_which_maps_are_seen():
    assert (0, 1, 2) == receptive_fields(lenet5(), Unit("C3", 0, 4, 4))["S2"].region.channels
    see_map_3 = units_that_see(lenet5(), Unit("S2", 3, 7, 7))
    assert (1, 2, 3, 6, 7, 8, 9, 12, 14, 15) == see_map_3["C3"].channels
    assert everything(lenet5().shape_of("Out")) == see_map_3["Out"]


def test_what_lies_behind_padding_is_not_seen_through_it():
    """A's first units lie in the padding, so B's see nothing, and not the raster's corner."""
    spec = NetworkSpec((Convolution("A", 2, 9, 1, 4), Convolution("B", 2, 1, 1, 4), OUT))
    nothing = Region((), range(0), range(0))
    assert [nothing] * 2 == [f.region for f in receptive_fields(spec, Unit("B", 0, 0, 0)).values()]


def test_cells_between_windows_are_seen_by_nobody():
    spec = NetworkSpec((Convolution("A", 2, 1, 3), OUT))
    assert not any(
        region.channels for region in units_that_see(spec, Unit(INPUT, 0, 1, 1)).values()
    )
    assert (0, 1) == units_that_see(spec, Unit(INPUT, 0, 3, 3))["A"].channels


@pytest.mark.parametrize(
    "unit", [("C1", 16, 0, 0), ("C1", 0, -1, 0), ("F5", 0, 0, 1), (INPUT, 1, 0, 0)]
)
@pytest.mark.parametrize("function", [receptive_fields, units_that_see])
def test_a_unit_that_does_not_exist_is_refused(function, unit):
    with pytest.raises(ValueError, match=f"{unit[0]} is"):
        function(lenet(), Unit(*unit))
