"""The outlines on the maps stand exactly on the cells that gradients reach."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from app.widgets.layer_layout import arrange
from app.widgets.network_outlines import Outlines, outlines_of
from model.layers import Pooling, Subsampling
from model.network import Network
from model.receptive_fields import receptive_fields, units_that_see
from model.unit import INPUT, Unit
from tests.app.widgets.ledger.readings import BUNDLED, bundled
from tests.model.layer_tables import random_table
from tests.model.small_networks import random_raster, random_units
from tests.model.test_golden_numbers import seen_by, transparent, witness

UNITS = 4  # of every layer, besides its first and its last
_bundled = cache(bundled)


def laid_out(spec, ratio, is_strip=False):
    """The columns of a view at 1366×768, in device pixels."""
    height = 170 if is_strip else 520
    return arrange(spec, 16 * ratio, 96 * ratio, 998 * ratio, height * ratio, ratio, is_strip)


def hull(boxes):
    """The rectangle around cells (left, top, width, height)."""
    left, top = (min(box[side] for box in boxes) for side in (0, 1))
    right, bottom = (max(box[side] + box[side + 2] for box in boxes) for side in (0, 1))
    return left, top, right - left, bottom - top


def boxes_around(mask, columns):
    """What should be drawn around the cells (C, H, W) that are True, in these columns.

    One box in every map that has any; one around all maps when all of them are wholly seen.
    """
    found = []
    for column in columns:
        in_maps = []
        for channel, rows_and_columns in enumerate(mask):
            cells = np.argwhere(rows_and_columns)
            if len(cells):
                corners = cells.min(axis=0), cells.max(axis=0)
                boxes = (column.cell_box(channel, int(r), int(c)) for r, c in corners)
                in_maps.append(hull(list(boxes)))
        found += [hull(in_maps)] if mask.all() and in_maps else in_maps
    return found


def columns_named(columns, layer):
    return [column for column in columns if column.layer == layer and column.part != "out"]


def takers(spec, unit):
    """The pooling right behind a unit's layer, as its name in a list; or nothing."""
    names = [INPUT, *(layer.name for layer in spec.layers)]
    following = names[names.index(unit.layer) + 1 :][:1]
    return [n for n in following if isinstance(spec.layer(n), Pooling | Subsampling)]


def filled(shape, region):
    mask = np.zeros(shape, bool)
    if all(region):
        mask[np.ix_(*region)] = True
    return mask


@pytest.fixture(scope="module", params=BUNDLED)
def gradients(request):
    """A network, and the volumes of a pass that hides no cell by chance."""
    network = _bundled(request.param).network
    _, volumes = witness(transparent(network), 0.1 + 0.9 * random_raster())
    return network.spec, volumes, dict(zip(volumes, network.spec.shapes, strict=True))


@pytest.mark.parametrize("ratio", [1, 2])
@pytest.mark.parametrize("is_strip", [False, True])
def test_what_a_unit_sees_is_framed_where_its_gradient_is_not_0(gradients, ratio, is_strip):
    spec, volumes, shapes = gradients
    columns = laid_out(spec, ratio, is_strip)
    for seed, layer in enumerate(spec.layers):
        for place in random_units(spec, layer.name, UNITS, seed):
            unit = Unit(layer.name, *place)
            expected = []
            for earlier in receptive_fields(spec, unit):
                mask = seen_by(volumes, shapes, earlier, layer.name, place)
                expected += boxes_around(mask, columns_named(columns, earlier))
            for taker in takers(spec, unit):
                mask = filled(spec.shape_of(taker), units_that_see(spec, unit)[taker])
                expected += boxes_around(mask, columns_named(columns, taker))
            assert sorted(expected) == sorted(outlines_of(spec, unit, columns).seen), unit


