"""The way of the sum: bias, activation function, pooling window, gradient, where else it goes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.tokens import LIGHT
from app.widgets.ledger.passage_texts import where_to
from model.layers import Convolution, Pooling, Subsampling
from model.unit import Unit
from tests.app.widgets.ledger.convolutions import body_for, bundled, random_network, read, show


@pytest.fixture
def body(qtbot):
    return body_for(qtbot)


def captions(body):
    return [box.caption for box in body.chain.parts[::2]]


def window_of(recognition, name, unit, size, stride, first):
    """Activations in the first window of a pooling that a unit lies in."""
    maps = recognition.trace.activations[unit.layer][0, unit.channel]
    top, left = first[0] * stride, first[1] * stride
    pooled = float(recognition.trace.activations[name][0, unit.channel, *first])
    return maps[top : top + size, left : left + size], pooled


def place(name, unit, first, value):
    where = f"{name} · map {unit.channel} · row {first[0]}, column {first[1]}"
    return f"{where} = {value:.4f}.".replace("-", "−")


def test_boxes_name_what_they_hold(body):
    show(body, read(bundled("default")), Unit("C3", 26, 3, 6))
    value = body.chain.parts[4].text
    assert ["16 subtotals", "bias b", "pre-activation a"] == captions(body)[:3]
    assert captions(body)[3] in ("ReLU max(0, a)", f"ReLU max(0, {value})")
    assert ["+", "=", "→"] == list(body.chain.parts[1::2])
    body.resize(1486, 540)
    assert f"ReLU max(0, {value})" == captions(body)[3]
    show(body, read(bundled("default")), Unit("C1", 0, 3, 6))
    assert "25 products" == captions(body)[0]
    show(body, read(bundled("lenet5")), Unit("C3", 0, 3, 6))
    assert f"1.7159 · tanh(⅔ · {body.chain.parts[4].text})" == captions(body)[3]
    body.resize(1012, 375)
    assert "1.7159·tanh(⅔a)" == captions(body)[3]


def test_without_a_non_linearity_there_is_no_box(body):
    network = random_network(Convolution("K", 2, 1, activation="none"), Pooling("P"))
    show(body, read(network), Unit("K", 1, 3, 3))
    assert ["1 product", "bias b", "pre-activation a"] == captions(body)


@pytest.mark.parametrize("mode", ["max", "average", "l2"])
def test_pooling_is_told_for_every_cell(body, mode):
    network = random_network(Convolution("K", 2, 3), Pooling("P", mode))
    recognition = read(network)
    maps = recognition.trace.activations["K"][0, 1]
    row, column = (int(n) // 2 * 2 for n in np.unravel_index(maps.argmax(), maps.shape))
    for cell in np.ndindex(2, 2):
        unit = Unit("K", 1, row + cell[0], column + cell[1])
        show(body, recognition, unit)
        window, pooled = window_of(recognition, "P", unit, 2, 2, (row // 2, column // 2))
        assert (window == body.chain.window_cells.values).all()
        at = place("P", unit, (row // 2, column // 2), pooled)
        x = float(maps[unit.row, unit.column])
        a = recognition.trace.pre_activations["K"][0, 1][unit.row, unit.column]
        expected = {
            "max": f"Pooling keeps the largest of four: {at} "
            + (
                "Only this cell receives gradient."
                if cell == np.unravel_index(window.argmax(), (2, 2))
                else f"{pooled:.4f} is larger: this cell receives no gradient."
            ),
            "average": f"Pooling takes the mean of four: {at} Each receives 1/4 of the gradient"
            + ("; but a < 0: ReLU lets no gradient through." if a < 0 else "."),
            "l2": f"Pooling takes √Σx² of four: {at} This cell receives x / norm ="
            f" {x / pooled:.4f} of the gradient.",
        }
        assert expected[mode] == body.chain.sentence
    assert body.chain.sentence in body.chain.accessibleDescription()


def test_of_equals_the_first_wins(body):
    network = random_network(Convolution("K", 1, 1), Pooling("P"))
    show(body, read(network), Unit("K", 0, 0, 0))
    recognition = read(network)
    is_zero = not recognition.trace.activations["K"][0, 0, :2, :2].any()
    equal = "Four zeros are equal; " if is_zero else "Four cells are equally large; "
    equal += "the first one counts as the winner, as in torch. "
    stopped = "This cell wins, but a < 0: ReLU lets no gradient through."
    wins = stopped if is_zero else "Only this cell receives gradient."
    assert body.chain.sentence.endswith(equal + wins)
    show(body, recognition, Unit("K", 0, 0, 1))
    assert body.chain.sentence.endswith(f"{equal}This one receives no gradient.")


def test_a_relu_stops_the_gradient_even_of_the_winner(body):
    recognition = read(random_network(Convolution("K", 1, 1), Pooling("P")))
    parameters = dict(recognition.network.parameters)
    for bias in (-0.5, 0.5):
        parameters["K.bias"] = np.full(1, bias, np.float32)
        show(body, read(replace(recognition.network, parameters=parameters)), Unit("K", 0, 0, 0))
        body.chain.show_texts()
        assert body.chain.sentence.endswith("lets no gradient through.") == (bias < 0)


def test_sub_sampling_is_told_with_its_numbers(body):
    recognition, unit = read(bundled("lenet5")), Unit("C3", 7, 5, 6)
    show(body, recognition, unit)
    window, pooled = window_of(recognition, "S4", unit, 2, 2, (2, 3))
    weight, bias = (
        float(recognition.network.parameters[f"S4.{name}"][7]) for name in ("weight", "bias")
    )
    total = float(window.sum(dtype=float))
    inner = f"{weight:.4f} · {total:.4f} {'+' if bias >= 0 else '-'} {abs(bias):.4f}"
    gradient = f"Each receives {weight:.4f} of the gradient."
    numbers = f"f({inner}) = {pooled:.4f}. {gradient}".replace("-", "−")
    where = "Sub-sampling weighs the sum of four: S4 · map 7 · row 2, column 3 = "
    assert where + numbers == body.chain.sentence


def test_of_overlapping_windows_the_first_is_shown(body):
    network = random_network(Convolution("K", 1, 3), Pooling("P", "average", 3, 1))
    recognition, unit = read(network), Unit("K", 0, 10, 10)
    show(body, recognition, unit)
    window, _ = window_of(recognition, "P", unit, 3, 1, (8, 8))
    assert (window == body.chain.window_cells.values).all()
    assert body.chain.sentence.endswith("The first of nine windows that this cell lies in.")
    assert (2, 2) == body.chain.passage.place


def test_where_no_window_takes_it_the_sentence_says_where_it_goes(body):
    lenet5 = bundled("lenet5")
    show(body, read(lenet5), Unit("C5", 3))
    assert "The activation goes to F6: all 84 units take it." == body.chain.sentence
    assert body.chain.passage is None
    assert Qt.FocusPolicy.NoFocus == body.chain.focusPolicy()
    wide = random_network(Convolution("K", 2, 1), Pooling("P", "max", 2, 3))
    show(body, read(wide), Unit("K", 0, 2, 0))
    assert "The windows of P leave this cell out: it goes nowhere." == body.chain.sentence
    pair = random_network(
        Convolution("K", 2, 1), Convolution("L", 3, 3, connections=((0,), (0, 1), (1,)))
    )
    assert "The activation goes to L: 18 units take it, through the kernels." == where_to(
        pair.spec, Unit("K", 0, 10, 10)
    )
    assert where_to(lenet5.spec, Unit("Out", 3)) == ""


def test_a_layers_name_alone_will_do(body):
    recognition, unit = read(bundled("lenet5")), Unit("C5", 3)
    found = show(body, recognition, unit)
    body.show_ledger(found, body._shown.scale, 0.7, 1.0, "F6")
    body._clock.show_now()
    assert "The activation goes to F6." == body.chain.sentence


def test_the_window_pins_its_unit_by_click_and_key(body, qtbot):
    wanted = []
    body.unit_wanted.connect(wanted.append)
    show(body, read(bundled("default")), Unit("C3", 26, 3, 6))
    cells = body.chain.window_cells
    at = cells.rect((0, 1)).center().toPoint()
    qtbot.mouseClick(body.chain, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseClick(body.chain, Qt.MouseButton.LeftButton, pos=body.chain.rect().topLeft())
    qtbot.keyClick(body.chain, Qt.Key.Key_Return)
    assert [Unit("P4", 26, 1, 3)] * 2 == wanted


def test_this_cell_is_outlined_in_the_window(body):
    show(body, read(bundled("default")), Unit("C3", 26, 3, 6))
    image, accent = body.chain.grab().toImage(), LIGHT.color("accent").rgb()
    cells = body.chain.window_cells
    box = cells.rect((1, 0)).toRect()
    assert (1, 0) == body.chain.passage.place
    assert accent == image.pixel(box.left(), box.center().y())
    assert accent == image.pixel(box.center().x(), box.bottom() + 1)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 6, 9])
def test_windows_of_any_size_stay_within_the_chain(body, size):
    network = random_network(
        Convolution("K", 2, 3, activation="scaled tanh"), Subsampling("S", size, 2)
    )
    show(body, read(network), Unit("K", 0, 8, 8))
    box, chain = body.chain.window_cells.box, body.chain
    assert 0 < box.top() < box.bottom() <= chain.height() - 32
    assert box.right() + 60 < chain.width()
    assert chain.geometry().bottom() < body.height()
