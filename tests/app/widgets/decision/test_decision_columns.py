from itertools import pairwise

import numpy as np
import pytest

from app.widgets.decision.decision_columns import columns_of, live_of, pixel_of
from model.unit import INPUT, Unit
from tests.app.widgets.decision.readings import (
    BUNDLED,
    Witness,
    bundled,
    decide,
    number_of,
    random_network,
    read,
    reading_of,
    with_relu,
)
from tests.model.layer_tables import random_table


def assert_torch_agrees(recognition, most):
    """Rows are the largest products of torch's gradients and activations, and so are the sums."""
    columns = columns_of(decide(recognition), most)
    witness = Witness(recognition, 7, 1)
    spec = recognition.network.spec
    assert [INPUT, *(layer.name for layer in spec.layers)] == [c.layer for c in columns]
    for column, shape in zip(columns, spec.shapes, strict=True):
        expected = witness.contributions(column.layer).ravel()
        activations = witness.volumes[column.layer].detach()[0].flatten().numpy()
        gradients = witness.factors(column.layer).ravel()
        largest = max(np.abs(expected).max(), 1e-9)
        assert min(most, np.count_nonzero(np.abs(expected) > 1e-9)) == len(column.rows)
        ranked = np.sort(np.abs(expected))[::-1][: len(column.rows)]
        for item, size in zip(column.rows, ranked, strict=True):
            number = number_of(item.unit, shape)
            assert abs(expected[number] - item.contribution) <= 1e-5 * largest
            assert abs(size - abs(item.contribution)) <= 1e-5 * largest
            assert pytest.approx(activations[number], rel=1e-4, abs=1e-5) == item.activation
            assert pytest.approx(gradients[number], rel=1e-4, abs=1e-5) == item.factor
        scale = np.abs(expected).sum() + largest
        assert abs(expected.sum() - column.units) <= 1e-5 * scale
        assert abs(float(witness.target.detach()) - column.together) <= 1e-5 * scale + 1e-4
        assert sum(item.contribution for item in column.rows) == pytest.approx(column.shown)


@pytest.mark.parametrize("name", ["default", "average", "l2"])
def test_columns_of_relu_networks_are_those_of_torch(name):
    assert_torch_agrees(read(bundled(name)), 8)


@pytest.mark.parametrize("seed", range(20))
def test_columns_of_any_relu_table_are_those_of_torch(seed):
    assert_torch_agrees(read(random_network(with_relu(random_table(seed)), seed)), 5)


@pytest.mark.parametrize("name", BUNDLED)
def test_every_column_adds_up_to_the_decision(name):
    recognition = read(bundled(name), 4)
    found = decide(recognition, 4, 9)
    value = float(recognition.logits[4]) - float(recognition.logits[9])
    for column in columns_of(found, 6):
        assert pytest.approx(value, abs=1e-4) == column.units + column.after == column.together
        assert 6 >= len(column.rows)
    first, last = columns_of(found, 6)[0], columns_of(found, 6)[-1]
    assert pytest.approx(found.bias) == first.after
    assert pytest.approx(found.pixels.sum()) == first.units
    assert 0 == last.after
    assert [4, 9] == sorted(item.unit.channel for item in last.rows)


def test_live_numbers_stand_in_the_rows_of_an_earlier_decision():
    network = bundled("default")
    earlier, later = read(network, 7), read(network, 2)
    columns = columns_of(decide(earlier), 8)
    found = decide(later)
    live = live_of(found, reading_of(later), columns)
    shares = {share.layer: share for share in found.layers}
    for column, rows in zip(columns[1:], live.rows, strict=True):
        assert [item.unit for item in column.rows] == [item.unit for item in rows]
        for item in rows:
            place = item.unit.channel, item.unit.row, item.unit.column
            assert shares[column.layer].contributions[place] == item.contribution
            assert later.trace.activations[column.layer].reshape(
                shares[column.layer].activations.shape
            )[place] == pytest.approx(item.activation)
    assert all(np.isfinite(link).all() for link in live.links)
    assert [(len(b.rows), len(a.rows)) for a, b in pairwise(columns[1:])] == [
        link.shape for link in live.links
    ]


def test_one_scale_for_all_rows_but_the_logits():
    recognition = read(bundled("default"))
    live = live_of(decide(recognition), reading_of(recognition), columns_of(decide(recognition), 8))
    values = [item.contribution for rows in live.rows[:-1] for item in rows]
    assert (min(values), max(values)) == live.range
    assert max(map(abs, values)) == live.largest
    assert live.largest < max(abs(item.contribution) for item in live.rows[-1])


def test_a_pixel_gives_ink_times_factor():
    recognition = read(bundled("default"))
    found, witness = decide(recognition), Witness(recognition, 7, 1)
    row, column = np.argwhere(recognition.raster.array > 0.5)[3].tolist()
    item = pixel_of(found, Unit(INPUT, 0, row, column))
    assert recognition.raster.array[row, column] == item.activation
    expected = witness.contributions(INPUT)[0, row, column]
    assert pytest.approx(expected, rel=1e-4, abs=1e-6) == item.contribution
