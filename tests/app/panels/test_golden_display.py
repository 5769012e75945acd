"""One fixed drawing: every number and colour on screen against the formulas in double precision.

The witness is that of `tests/model/test_golden_numbers.py`; it shares no code with the program.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from app.colormaps import colors, table
from app.commands.self_test import digit_drawing
from model.layers import Pooling
from model.unit import INPUT, Unit
from tests.app.inspecting import (
    BUNDLED,
    a_unit_of_every_layer,
    at_usual_size,
    cell_point,
    column_of,
)
from tests.app.widgets.conftest import middle, move_to
from tests.app.widgets.ledger.readings import number
from tests.model.test_golden_numbers import witness

TOLERANCE = 1e-5


@dataclass(frozen=True)
class Golden:
    """Everything about the drawing, double precision; arrays (C, H, W) by layer."""

    network: object
    before: dict
    after: dict
    probabilities: np.ndarray

    @property
    def logits(self):
        return self.before["Out"].ravel()

    def value(self, unit, arrays):
        return float(arrays[unit.layer][unit.channel, unit.row, unit.column])

    def scale(self, layer):
        """The largest amount in a layer; a pooling shares it with the layer it reduces."""
        spec, names = self.network.spec, []
        for known in spec.layers:
            names = [*names, known.name] if isinstance(known, Pooling) else [known.name]
            if layer in names:
                group = names
        arrays = [a[name] for name in group for a in (self.before, self.after) if name in a]
        later = [known.name for known in spec.layers]
        behind = later[later.index(group[-1]) + 1 :][:1]
        if behind and isinstance(spec.layer(behind[0]), Pooling):
            arrays.append(self.after[behind[0]])
        return max(np.abs(array).max() for array in arrays)


@pytest.fixture(params=BUNDLED)
def program(build_program, request):
    """A five, the same for every network; light colours, γ 0.7, one scale for each layer."""
    program = at_usual_size(build_program(first=None), (1600, 900))
    program.settings.change(theme="light", gamma=0.7, scale="layer", shows_logits=True)
    program.networks.activate(request.param)
    program.window.desk.canvas.set_drawing(digit_drawing(5))
    program.recognition.recognize_now()
    return program


@pytest.fixture
def inspect(program):
    return program.window.inspect


@pytest.fixture
def golden(program):
    network = program.recognition.record.network
    raster = program.window.desk.raster._raster.array
    found = []
    for arrays in witness(network, raster):
        shapes = {INPUT: network.spec.input} | {
            layer.name: network.spec.shape_of(layer.name) for layer in network.spec.layers
        }
        found.append({n: a.detach().numpy().reshape(shapes[n]) for n, a in arrays.items()})
    logits = torch.tensor(found[0]["Out"].ravel()) / network.calibration.temperature
    return Golden(network, *found, torch.softmax(logits, 0).numpy())


def pixels_of(widget):
    image = widget.grab().toImage()
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return rows[:, : image.width()] | np.uint32(0xFF000000)


def test_every_cell_of_every_map_has_the_colour_of_its_true_number(inspect, golden):
    pixels, cells = pixels_of(inspect.network_view), 0
    activation, ink = (
        table("activation+", "activation-", 0.7, False),
        table("ink", None, 1.0, False),
    )
    for column in inspect.network_view.columns[:-1]:
        values = (golden.before if column.part == "before" else golden.after)[column.layer]
        scale, lut = (
            (1.0, ink) if column.part == "input" else (golden.scale(column.layer), activation)
        )
        places = [middle(column, *index) for index in np.ndindex(values.shape)]
        shown = pixels[tuple(np.array(places).T[::-1])].reshape(values.shape)
        allowed = [
            colors((values + error).astype(np.float32), float(scale), lut)
            for error in (-TOLERANCE, 0, TOLERANCE)
        ]
        is_true = np.any([shown == colours for colours in allowed], axis=0)
        assert is_true.all(), (column.layer, column.part, np.argwhere(~is_true)[:3])
        cells += values.size
    assert cells > 10_000
    assert len(np.unique(pixels)) > 300


def test_colours_of_another_drawing_are_noticed(inspect, golden, program):
    """The comparison above fails for one that looks like it."""
    program.window.desk.canvas.set_drawing(digit_drawing(6))
    program.recognition.recognize_now()
    with pytest.raises(AssertionError):
        test_every_cell_of_every_map_has_the_colour_of_its_true_number(inspect, golden)


def assert_text(value, text, digits):
    """A text that says a number to so many digits behind the point."""
    assert pytest.approx(value, abs=0.5 * 10**-digits + TOLERANCE) == number(text)
    assert digits == len(text.partition(".")[2])


def test_the_card_says_the_true_numbers(inspect, golden):
    view = inspect.network_view
    for unit in a_unit_of_every_layer(inspect.spec):
        strongest = golden.after[unit.layer]
        index = np.unravel_index(np.abs(strongest).argmax(), strongest.shape)
        strongest_unit = Unit(unit.layer, *(int(i) for i in index))
        for pointed in (unit, strongest_unit):
            move_to(view, *cell_point(view, pointed).toTuple())
            assert_card(numbers_of(view._card), pointed, golden)
            move_to(view, 1, 1)


def numbers_of(card):
    """Caption -> the number beneath it."""
    return {
        text: value
        for (style, text), (following, value) in itertools.pairwise(card)
        if (style, following) == ("caption", "heading")
    }


def assert_card(texts, unit, golden):
    if unit.layer == INPUT:
        assert_text(golden.value(unit, golden.after), texts["ink"], 3)
    elif unit.layer == "Out":
        assert_text(golden.logits[unit.channel], texts["logit"], 3)
        shown = texts["probability"].lstrip(">").removesuffix(" %")
        assert pytest.approx(100 * golden.probabilities[unit.channel], abs=1.5e-3) == number(shown)
    elif unit.layer in golden.before:
        assert_text(golden.value(unit, golden.before), texts["before"], 3)
        assert_text(golden.value(unit, golden.after), texts["after"], 3)
    else:
        assert_text(golden.value(unit, golden.after), texts["value"], 3)


def test_every_term_of_a_ledger_is_true_and_their_sum_too(inspect, golden):
    parameters = golden.network.parameters
    for unit in a_unit_of_every_layer(inspect.spec)[1:]:
        inspect.pin(unit)
        inspect.sheets.ledger._clock.show_now()
        text = inspect.sheets.csv().split("term,digit")[0]
        rows, total = list(csv.DictReader(io.StringIO(text))), 0.0
        weights = parameters.get(f"{unit.layer}.weight")
        for row in rows:
            if not row["x"]:
                continue
            total += assert_term(row, golden, weights, unit)
        below = {row["term"]: float(row["value"]) for row in rows if row["value"]}
        arrays = golden.before if unit.layer in golden.before else golden.after
        final = golden.value(unit, arrays)
        if "bias" in below:
            bias = float(parameters[f"{unit.layer}.bias"][unit.channel])
            assert pytest.approx(bias, abs=1e-7) == below["bias"]
            assert pytest.approx(final, abs=TOLERANCE) == total + bias
            assert pytest.approx(final, abs=TOLERANCE) == below["pre-activation"]
            after = golden.value(unit, golden.after)
            assert pytest.approx(after, abs=TOLERANCE) == below["activation"]
        else:
            assert pytest.approx(final, abs=TOLERANCE) == below["output"]
        shown = re.findall(r"600\">(−?[\d.]+)<", inspect.sheets.ledger._check.text())
        assert_text(final, shown[0], 5)
        assert_text(final, shown[1], 5)


def assert_term(row, golden, weights, unit):
    """One row: where it comes from, its weight, its product; what it adds."""
    place = tuple(int(row[name] or 0) for name in ("channel", "row", "column"))
    volume, x = golden.after[row["layer"]], single(row["x"])
    inside = all(0 <= at < size for at, size in zip(place, volume.shape, strict=True))
    assert pytest.approx(float(volume[place]) if inside else 0.0, abs=TOLERANCE) == x
    if "w" not in row or not row["w"]:
        return 0.0
    w = single(row["w"])
    assert w in np.ravel(weights[unit.channel])
    assert pytest.approx(x * w, abs=1e-12) == float(row["product"])
    return float(row["product"])


def single(text):
    """The float32 that a number in a CSV stands for, in double precision."""
    return float(np.float32(text))


def test_the_softmax_table_and_the_desk_say_the_true_probabilities(program, inspect, golden):
    inspect.pin(Unit("Out", 3))
    body = inspect.sheets.ledger._softmax
    body._clock.show_now()
    texts = {column.head: column.texts for column in body.table.columns}
    for digit in range(10):
        assert_text(golden.logits[digit], texts["logit z"][digit], 3)
        p = golden.probabilities[digit]
        assert pytest.approx(p, abs=6e-5) == number(texts["p"][digit].replace("e−", "e-"))
        assert pytest.approx(-np.log(p), abs=6e-5) == number(texts["−log p"][digit])
    bars = program.window.desk.bars
    bars._clock.show_now()
    for digit in range(10):
        logit, probability = bars.texts(digit)
        assert_text(golden.logits[digit], logit, 2)
        shown = number(probability.lstrip(">").removesuffix(" %"))
        assert pytest.approx(100 * golden.probabilities[digit], abs=0.011) == shown
    answer = program.window.desk.answer.summary()
    assert str(int(golden.probabilities.argmax())) == re.search(r"\d", answer).group()


def test_legends_end_at_the_true_largest_numbers(inspect, golden):
    for column in inspect.network_view.columns[1:-1]:
        largest = inspect.network_view.scale.span(column.layer, 0)
        assert pytest.approx(golden.scale(column.layer), abs=TOLERANCE) == largest
    assert column_of(inspect.network_view, INPUT).part == "input"
