"""What is on screen are the numbers of the forward pass, pixel by pixel."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF

from app.colormaps import HALF, colors, table
from app.commands.self_test import digit_drawing
from app.theme import font
from app.widgets.network_heads import part_text
from app.widgets.scale import measure
from model.network import lenet5
from model.raster import rasterize
from model.recognizer import recognize
from tests.app.widgets.conftest import draw_digit, middle, numbers_of

WEIGHTED = ("C1", "C3", "F5", "F6", "Out")


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


def test_every_cell_of_lenet5_has_the_colour_of_its_activation(lone_view, lenet5_three):
    for column in lone_view.columns[:-1]:
        largest = measure(lenet5(), lenet5_three.trace, "layer").largest
        scale = 1.0 if column.part == "input" else largest[column.layer]
        expected = colors(numbers_of(column, lenet5_three), scale, lut_of(column))
        assert np.array_equal(expected, seen(lone_view, column)), (column.layer, column.part)


@pytest.mark.parametrize("size", [(1030, 676), (1584, 988), (2224, 1348)])
def test_what_a_column_shows_is_said_in_the_room_there_is(lone_view, lenet5_three, size):
    lone_view.resize(*size)
    spec, metrics = lenet5_three.network.spec, QFontMetricsF(font("label"))
    shown = lone_view.columns
    for column, following in itertools.pairwise(shown):
        text = part_text(column, spec, column.width)
        assert column.left + metrics.horizontalAdvance(text) < following.left, column.layer
        if column.part in ("before", "after"):
            assert text in (column.part, f"{column.part} scaled tanh")
    is_roomy = size[0] > 1030
    assert part_text(shown[9], spec, shown[9].width) == (
        "after scaled tanh" if is_roomy else "after"
    )


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


def test_with_a_scale_for_each_map_its_largest_number_reaches_the_end(view, three, program):
    program.settings.change(scale="map")
    before, after = view.columns[1:3]
    for column in (before, after):
        spans = np.abs(numbers_of(before, three)).max(axis=(1, 2))  # one number, one colour
        shown = zip(numbers_of(column, three), spans, seen(view, column), strict=True)
        for values, span, colours in shown:
            assert np.array_equal(colors(values, float(span), lut_of(column)), colours)


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
