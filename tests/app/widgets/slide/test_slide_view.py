"""The window slides, fills the map with the network's values, and stops at any touch."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.tokens import DARK
from app.widgets.slide.slide_course import course_of
from model.layers import FullyConnected
from model.unit import Unit
from tests.app.widgets.slide.conftest import BUNDLED, begin, play, random_network, read, show
from tests.model.layer_tables import random_table

Key = Qt.Key


def filled(view):
    """What is painted as filled: numbers up to the position, nothing beyond."""
    target = view.picture.maps[1].values
    return target.reshape(-1)[: view.picture.number + 1]


# -- what is filled ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUNDLED)
def test_all_layers_of_the_bundled_networks(build_view, bundled, name):
    recognition = read(bundled[name])
    view = build_view(recognition)
    for layer in bundled[name].spec.layers:
        if isinstance(layer, FullyConnected):
            continue
        begin(view, layer.name, 3)
        reached = []
        view.unit_reached.connect(reached.append)
        values = recognition.trace.activations[layer.name][0][3]
        while not view.clock.is_at_end:
            view.clock.step(max(1, view.clock.count // 7))
            assert view.picture.arithmetic.unit == reached[-1]
            number = view.clock.number
            assert values.reshape(-1)[number] == pytest.approx(
                view.picture.arithmetic.value, abs=1e-5
            )
            np.testing.assert_array_equal(values.reshape(-1)[: number + 1], filled(view))
        view.unit_reached.disconnect(reached.append)
        view.grab()


@pytest.mark.parametrize("seed", range(12))
def test_random_tables_are_painted(build_view, seed):
    network = random_network(random_table(seed), seed)
    recognition = read(network, seed % 10)
    view = build_view(recognition)
    for layer in network.spec.layers:
        if not isinstance(layer, FullyConnected):
            begin(view, layer.name, 0)
            view.clock.step(view.clock.count // 2)
            view.grab()
            row, column = divmod(view.clock.number, network.spec.shape_of(layer.name).width)
            value = recognition.trace.activations[layer.name][0][0, row, column]
            assert value == pytest.approx(view.picture.told.value, abs=1e-5)


def test_cells_not_reached_are_hatched_and_the_others_have_their_colour(view):
    view.clock.step(33)
    image = view.picture.grab().toImage()
    grid, target = view.picture.places.target, view.picture.maps[1]
    assert image.devicePixelRatio() == 1
    for row, column in ((0, 0), (1, 0), (2, 9), (3, 1)):
        middle = grid.cell_rect(row, column).center().toPoint()
        expected = target.image().pixel(column, row)
        assert expected == image.pixel(middle)
    box = grid.cell_rect(3, 5).adjusted(3, 3, -3, -3).toRect()
    ground = {image.pixel(x, y) for x in range(box.left(), box.right()) for y in (box.top(),)}
    assert len(ground) > 1  # lines on a ground


def test_it_starts_at_the_unit_asked_for_with_its_strongest_channel(view, bundled):
    recognition = read(bundled["default"])
    reached = []
    view.unit_reached.connect(reached.append)
    begin(view, "C3", 26, (3, 6))
    assert [Unit("C3", 26, 3, 6)] == reached
    assert 36 == view.clock.number
    patches = recognition.trace.activations["P2"][0][:, 3:8, 6:11].astype(np.float64)
    kernels = recognition.network.parameters["C3.weight"][26]
    assert int(np.abs((patches * kernels).sum(axis=(1, 2))).argmax()) == view.channel


def test_another_channel(view):
    index = view.title.channel_box.findData(4)
    view.title.channel_box.setCurrentIndex(index)
    view.title.channel_box.activated.emit(index)
    assert (4, 4) == (view.channel, view.picture.arithmetic.channel)
    view.picture.channel_clicked.emit(11)
    assert "channel 11 of 16" == view.title.channel_box.currentText()
    view.show_channel(99)
    assert 11 == view.channel


def test_only_channels_that_are_connected_can_be_chosen(build_view, bundled):
    view = build_view(read(bundled["lenet5"]))
    begin(view, "C3", 0)
    box = view.title.channel_box
    assert [0, 1, 2] == [box.itemData(n) for n in range(box.count())]
    begin(view, "S2", 3)
    assert not box.isVisible()


def test_a_click_on_a_bar_chooses_the_channel(view):
    chart = view.picture.places.middle.chart
    at = QPoint(round(chart.left() + chart.width() * 9.5 / 16), round(chart.bottom() - 5))
    QTest.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=at)
    assert 9 == view.channel


def test_the_drawing_changes_while_it_slides(view, bundled):
    view.clock.step(44)
    other = read(bundled["default"], 3)
    show(view, other)
    view._texts.show_now()
    value = other.trace.activations["C3"][0][26, 4, 4]
    assert value == pytest.approx(view.picture.told.value, abs=1e-5)
    np.testing.assert_array_equal(
        other.trace.activations["C3"][0][26].reshape(-1)[:45], filled(view)
    )


# -- networks and the theme ----------------------------------------------------------------------


def test_a_network_without_that_map_closes_it(view, bundled, qtbot):
    play(view)
    with qtbot.waitSignal(view.closed):
        show(view, read(bundled["lenet5"]))  # has 16 maps in C3
    assert not view.is_running
    assert view.picture.maps is None
    view.grab()


def test_a_network_with_that_map_goes_on(view, bundled):
    view.clock.step(20)
    show(view, read(bundled["l2"]))
    assert 20 == view.clock.number
    assert view.channel in range(16)


def test_colours_follow_the_theme(view):
    view.set_tokens(DARK)
    image = view.picture.grab().toImage()
    at = view.picture.places.target.cell_rect(0, 0).center().toPoint()
    assert view.picture.maps[1].image().pixel(0, 0) == image.pixel(at)


def test_nothing_to_slide_over(build_view, bundled, qtbot):
    from app.widgets.slide.slide_view import SlideView

    lone = SlideView()
    qtbot.addWidget(lone)  # keeps a weak reference only: `lone` lives to the end of the test
    with pytest.raises(ValueError, match="no result"):
        lone.start("C3", 0)
    view = build_view(read(bundled["default"]))
    with pytest.raises(ValueError, match="fully connected"):
        view.start("F5", 0)


# -- texts ---------------------------------------------------------------------------------------


def test_the_lines_of_text(view):
    view.clock.step(33)
    course = course_of(read_spec(view), "C3", 26)
    assert course.position_text(33) == view.position.text()
    assert view.title.formula.text == "n_C = (n_I + 2P − r) / s + 1 = (14 + 2·0 − 5) / 1 + 1 = 10"
    expected = "r kernel side · s stride · P padding · n_I, n_C size before and after"
    assert expected == course.key_text
    assert "" == view.position.toolTip()
    assert "C3 · map 26 · sliding kernel" == view.title.title.text()
    assert "paused, position 34 of 100" in view.accessibleDescription()
    assert "pre-activation a" in view.picture.accessibleDescription()


def read_spec(view):
    return view._reading.recognition.network.spec


def test_fast_numbers_are_told_at_reading_speed_only(view):
    view.set_speed(60)
    play(view)
    assert not view.picture.has_numbers
    view._texts.show_now()
    told = view.picture.told
    view.clock.advance(50)
    assert 3 == view.picture.number
    assert view.picture.told is told
    assert view.picture.arithmetic.unit == Unit("C3", 26, 0, 3)
    view.clock.pause()
    assert view.picture.told.unit == Unit("C3", 26, 0, 3)
    assert view.picture.has_numbers


def test_slow_numbers_go_with_the_window(view):
    view.set_speed(5)
    play(view)
    view.clock.advance(200)
    assert view.picture.told.unit == Unit("C3", 26, 0, 1)
    assert view.picture.has_numbers
