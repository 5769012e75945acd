"""What is on screen are the numbers of the forward pass, pixel by pixel and word by word."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.colormaps import HALF, colors, table
from app.commands.self_test import digit_drawing
from app.formats import percent, signed
from app.widgets.network_hover import Cell, describe
from app.widgets.network_view import NetworkView
from model.network import Convolution, FullyConnected, Network, NetworkSpec, Pooling
from model.raster import rasterize
from model.recognizer import recognize
from tests.app.conftest import digit_strokes, draw

WEIGHTED = ("C1", "C3", "F5", "F6", "Out")
OTHER = NetworkSpec(
    (
        Convolution("K1", 6, kernel=5, activation="tanh"),
        Pooling("S2", "average"),
        Convolution("K3", 9, kernel=12, activation="tanh"),  # 9 maps of a single cell
        FullyConnected("Last", 10, activation="none"),
    )
)


@pytest.fixture
def view(program):
    """The network view of the whole program, with a three drawn."""
    draw_digit(program, 3)
    return program.window.inspect.network_view


@pytest.fixture
def three(view, program, record):
    """What `view` should show, computed beside it."""
    assert view.isVisible()
    return recognize(record.network, rasterize(program.window.desk.canvas.drawing))


@pytest.fixture
def lone_view(qtbot):
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(1030, 676)
    view.show()
    return view


@pytest.fixture
def strange(lone_view):
    """A three read by a network with other layers, shown in `lone_view`."""
    random = np.random.default_rng(0)
    shapes = OTHER.parameter_shapes.items()
    numbers = {name: random.normal(0, 0.2, shape).astype(np.float32) for name, shape in shapes}
    recognition = recognize(Network("other", OTHER, numbers), rasterize(digit_drawing(3)))
    lone_view.show_recognition(recognition)
    return recognition


def draw_digit(program, digit):
    draw(program.window.desk.canvas, digit_strokes(digit))
    program.recognition.recognize_now()


def numbers_of(column, recognition):
    """The numbers (C, H, W) that belong into a column, from the forward pass."""
    if column.part == "input":
        return recognition.raster.array[None]
    before = recognition.trace.pre_activations
    arrays = before if column.part == "before" else recognition.trace.activations
    return arrays[column.layer].reshape(column.count, *column.shape)


def middle(column, number, row, col):
    (x, y), (wide, tall) = column.corner(number), column.cell
    return x + col * wide + wide // 2, y + row * tall + tall // 2


def seen(view, column):
    """The colours on screen in the middle of every cell (C, H, W)."""
    image, result = view.grab().toImage(), np.zeros((column.count, *column.shape), np.uint32)
    for index in np.ndindex(result.shape):
        result[index] = image.pixel(*middle(column, *index))
    return result


def lut_of(column, gamma=0.7, is_dark=False):
    if column.part == "input":
        return table("ink", None, 1.0, is_dark)
    return table("activation+", "activation-", gamma, is_dark)


def scale_of(recognition, layer):
    group = {"P2": "C1", "P4": "C3"}.get(layer, layer)
    return float(np.abs(recognition.trace.pre_activations[group]).max())


def assert_colours_are_true(view, recognition, largest=None, **look):
    for column in view.columns[:-1]:
        scale = 1.0 if column.part == "input" else largest or scale_of(recognition, column.layer)
        expected = colors(numbers_of(column, recognition), scale, lut_of(column, **look))
        assert np.array_equal(expected, seen(view, column)), (column.layer, column.part)


def assert_legend_shows(view, column, strip):
    """Every pixel of the legend beneath a column is one of the colours that it spans."""
    y = 14 + max(c.top + c.height for c in view.columns if c.part != "out")
    image, step = view.grab().toImage(), len(strip) / column.width
    for x in range(column.width):
        spanned = strip[int(x * step) : int((x + 1) * step) + 2]
        assert image.pixel(column.left + x, y) in spanned.tolist(), (column.layer, column.part, x)


def test_every_cell_has_the_colour_of_its_activation(view, three, program):
    assert_colours_are_true(view, three)
    program.settings.change(theme="dark", gamma=1.0)
    assert_colours_are_true(view, three, gamma=1.0, is_dark=True)
    program.settings.change(scale="network")
    largest = max(scale_of(three, layer) for layer in WEIGHTED)
    assert_colours_are_true(view, three, largest, gamma=1.0, is_dark=True)


def test_with_a_scale_for_each_map_every_living_map_reaches_the_end(view, three, program):
    program.settings.change(scale="map")
    column = view.columns[2]
    maps, drawn = numbers_of(column, three), seen(view, column)
    for values, colours in zip(maps, drawn, strict=True):
        end = lut_of(column)[-1 if values.any() else HALF]
        assert {int(end)} == set(colours[values == values.max()].tolist())


@pytest.mark.parametrize("was_drawn_on", [False, True])
def test_a_blank_canvas_draws_all_maps_neutral(program, was_drawn_on):
    if was_drawn_on:
        draw_digit(program, 3)
        program.window.desk.canvas.clear()
    program.recognition.recognize_now()
    view = program.window.inspect.network_view
    for column in view.columns[:-1]:
        assert {int(lut_of(column)[HALF])} == set(seen(view, column).ravel().tolist())


def test_legends_show_the_colours_that_are_used(view):
    for column in view.columns[1:-1]:
        lut = lut_of(column)
        assert_legend_shows(view, column, lut if column.part == "before" else lut[HALF:])


@pytest.mark.parametrize("size", [(1030, 676), (1240, 720), (1584, 988), (2224, 1348)])
def test_no_map_covers_a_legend(lone_view, record, size):
    lone_view.resize(*size)
    lone_view.show_recognition(recognize(record.network, rasterize(digit_drawing(3))))
    for column in lone_view.columns[1:-1]:
        lut = lut_of(column)
        assert_legend_shows(lone_view, column, lut if column.part == "before" else lut[HALF:])


@pytest.mark.parametrize("is_drawn_on", [False, True])
def test_legends_bend_with_gamma(program, qtbot, is_drawn_on):
    if is_drawn_on:
        draw_digit(program, 3)
    view = program.window.inspect.network_view
    for gamma in (0.5, 1.0):
        program.settings.change(gamma=gamma)
        qtbot.waitUntil(lambda: not view._clock._timer.isActive())
        assert_legend_shows(view, view.columns[2], lut_of(view.columns[2], gamma)[HALF:])


def test_legends_of_tanh_have_both_signs_after_it_too(lone_view, strange):
    after = next(column for column in lone_view.columns if column.part == "after")
    assert numbers_of(after, strange).min() < 0
    assert_legend_shows(lone_view, after, lut_of(after))


def test_a_locked_scale_survives_another_network(lone_view, strange, record):
    lone_view.set_scale_mode("locked")
    lone_view.show_recognition(recognize(record.network, strange.raster))
    assert set(WEIGHTED) <= set(lone_view.scale.largest)


def card_of(recognition, column, *index):
    """What the card should say, from the forward pass."""
    trace, layer, (number, row, col) = recognition.trace, column.layer, index
    place = [] if column.shape == (1, 1) else [f"row {row}, col {col}"]
    if column.part == "input":
        return ["Pointer", "In", *place, "ink", f"{recognition.raster.array[row, col]:.3f}"]
    if column.part == "out":
        logit, probability = trace.logits[0, number], recognition.probabilities[number]
        texts = ["logit", signed(logit, 3), "probability", percent(probability, 3)]
        return ["Pointer", f"digit {number}", *texts]
    name = f"{layer} · {'map' if place else 'unit'} {number}"
    value = trace.activations[layer].reshape(column.count, *column.shape)[index]
    text = f"{value:.3f}".replace("-", "−")
    if layer not in trace.pre_activations:
        return ["Pointer", name, *place, "value", text]
    before = trace.pre_activations[layer].reshape(column.count, *column.shape)[index]
    return ["Pointer", name, *place, "before", signed(before, 3), "after", text]


def test_the_card_tells_the_true_numbers_of_the_cell_under_the_pointer(view, three):
    for column in view.columns:
        maps = numbers_of(column, three)
        index = tuple(int(i) for i in np.unravel_index(np.abs(maps).argmax(), maps.shape))
        move_to(view, *middle(column, *index))
        expected = card_of(three, column, *index)
        assert expected == [text for _, text in view._card]
        assert ", ".join(expected) == view.accessibleDescription()


def test_a_network_of_other_layers_is_told_too(lone_view, strange):
    for column in lone_view.columns:
        index = (column.count - 1, 0, 0)
        expected = card_of(strange, column, *index)
        assert expected == [text for _, text in describe(Cell(column, *index), strange)]


def test_off_the_maps_and_without_a_drawing_nothing_is_told(view, three):
    move_to(view, 1, 1)
    assert [] == view._card == describe(None, three)
    move_to(view, *middle(view.columns[0], 0, 3, 3))
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert [] == view._card == describe(Cell(view.columns[0], 0, 3, 3), None)


def move_to(view, x, y):
    """The pointer moves; sent, because the screen of the tests is smaller than the window."""
    at, none = QPointF(x, y), Qt.MouseButton.NoButton
    place = view.mapToGlobal(at)
    kind, keys = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(view, QMouseEvent(kind, at, place, none, none, keys))
