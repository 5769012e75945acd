import numpy as np
import pytest

from model.layers import Shape
from model.network import lenet
from model.unit import Reading, Unit, position_of
from tests.model.small_networks import random_raster, read


def test_a_unit_that_is_there_has_the_position_of_its_layer():
    assert position_of(lenet(), Unit("C1", 0, 0, 0)) == 0
    assert position_of(lenet(), Unit("C3", 31, 9, 9)) == 2
    assert position_of(lenet(), Unit("Out", 9)) == 6


@pytest.mark.parametrize(
    "unit",
    [
        Unit("C2", 0, 0, 0),
        Unit("input", 0, 0, 0),
        Unit("C3", 32, 0, 0),
        Unit("C3", -1, 0, 0),
        Unit("C3", 0, 10, 0),
        Unit("C3", 0, 0, 10),
        Unit("C3", 0, 0, -1),
        Unit("F5", 0, 1, 0),
    ],
)
def test_a_unit_that_is_not_there_is_refused(unit):
    with pytest.raises(ValueError, match="no layer" if unit.layer in "C2 input" else unit.layer):
        position_of(lenet(), unit)


def test_a_label_names_row_and_column_where_there_are_some():
    assert Unit("P4", 26, 1, 3).label(Shape(32, 5, 5)) == "P4 · 26 · 1, 3"
    assert Unit("F5", 17).label(Shape(120, 1, 1)) == "F5 · 17"


def test_a_reading_gives_the_volumes_of_its_raster(network):
    _, trace, raster = read(network, random_raster())
    reading = Reading(network, trace, raster)
    np.testing.assert_array_equal(reading.volume_before(0), raster[None])
    np.testing.assert_array_equal(reading.volume_before(2), trace.activations["P2"][0])
    np.testing.assert_array_equal(
        reading.activations(4), trace.activations["F5"].reshape(120, 1, 1)
    )
    assert ["input", "C1", "P2"] == [reading.name_before(n) for n in range(3)]


def test_what_does_not_fit_the_trace_is_refused(network):
    _, trace, raster = read(network, random_raster())
    with pytest.raises(ValueError, match="expected \\(28, 28\\)"):
        Reading(network, trace, raster[None])
    for index in (1, -1):
        with pytest.raises(ValueError, match="trace of 1 rasters"):
            Reading(network, trace, raster, index)
