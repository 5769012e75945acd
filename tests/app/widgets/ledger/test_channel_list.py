"""The list of channels: order, choice by mouse and keys, rows that shrink and scroll."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from app.formats import signed
from app.tokens import LIGHT
from app.widgets.ledger.channel_columns import columns_for, label_place, rows_for
from model.unit import Unit
from tests.app.widgets.ledger.convolutions import (
    BIG,
    body_for,
    bundled,
    by_hand,
    random_network,
    read,
    show,
)

UNIT = Unit("C3", 26, 3, 6)


@pytest.fixture
def seven():
    return read(bundled("default"))


@pytest.fixture
def body(qtbot, seven):
    body = body_for(qtbot)
    show(body, seven, UNIT)
    return body


def middle_of(rows, row, x=30):
    return QPoint(x, rows.rows.top(row) + rows.rows.row // 2)


def test_a_click_and_the_keys_choose_a_channel(body, qtbot):
    rows = body.list.rows
    qtbot.mouseClick(rows, Qt.MouseButton.LeftButton, pos=middle_of(rows, 4))
    assert 4 == body.channel == body.grids.term.channel
    for key, channel in (
        *((Qt.Key.Key_Down, 5), (Qt.Key.Key_Up, 4), (Qt.Key.Key_Home, 0), (Qt.Key.Key_Up, 0)),
        *((Qt.Key.Key_End, 15), (Qt.Key.Key_Down, 15)),
    ):
        qtbot.keyClick(rows, key)
        assert channel == body.channel == body.grids.term.channel
    assert "P2 · 15, subtotal" in rows.accessibleDescription()


@pytest.mark.parametrize("by", ["channel", "size", "sign"])
def test_rows_are_sorted(body, seven, qtbot, by):
    action = next(action for action in body.list._menu.actions() if action.data() == by)
    action.trigger()
    assert [by] == [a.data() for a in body.list._menu.actions() if a.isChecked()]
    found, rows = by_hand(seven, UNIT), body.list.rows
    numbers = dict(enumerate(found.subtotals.tolist()))
    keys = {
        "channel": lambda n: n,
        "size": lambda n: -abs(numbers[n]),
        "sign": lambda n: (numbers[n] < 0, -abs(numbers[n])),
    }
    expected = sorted(numbers, key=keys[by])
    assert expected == rows.order.tolist()
    assert [signed(numbers[n], 3) for n in expected] == rows.subtotals
    running = found.bias + np.cumsum([0, *(numbers[n] for n in expected)])
    np.testing.assert_allclose(running, rows.running, rtol=0, atol=1e-5)
    qtbot.mouseClick(rows, Qt.MouseButton.LeftButton, pos=middle_of(rows, 3))
    assert expected[3] == body.channel
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert expected[4] == body.channel


def test_hovering_outlines_a_row_and_names_the_part(body, qtbot):
    rows, parts = body.list.rows, []
    body.part_hovered.connect(parts.append)
    before = rows.grab().toImage()
    columns = rows.columns
    across = [30, *(left + 5 for left in columns.pictures), columns.subtotal - 10]
    for x in (*across, columns.left + 40):
        qtbot.mouseMove(rows, middle_of(rows, 7, round(x)))
    assert ["x", "w", "sum", ""] == parts
    assert before != rows.grab().toImage()
    qtbot.mouseMove(rows, middle_of(rows, 0, round(columns.left) + 40))
    assert "b" == parts[-1]


def test_a_channel_pointed_at_elsewhere_is_outlined(body):
    rows, accent = body.list.rows, LIGHT.color("accent").rgb()
    body.choose(4)
    rows.clearFocus()

    def outlined():
        image = rows.grab().toImage()
        tops = (rows.rows.top(row) for row in range(16))
        return [row for row, top in enumerate(tops) if image.pixel(200, top) == accent]

    assert [] == outlined()
    body.highlight(Unit("P2", 11, 5, 7))
    assert [11] == outlined()
    body.highlight(None)
    assert [] == outlined()


def test_many_rows_are_lower_and_scroll(qtbot):
    recognition = read(random_network(*BIG))
    body = body_for(qtbot)
    show(body, recognition, Unit("K2", 5, 4, 4))
    rows = body.list.rows
    assert 64 == rows.rows.count
    assert 64 * rows.rows.row == rows.height() > body.height()
    bar = body.list._area.verticalScrollBar()
    for channel in (0, 63, 30):
        body.choose(channel)
        top = rows.rows.top(rows.chosen_row)
        assert bar.value() <= top
        assert top + rows.rows.row <= bar.value() + body.list._area.height()


def test_rows_take_the_height_there_is():
    assert (16, 21, 0) == tuple(getattr(rows_for(16, 5, 344), n) for n in ("count", "row", "lead"))
    assert 17 == rows_for(64, 5, 344).row
    assert 19 == rows_for(64, 9, 344).row  # two pixels for every cell of the kernel
    roomy = rows_for(3, 5, 344)
    assert (31, 21, 3 * 31 + 2 * 21) == (roomy.row, roomy.lead, roomy.height)
    assert [None, 0, 2, None] == [roomy.at(y) for y in (5, 22, 21 + 92, 21 + 94)]


def test_thumbnails_show_patch_kernel_and_products_of_each_row(body, seven):
    rows, found = body.list.rows, by_hand(seven, UNIT)
    shades = rows._shades
    spans = shades.scale.largest["P2"], shades.largest_weight, shades.largest_product
    tables = shades.patch_table("P2"), shades.weights, shades.products
    values = found.patches, found.kernels, found.products
    body.list.sort("size")
    image, columns, cell = rows.grab().toImage(), rows.columns, rows.columns.side / 5
    for left, part, span, table in zip(columns.pictures, values, spans, tables, strict=True):
        half = len(table) // 2
        for row in (0, 7, 15):
            top = rows.rows.top(row) + (rows.rows.row - columns.side) // 2
            number = int(rows.order[row])
            for i, j in np.ndindex(5, 5):
                at = round(np.clip(part[number, i, j] / span, -1, 1) * half) + half
                near = {int(table[n]) for n in range(max(at - 1, 0), min(at + 2, len(table)))}
                x, y = round(left + (j + 0.5) * cell), round(top + (i + 0.5) * cell)
                assert image.pixel(x, y) in near


def test_bars_go_from_the_bias_to_the_pre_activation(body, seven):
    rows, found = body.list.rows, by_hand(seven, UNIT)
    columns = rows.columns
    low, high = min(0.0, rows.running.min()), max(0.0, rows.running.max())
    for value in (found.bias, found.pre_activation, 0.0):
        x = columns.left + (columns.right - columns.left) * (value - low) / (high - low)
        assert abs(x - columns.x(value)) < 0.01
    assert (signed(found.bias, 3), signed(found.pre_activation, 3)) == rows.ends


def test_a_label_never_leaves_the_list_and_rather_not_crosses_the_zero():
    running = np.array([-1.0, 1.0])
    columns = columns_for(50.0, 20.0, 20, 386, running)
    assert columns.left == columns.x(-1.0)
    right = label_place((columns.left, columns.left + 20), 40, columns, 0, 20)
    assert columns.left + 25 == right.left()
    left = label_place((columns.right - 20, columns.right), 60, columns, 0, 20)
    assert columns.right - 25 == left.right()
    assert label_place((columns.left, columns.right), 60, columns, 0, 20) is None
