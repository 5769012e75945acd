"""The rule at a unit, in words and in numbers that are really those of the drawing."""

from __future__ import annotations

import numpy as np
import pytest

from app import paths
from app.widgets.explain.rules import EXAMPLES, Passing, examples, figure, passings, rule
from model.explanation import Occluder, Target
from model.unit import Unit
from model.weights import load
from tests.app.widgets.explain.explaining import recognition_of

OFF, ON = Passing("", -0.4, 0.3), Passing("", 0.4, -0.3)


@pytest.mark.parametrize(
    ("method", "off", "on"),
    [("deconvnet", 0.3, 0.0), ("gradient", 0.0, -0.3), ("guided", 0.0, 0.0)],
)
def test_a_relu_passes_what_the_rule_says(method, off, on):
    assert (off, on) == (OFF.passed(method), ON.passed(method))
    assert 0.3 == Passing("", 0.4, 0.3).passed(method)


def test_a_tanh_passes_the_slope_whatever_the_method():
    z, h = 0.7, 1e-6
    unit = Passing("", z, 2.0, "scaled tanh")
    slope = 1.7159 * (np.tanh(2 / 3 * (z + h)) - np.tanh(2 / 3 * (z - h))) / (2 * h)
    for method in ("deconvnet", "gradient", "guided"):
        assert 2.0 * slope == pytest.approx(unit.passed(method), rel=1e-6)


@pytest.mark.parametrize("target", [Target(7), Target(7, 1), Target(unit=Unit("Out", 3))])
def test_the_two_units_are_those_of_the_drawing(record, target):
    recognition = recognition_of(record)
    first, second = passings(recognition, target)
    before = recognition.trace.pre_activations["F6"][0]
    weight = record.network.parameters["Out.weight"]
    row = weight[3] if target.unit else weight[7] - (weight[1] if target.rather_than else 0)
    for passing in (first, second):
        layer, unit = passing.name.split(" · ")
        assert "F6" == layer
        assert float(before[int(unit)]) == passing.pre_activation
        assert float(row[int(unit)]) == passing.signal
    assert first.pre_activation < 0 < first.signal
    assert second.signal < 0 < second.pre_activation


def test_a_unit_of_a_map_has_examples_and_they_say_so(record):
    found = passings(recognition_of(record), Target(unit=Unit("C3", 26, 3, 6)))
    assert EXAMPLES == found
    assert all("e" in text[:12] for text in found[0].texts()[:2])
    assert found[0].texts()[0].startswith("for example")


def test_a_network_of_tanhs_has_examples_of_its_own():
    spec = load(paths.bundled_network("lenet5")).spec
    assert {"scaled tanh"} == {example.activation for example in examples(spec)}
    record = load(paths.bundled_network("lenet5"))
    assert examples(spec) == passings(recognition_of(record), Target(unit=Unit("C3", 1, 2, 3)))
    assert all("F6" in found.name for found in passings(recognition_of(record), Target(7)))


def test_without_relus_the_sentence_is_another():
    spec = load(paths.bundled_network("lenet5")).spec
    sentences = {m: rule(m, spec, Target(7), Occluder()) for m in ("deconvnet", "guided")}
    assert all("this map is the gradient" in text for text in sentences.values())
    assert "slope" in rule("gradient", spec, Target(7), Occluder())


@pytest.mark.parametrize(("name", "words"), [("default", "winners"), ("average", "spread over")])
def test_the_way_back_through_pooling_is_named(name, words):
    spec = load(paths.bundled_network(name)).spec
    assert words in rule("deconvnet", spec, Target(7), Occluder())


def test_the_fill_and_the_number_are_named(record):
    assert "with ink" in rule("occlusion", record.spec, Target(7), Occluder(5, 1.0))
    unit = Target(unit=Unit("C3", 1, 1, 1))
    assert "the unit falls" in rule("occlusion", record.spec, unit, Occluder())


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (0.314, "+0.3"), (-4.18, "−4.2"), (-0.0712, "−0.07")]
)
def test_as_few_digits_as_say_something(value, text):
    assert text == figure(value)
