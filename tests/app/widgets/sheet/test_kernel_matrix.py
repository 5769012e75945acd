"""Pointing at kernels, choosing them, and what is said about them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest

from app.colormaps import colors, weight_table
from app.tokens import LIGHT
from app.widgets.sheet.kernel_matrix import legend_texts
from app.widgets.sheet.matrix_labels import chosen_labels
from app.widgets.sheet.matrix_layout import Place
from app.widgets.sheet.matrix_texts import words
from app.widgets.sheet.weight_picture import weight_picture
from tests.app.widgets.sheet.networks import DEEP, bundled, random_network

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def c3(matrix):
    matrix.show_weights(weight_picture(bundled("default"), "C3"))
    return matrix


@pytest.fixture
def sparse(matrix):
    matrix.show_weights(weight_picture(bundled("lenet5"), "C3"))
    return matrix


def middle(matrix, place):
    return matrix.rect_of(place).center().toPoint()


def test_the_kernel_under_the_pointer_is_shown_and_the_chosen_one_afterwards(c3):
    told = []
    c3.shown_changed.connect(told.append)
    c3.choose(26)
    QTest.mouseMove(c3, middle(c3, Place(3, 9)))
    assert (Place(3, 9), (2, 2)) == c3.shown == told[-1]
    QTest.mouseMove(c3, QPoint(3, 3))
    assert (Place(26, 0), None) == c3.shown == told[-1]


def test_the_chosen_one_is_shown_when_the_pointer_leaves(c3):
    c3.choose(26)
    QTest.mouseMove(c3, middle(c3, Place(3, 9)))
    c3.leaveEvent(QEvent(QEvent.Type.Leave))
    assert (Place(26, 0), None) == c3.shown


def test_a_click_chooses_and_stays(c3, qtbot):
    with qtbot.waitSignal(c3.channel_wanted) as caught:
        QTest.mouseClick(c3, LEFT, pos=middle(c3, Place(17, 4)))
    assert [17] == caught.args
    QTest.mouseMove(c3, QPoint(3, 3))
    assert Place(17, 4) == c3.chosen == c3.shown.place


def test_arrow_keys_choose_the_neighbour_and_stop_at_the_edge(c3):
    asked = []
    c3.channel_wanted.connect(asked.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right):
        QTest.keyClick(c3, key)
    assert Place(2, 1) == c3.chosen
    assert [1, 1, 2] == asked
    QTest.keyClick(c3, Qt.Key.Key_Up)
    QTest.keyClick(c3, Qt.Key.Key_Up)
    assert Place(2, 0) == c3.chosen


def test_choosing_a_map_keeps_the_channel(c3):
    QTest.mouseClick(c3, LEFT, pos=middle(c3, Place(5, 11)))
    c3.choose(30)
    assert Place(30, 11) == c3.chosen
    c3.choose(32)
    assert Place(30, 11) == c3.chosen


def test_choosing_a_map_of_a_sparse_layer_takes_a_connected_kernel(sparse):
    for number, seen in enumerate(bundled("lenet5").spec.layer("C3").connections):
        sparse.choose(number)
        assert sparse.chosen.number == number
        assert sparse.chosen.channel in seen


def test_unconnected_kernels_say_so(sparse):
    QTest.mouseMove(sparse, middle(sparse, Place(0, 3)))
    assert "Kernel: map 0, channel 3; " in sparse.accessibleDescription()
    assert "not connected" in sparse.accessibleDescription()
    assert "All 60 kernels of 96 pairs" == sparse.words.heading
    assert "hatched: not connected" in sparse.words.legend


def test_the_numbers_are_spoken(c3):
    c3.choose(26)
    weights = bundled("default").parameters["C3.weight"][26, 0]
    said = c3.accessibleDescription()
    for value in weights.ravel():
        assert f"{abs(value):.3f}"[1:] in said


@pytest.mark.parametrize(
    ("name", "layer"), [("default", "C3"), ("default", "C1"), ("lenet5", "C3")]
)
def test_the_screen_shows_the_colours_of_the_weights(matrix, name, layer):
    picture = weight_picture(bundled(name), layer)
    matrix.show_weights(picture)
    matrix.choose(1)
    image = matrix.grab().toImage()
    random = np.random.default_rng(0)
    for _ in range(40):
        number, channel = (int(random.integers(size)) for size in picture.count)
        if not picture.connected[number, channel]:
            continue
        box = matrix.rect_of(Place(number, channel))
        row, column = (int(random.integers(size)) for size in picture.block)
        if 0 in (row, column) or 4 in (row, column):
            continue  # the mark lies over the edge
        side = box.width() / picture.block[1]
        x, y = box.left() + (column + 0.5) * side, box.top() + (row + 0.5) * side
        weight = picture.weights[number, channel, row : row + 1, column]
        expected = colors(weight, picture.largest, weight_table(is_dark=False))[0]
        assert int(expected) == image.pixel(int(x), int(y))


def test_the_chosen_column_is_outlined(c3):
    c3.choose(20)
    image = c3.grab().toImage()
    violet = LIGHT.color("accent").rgb()
    box, area = c3.rect_of(Place(20, 8)), c3.area
    edge = [image.pixel(int(box.left()) - 1, int(area.top()) + n) for n in range(4, 250, 7)]
    assert {violet} == set(edge)
    other = c3.rect_of(Place(10, 8))
    assert violet != image.pixel(int(other.left()) - 1, int(other.center().y()))


def test_a_deep_layer_scrolls_to_what_is_chosen(matrix):
    matrix.show_weights(weight_picture(random_network(DEEP), "K2"))
    assert matrix.blocks.cell == (2, 2)
    assert matrix._across.isHidden()
    assert matrix.rect_of(Place(63, 0)).top() > matrix.area.bottom()
    matrix.choose(63)
    for _ in range(63):
        QTest.keyClick(matrix, Qt.Key.Key_Down)
    assert Place(63, 63) == matrix.chosen
    assert matrix.area.adjusted(-1, -1, 1, 1).contains(matrix.rect_of(Place(63, 63)))
    QTest.mouseMove(matrix, middle(matrix, Place(63, 63)))
    assert Place(63, 63) == matrix.hovered.place
    matrix.grab()


def test_units_name_the_cell_under_the_pointer(matrix):
    network = bundled("default")
    picture = weight_picture(network, "F5")
    matrix.show_weights(picture)
    box = matrix.rect_of(Place(7, 2))
    at = QPoint(int(box.left()) + 13, int(box.center().y()))  # cell 13 of 25: row 2, column 3
    QTest.mouseMove(matrix, at)
    assert (Place(7, 2), (2, 3)) == matrix.shown
    assert network.parameters["F5.weight"][7, 2 * 25 + 13] == picture.weights[7, 2, 2, 3]


def test_words_say_what_columns_and_rows_are():
    c3 = words(weight_picture(bundled("default"), "C3"))
    assert "All 512 kernels" == c3.heading
    assert "a column is one map of C3, a row is one channel of P2" == c3.captions[0]
    assert "columns: C3, rows: P2" == c3.captions[1]
    f5 = words(weight_picture(bundled("default"), "F5"))
    assert "All 96,000 weights" == f5.heading
    assert "its 25 cells side by side" in f5.captions[0]
    assert "All 16 kernels" == words(weight_picture(bundled("default"), "C1")).heading


@pytest.mark.parametrize(
    ("largest", "text"), [(0.2061, "0.206"), (3.34, "3.340"), (12.34, "12.3"), (0.00012, "0.0001")]
)
def test_legend(largest, text):
    assert (f"−{text}", "0", f"+{text}") == legend_texts(largest)


def test_labels_leave_room_for_the_meant_one():
    middles = [10.0 + 17 * n for n in range(32)]
    labels = chosen_labels(middles, 25, 18, 0, 600)
    numbers = [label.number for label in labels]
    assert [*range(0, 23, 2), 28, 30, 25] == [n for n in numbers if n not in (24, 26)]
    assert not {24, 26} & set(numbers)
    assert [25] == [label.number for label in labels if label.is_meant]
    apart = np.diff(sorted(label.middle for label in labels))
    assert apart.min() >= 18


def test_c5_of_lenet5_stands_in_bands_with_every_weight_in_its_place(matrix):
    matrix.resize(594, 700)
    picture = weight_picture(bundled("lenet5"), "C5")
    matrix.show_weights(picture)
    assert (3, True) == (matrix.blocks.bands, matrix._across.isHidden())
    matrix.choose(119)
    image, table = matrix.grab().toImage(), weight_table(False)
    for place in (Place(0, 0), Place(39, 15), Place(40, 0), Place(79, 8), Place(118, 15)):
        expected = colors(picture.weights[place], picture.largest, table)
        box = matrix.rect_of(place)
        for row, column in np.ndindex(5, 5):
            at = QPoint(int(box.left()) + 2 * column, int(box.top()) + 2 * row)
            if matrix.area.contains(at):
                assert image.pixel(at) == expected[row, column]
                assert (place, (row, column)) == matrix.block_at(at.x() + 0.5, at.y() + 0.5)


def test_the_scale_of_the_kernels_can_be_chosen(matrix):
    matrix.show_weights(weight_picture(bundled("default"), "C1"))
    assert "weights, one scale for the layer" == matrix.words.legend
    QTest.mouseClick(matrix.scales._buttons.button(1), Qt.MouseButton.LeftButton)
    assert matrix.picture.is_own
    assert "weights, each kernel on a scale of its own" == matrix.words.legend
    matrix.show_weights(weight_picture(bundled("default"), "C3"))
    assert matrix.picture.is_own  # stays chosen
    matrix.show_weights(weight_picture(bundled("default"), "F5"))
    assert matrix.scales.isHidden()
    assert not matrix.picture.is_own