@pytest.mark.parametrize("ratio", [1, 2])
def test_before_and_after_the_activation_are_framed_alike(gradients, ratio):
    spec, _, _ = gradients
    columns = laid_out(spec, ratio)
    pairs = 0
    for layer in spec.layers:
        for place in random_units(spec, layer.name, UNITS):
            unit = Unit(layer.name, *place)
            seen = set(outlines_of(spec, unit, columns).seen)
            for earlier in receptive_fields(spec, unit):
                shown = columns_named(columns, earlier)
                if len(shown) == 1:
                    continue
                before, after = shown
                move = after.left - before.left
                own = {box for box in seen if before.left <= box[0] < before.left + before.width}
                assert own
                assert {(x + move, *rest) for x, *rest in own} <= seen
                pairs += 1
    assert pairs


@pytest.mark.parametrize("name", BUNDLED)
def test_pixels_are_seen_by_the_units_that_change_with_them(name):
    """The pixel is given another value; in double precision nothing else can change a unit."""
    network = transparent(_bundled(name).network)
    spec, raster = network.spec, 0.1 + 0.9 * random_raster().astype(np.float64)
    columns = laid_out(spec, 1)
    _, volumes = witness(network, raster)
    for _, row, column in random_units_of_the_raster(spec):
        other = raster.copy()
        other[row, column] += 0.5
        _, changed = witness(network, other)
        expected = {"seen": [], "seeing": []}
        unit = Unit(INPUT, 0, row, column)
        for layer, shape in zip(spec.layers, spec.shapes[1:], strict=True):
            differs = (volumes[layer.name] != changed[layer.name]).detach().numpy().reshape(shape)
            if shape.is_vector and differs.all():
                continue  # all of them: the card beside the pointer says so
            takes = "seen" if layer.name in takers(spec, unit) else "seeing"
            expected[takes] += boxes_around(differs, columns_named(columns, layer.name))
        found = outlines_of(spec, unit, columns)
        assert sorted(expected["seeing"]) == sorted(found.seeing), (row, column)
        assert sorted(expected["seen"]) == sorted(found.seen)


def random_units_of_the_raster(spec):
    random = np.random.default_rng(5)
    places = random.integers(spec.input.height, size=(5, 2)).tolist()
    return [(0, 0, 0), (0, 27, 27), *((0, row, column) for row, column in places)]


@pytest.mark.parametrize("name", BUNDLED)
def test_the_unit_and_its_map_are_framed_in_every_column_of_the_layer(name):
    spec = _bundled(name).network.spec
    columns = laid_out(spec, 2)
    for layer in spec.layers:
        unit = Unit(layer.name, *random_units(spec, layer.name, 1)[2])
        expected = []
        for column in (c for c in columns if c.layer == layer.name):
            cells = [
                column.cell_box(unit.channel, row, col) for row, col in np.ndindex(*column.shape)
            ]
            expected.append(hull(cells))
            if len(cells) > 1:
                expected.append(cells[unit.row * column.shape[1] + unit.column])
        assert sorted(expected) == sorted(outlines_of(spec, unit, columns).own)


@pytest.mark.parametrize("seed", range(24))
def test_any_layer_table_has_its_outlines_on_whole_cells(seed):
    """Regions are proven elsewhere; here it is where they are drawn, and on both sides."""
    spec = random_table(seed)
    columns = laid_out(spec, 1)
    for layer in spec.layers:
        for place in random_units(spec, layer.name, UNITS, seed):
            unit = Unit(layer.name, *place)
            seen, seeing = [], []
            for name, field in receptive_fields(spec, unit).items():
                shape = spec.input if name == INPUT else spec.shape_of(name)
                mask = filled(shape, field.region)
                seen += boxes_around(mask, columns_named(columns, name))
            taken = takers(spec, unit)
            for name, region in units_that_see(spec, unit).items():
                shape = spec.shape_of(name)
                mask = filled(shape, region)
                if shape.is_vector and mask.all():
                    continue
                boxes = boxes_around(mask, columns_named(columns, name))
                (seen if name in taken else seeing).extend(boxes)
            found = outlines_of(spec, unit, columns)
            assert (sorted(seen), sorted(seeing)) == (sorted(found.seen), sorted(found.seeing))


def test_without_columns_there_is_nothing_to_frame():
    spec = _bundled("default").network.spec
    assert Outlines() == outlines_of(spec, Unit("C3", 0, 0, 0), [])
    assert isinstance(_bundled("default").network, Network)
