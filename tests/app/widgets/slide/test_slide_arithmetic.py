"""Every number that is shown equals one computed without the ledger."""

from __future__ import annotations

import numpy as np
import pytest

from app.widgets.slide.slide_arithmetic import arithmetic_of, number_text, strongest_channel
from app.widgets.slide.slide_course import course_of
from model.layers import Convolution, FullyConnected, Pooling
from model.ledger import ledger
from model.unit import INPUT, Unit
from tests.app.widgets.slide.conftest import BUNDLED, random_network, read
from tests.model.layer_tables import random_table


def window_of(recognition, course, channel, number):
    """The window with its padding, cut out of a padded copy of the input."""
    if course.input_layer == INPUT:
        volume = recognition.raster.array[None]
    else:
        volume = recognition.trace.activations[course.input_layer][0]
    ring = course.windows.padding
    padded = np.pad(volume[channel].astype(np.float64), ring)
    size, stride = course.windows.window, course.windows.stride
    row, column = (n * stride for n in course.place(number))
    return padded[row : row + size, column : column + size]


def check(recognition, layer, number, channel):
    course = course_of(recognition.network.spec, layer.name, channel)
    parts = recognition.network, recognition.trace, recognition.raster.array
    unit = course.unit(number)
    found = ledger(*parts, unit)
    seen = strongest_channel(found)
    shown = arithmetic_of(found, seen)
    value = recognition.trace.activations[layer.name][0][channel, unit.row, unit.column]
    assert value == pytest.approx(shown.value, abs=1e-5)
    np.testing.assert_allclose(window_of(recognition, course, seen, number), shown.patch)
    if isinstance(layer, Convolution):
        check_convolution(recognition, course, number, shown)
    elif isinstance(layer, Pooling):
        expected = {
            "max": shown.patch.max(),
            "average": shown.patch.mean(),
            "l2": np.sqrt((shown.patch.astype(np.float64) ** 2).sum()),
        }[layer.mode]
        assert expected == pytest.approx(shown.value, abs=1e-5)
    else:
        total, coefficient, bias, before = (link.value for link in shown.chain[:4])
        assert shown.patch.sum() == pytest.approx(total, abs=1e-4)
        assert total * coefficient + bias == pytest.approx(before, abs=1e-5)


def check_convolution(recognition, course, number, shown):
    kernels = recognition.network.parameters[f"{course.layer.name}.weight"][course.channel]
    windows = {c: window_of(recognition, course, c, number) for c in course.channels}
    subtotals = [float((windows[c] * kernels[c]).sum()) for c in course.channels]
    np.testing.assert_allclose(subtotals, shown.subtotals, atol=1e-5)
    assert max(map(abs, subtotals)) == pytest.approx(
        abs(subtotals[course.channels.index(shown.channel)]), abs=1e-5
    )
    np.testing.assert_array_equal(kernels[shown.channel], shown.others)
    total, bias, before = (link.value for link in shown.chain[:3])
    assert sum(subtotals) == pytest.approx(total, abs=1e-5)
    assert total + bias == pytest.approx(before, abs=1e-4)


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_networks(bundled, name):
    recognition = read(bundled[name])
    for layer in bundled[name].spec.layers:
        if not isinstance(layer, FullyConnected):
            count = course_of(bundled[name].spec, layer.name, 0).count
            for number in (0, count // 2, count - 1):
                check(recognition, layer, number, 3)


@pytest.mark.parametrize("seed", range(24))
def test_random_tables(seed):
    network = random_network(random_table(seed), seed)
    recognition = read(network, seed % 10)
    random = np.random.default_rng(seed)
    for layer in network.spec.layers:
        if not isinstance(layer, FullyConnected):
            course = course_of(network.spec, layer.name, 0)
            channel = int(random.integers(course.after.channels))
            check(recognition, layer, int(random.integers(course.count)), channel)


def test_a_fully_connected_unit_has_no_window(bundled):
    recognition = read(bundled["default"])
    parts = recognition.network, recognition.trace, recognition.raster.array
    with pytest.raises(ValueError, match="fully connected"):
        arithmetic_of(ledger(*parts, Unit("F5", 0)), 0)


def test_a_channel_that_is_not_seen(bundled):
    recognition = read(bundled["lenet5"])
    parts = recognition.network, recognition.trace, recognition.raster.array
    with pytest.raises(ValueError, match="channel 5 is not seen"):
        arithmetic_of(ledger(*parts, Unit("C3", 0, 1, 1)), 5)


def test_equals_of_a_maximum_are_told(bundled):
    recognition = read(bundled["default"])
    parts = recognition.network, recognition.trace, recognition.raster.array
    dead = np.argwhere(recognition.trace.activations["P2"][0] == 0)[0]
    shown = arithmetic_of(ledger(*parts, Unit("P2", *dead.tolist())), int(dead[0]))
    assert "the first of 4 equals" == shown.note
    assert (0, 0) == shown.winner


def test_numbers_as_text():
    assert "+1.2500" == number_text(1.25, is_signed=True)
    assert "1.2500" == number_text(1.25, is_signed=False)
    assert "−0.5000" == number_text(-0.5, is_signed=False)
