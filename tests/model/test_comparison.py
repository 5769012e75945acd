"""What is said about a forward pass that was computed again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.comparison import TOLERANCE, LayerCheck, NumbersCheck, compare, compare_all
from model.forward import Trace
from model.raster import rasterize
from model.recognizer import recognize
from model.unit import Unit


@pytest.fixture
def recognition(network, five):
    return recognize(network, rasterize(five))


def shifted(trace, layer, amount, part="pre_activations"):
    """A trace with one number of a layer shifted."""
    arrays = {name: values.copy() for name, values in getattr(trace, part).items()}
    arrays[layer].reshape(-1)[3] += np.float32(amount)
    return replace(trace, **{part: arrays})


def test_the_same_numbers_agree(recognition):
    check = compare_all(recognition, recognition.trace, Unit("C3", 26, 3, 6))
    assert check.agrees
    assert [0.0] * 12 == [layer.difference for layer in check.layers]
    assert check.probabilities.difference < 1e-12
    assert check.unit.first.network == recognition.trace.pre_activations["C3"][0, 26, 3, 6]
    assert pytest.approx(check.unit.first.value, abs=1e-9) == check.ledger.terms
    assert check.worst[1] <= 1e-5


def test_the_largest_difference_says_where_it_is(recognition):
    witness = shifted(recognition.trace, "C3", 0.5)
    name, difference = compare_all(recognition, witness).worst
    assert ("C3 before activation", pytest.approx(0.5, abs=1e-6)) == (name, difference)
    assert not compare_all(recognition, witness).agrees
    witness = shifted(recognition.trace, "P2", -0.25, "activations")
    assert ("P2", pytest.approx(0.25, abs=1e-6)) == compare(recognition.trace, witness).worst


def test_other_logits_of_the_witness_are_other_probabilities(recognition):
    logits = recognition.trace.logits.copy()
    logits[0, 3] += 1
    trace = recognition.trace
    check = compare_all(recognition, Trace(trace.pre_activations, trace.activations, logits))
    e = np.exp(logits[0].astype(np.float64) / recognition.network.calibration.temperature)
    expected = np.abs(e / e.sum() - recognition.probabilities).max()
    assert pytest.approx(expected) == check.probabilities.difference
    assert ("probabilities", check.probabilities.difference) == check.worst
    assert not check.agrees


def test_a_unit_that_adds_up_to_something_else_is_the_worst(recognition):
    """A window that shows a wrong number, which torch's copy has as well."""
    wrong = replace(recognition, trace=shifted(recognition.trace, "C3", 0.5))
    check = compare_all(wrong, wrong.trace, Unit("C3", 0, 0, 3))
    name, difference = check.worst
    assert "C3 · 0 · 0, 3" in name
    assert pytest.approx(0.5, abs=1e-5) == difference
    assert pytest.approx(0.5, abs=1e-5) == abs(check.ledger.difference)
    assert not check.agrees


def test_every_number_is_counted(recognition):
    trace = recognition.trace
    arrays = (*trace.pre_activations.values(), *trace.activations.values())
    assert sum(map(np.size, arrays)) + 10 == compare_all(recognition, trace).numbers


@pytest.mark.parametrize(
    ("difference", "agrees"), [(TOLERANCE, True), (1.01 * TOLERANCE, False), (np.nan, False)]
)
def test_what_agrees(difference, agrees):
    layers = LayerCheck("C1", 1, 0.0, 1.0), LayerCheck("P2", 1, difference, 1.0)
    check = NumbersCheck((*layers, LayerCheck("C3", 1, 1e-6, 1.0)))
    assert agrees == check.agrees
    assert check.worst[0] == "P2"
