"""What the pointer rests on is told truly, and what it sees is outlined."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.formats import percent, signed
from app.tokens import LIGHT
from app.widgets.network_hover import Cell, describe
from app.widgets.network_outlines import outlines_of
from model.ledger import ledger
from model.network import lenet5
from model.receptive_fields import receptive_fields, units_that_see
from model.unit import Unit
from tests.app.widgets.conftest import OTHER, middle, move_to, numbers_of, read_three


def card_of(recognition, column, *index):
    """What the card should say, from the forward pass and the layer table."""
    return [*numbers_on_card(recognition, column, *index), *sight_of(recognition, column, *index)]


def numbers_on_card(recognition, column, *index):
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
    texts = ["Pointer", name, *place, "before", signed(before, 3), "after", text]
    unit = Unit(layer, number, row, col)
    found = ledger(recognition.network, trace, recognition.raster.array, unit)
    passages = [p for p in getattr(found, "passages", ()) if getattr(p.ledger, "mode", "") == "max"]
    if passages:
        word = "wins" if any(p.is_winner for p in passages) else "loses"
        texts.append(f"{word} in {passages[0].ledger.unit.layer}")
    return texts


def sight_of(recognition, column, *index):
    spec, unit = recognition.network.spec, Unit(column.layer, *index)
    if column.part == "input":
        title, regions = "Seen by", units_that_see(spec, unit)
    else:
        fields = receptive_fields(spec, unit)
        title, regions = "It sees", {name: field.region for name, field in fields.items()}
    texts = []
    for name, region in regions.items():
        shape = spec.input if name == "input" else spec.shape_of(name)
        whole = region if column.part == "input" else fields[name]  # with what lies in the padding
        size = f"{len(whole.rows)} × {len(whole.columns)}"
        if tuple(map(len, region)) == tuple(shape):
            size = f"all {shape.channels}" if shape.is_vector else "all"
        if all(region):
            texts.append(f"{'In' if name == 'input' else name} {size}")
    return [title, *texts] if texts else []


def test_the_card_tells_the_true_numbers_of_the_cell_under_the_pointer(view, three):
    for column in view.columns:
        maps = numbers_of(column, three)
        index = tuple(int(i) for i in np.unravel_index(np.abs(maps).argmax(), maps.shape))
        move_to(view, *middle(column, *index))
        expected = card_of(three, column, *index)
        assert expected == [text for _, text in view._card]
        assert ", ".join(expected) == view.accessibleDescription()


@pytest.mark.parametrize("spec", [OTHER, lenet5()], ids=["other", "lenet5"])
def test_a_network_of_other_layers_is_told_too(lone_view, spec):
    three = read_three(spec)
    lone_view.show_recognition(three)
    for column in lone_view.columns:
        index = (column.count - 1, 0, 0)
        expected = card_of(three, column, *index)
        assert expected == [text for _, text in describe(Cell(column, *index), three)]


def test_without_a_pointer_the_view_says_which_layers_it_shows(lone_view, lenet5_three):
    assert lone_view.isVisible()
    move_to(lone_view, 1, 1)
    expected = "; ".join(lenet5_three.network.spec.title(n) for n in lenet5_three.trace.activations)
    assert expected == lone_view.accessibleDescription()
    assert "S2 · sub-sampling 2×2 · 6 @ 14×14" in expected


def outlined(view, layer, part, region):
    """The maps of a column in which this region, (top, left, bottom, right), is outlined."""
    column = next(c for c in view.columns if (c.layer, c.part) == (layer, part))
    image, accent = view.grab().toImage(), LIGHT.color("accent").rgb()
    top, left, bottom, right = region
    (wide, tall), found = column.cell, set()
    for number in range(column.count):
        x, y = column.corner(number)
        box = x + left * wide - 1, y + top * tall - 1, x + right * wide, y + bottom * tall
        sides = [(u, v) for u in range(box[0], box[2]) for v in (box[1], box[3])]
        sides += [(u, v) for v in range(box[1], box[3]) for u in (box[0], box[2])]
        if all(image.pixel(u, v) == accent for u, v in sides):
            found.add(number)
    return found


def point_at(view, layer, *index):
    column = next(c for c in view.columns if c.layer == layer)
    move_to(view, *middle(column, *index))


def test_a_unit_of_c3_outlines_what_it_is_connected_to(lone_view, lenet5_three):
    assert lone_view.isVisible()
    for number, maps in enumerate(lenet5_three.network.spec.layer("C3").connections):
        point_at(lone_view, "C3", number, 2, 9)
        assert set(maps) == outlined(lone_view, "S2", "after", (2, 9, 7, 14))
        assert set(maps) == outlined(lone_view, "S2", "before", (2, 9, 7, 14))
        assert {0} == outlined(lone_view, "input", "input", (2, 16, 16, 28))


def test_a_sub_sampled_unit_outlines_its_window_in_its_map(lone_view, lenet5_three):
    assert lenet5_three.prediction in range(10)
    point_at(lone_view, "S4", 11, 3, 0)
    assert {11} == outlined(lone_view, "C3", "after", (6, 0, 8, 2))
    assert {0} == outlined(lone_view, "input", "input", (10, 0, 26, 14))


def test_a_pooled_unit_and_a_unit_of_any_convolution_outline_what_they_see(view, three):
    assert three.prediction == 3
    point_at(view, "P2", 5, 13, 0)
    assert {5} == outlined(view, "C1", "after", (26, 0, 28, 2))
    point_at(view, "C3", 5, 0, 0)
    assert set(range(16)) == outlined(view, "P2", "after", (0, 0, 5, 5))


def test_what_sees_everything_frames_the_whole_layer_once(lone_view, lenet5_three):
    assert lenet5_three.prediction in range(10)
    for layer in ("C5", "F6", "Out"):
        point_at(lone_view, layer, 7, 0, 0)
        assert not outlined(lone_view, "S4", "after", (0, 0, 5, 5))
        assert {0} == outlined(lone_view, "input", "input", (0, 0, 28, 28))


def test_a_pixel_outlines_the_units_that_see_it(lone_view, lenet5_three):
    assert lenet5_three.prediction in range(10)
    pixel = Unit("input", 0, 12, 20)
    seeing = outlines_of(lenet5_three.network.spec, pixel, lone_view.columns).seeing
    for layer, region in units_that_see(lenet5_three.network.spec, pixel).items():
        for column in lone_view.columns:
            if column.layer != layer or column.shape == (1, 1):
                continue
            wide, tall = column.cell
            size = len(region.columns) * wide, len(region.rows) * tall
            for channel in region.channels:
                x, y = column.corner(channel)
                place = x + region.columns.start * wide, y + region.rows.start * tall
                assert (*place, *size) in seeing, (layer, channel)


def test_a_unit_outlines_the_pooled_unit_that_takes_it(lone_view, lenet5_three):
    assert lenet5_three.prediction in range(10)
    point_at(lone_view, "C3", 4, 7, 9)
    assert {4} == outlined(lone_view, "S4", "after", (3, 4, 4, 5))


def test_off_the_maps_and_without_a_drawing_nothing_is_told(view, three):
    move_to(view, 1, 1)
    assert [] == view._card == describe(None, three)
    move_to(view, *middle(view.columns[0], 0, 3, 3))
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert [] == view._card == describe(Cell(view.columns[0], 0, 3, 3), None)
