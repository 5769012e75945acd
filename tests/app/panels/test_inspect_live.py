"""What Inspect shows while the drawing or the network changes: always the newest numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.selection import Selection, selected
from model.decision import decision
from model.ledger import softmax_ledger
from model.ledger_table import as_csv
from model.strokes import Drawing
from model.unit import INPUT, Unit
from tests.app.conftest import digit_strokes, draw
from tests.app.inspecting import (
    BUNDLED,
    a_unit_of_every_layer,
    at_usual_size,
    expected,
    hover,
    pin,
    read,
)
from tests.app.widgets.ledger.readings import ledger_of

TOLERANCE = 1e-5
C3, F6 = Unit("C3", 12, 3, 6), Unit("F6", 80)


@pytest.fixture
def program(build_program):
    """With a seven drawn; the network that is chosen first answers."""
    program = at_usual_size(build_program(first=None))
    read(program, 7)
    return program


@pytest.fixture
def inspect(program):
    return program.window.inspect


def value_of(recognition, unit):
    """A unit's pre-activation, or its activation where it has none, as ledgers end with."""
    trace, place = recognition.trace, (unit.channel, unit.row, unit.column)
    arrays = trace.pre_activations if unit.layer in trace.pre_activations else trace.activations
    return float(arrays[unit.layer].reshape(recognition.network.spec.shape_of(unit.layer))[place])


def assert_shows(inspect, recognition, unit):
    """The ledger is of this unit and of no earlier result, in numbers and words."""
    view = inspect.sheets.ledger
    view._clock.show_now()
    if unit.layer == INPUT:
        ink = float(recognition.raster.array[unit.row, unit.column])
        assert f"{ink:.5f}" in view._check.text()
        return
    expected_value = value_of(recognition, unit)
    assert unit == view.ledger.unit
    assert pytest.approx(expected_value, abs=1e-6) == view.check.network
    assert abs(view.check.difference) <= TOLERANCE
    number = f"{expected_value:.5f}".replace("-", "−")
    assert number in view._check.text()


@pytest.mark.parametrize("name", BUNDLED)
def test_while_drawing_the_ledger_of_any_unit_is_that_of_the_newest_drawing(program, inspect, name):
    program.networks.activate(name)
    digits = itertools.cycle((3, 8, 0, 5))
    shown = set()
    for unit in a_unit_of_every_layer(inspect.spec):
        inspect.pin(unit)
        for digit in (next(digits), next(digits)):
            recognition = read(program, digit)
            assert_shows(inspect, recognition, unit)
            if unit.layer != INPUT:
                shown.add((unit.layer, inspect.sheets.ledger.check.network))
    assert len(shown) > len(inspect.spec.layers) + 2  # two drawings, two numbers


def test_every_movement_of_the_pen_reaches_the_ledger(program, inspect):
    pin(program, C3)
    program.window.desk.canvas.clear()
    results, numbers = [], []
    program.recognition.recognized.connect(results.append)
    for strokes in ([[(30, 20), (50, 20)]], [[(50, 20), (70, 20)]], [[(70, 20), (45, 80)]]):
        draw(program.window.desk.canvas, strokes, lift=False)
        program.recognition.recognize_now()
        assert_shows(inspect, expected(program), C3)
        numbers.append(inspect.sheets.ledger.check.network)
        assert value_of(results[-1], C3) == numbers[-1]
        QTest.mouseRelease(program.window.desk.canvas, Qt.MouseButton.LeftButton)
    assert 3 == len(set(numbers))


def test_csv_is_of_what_is_shown(program, inspect):
    pin(program, C3)
    before = inspect.sheets.csv()
    recognition = read(program, 2)
    assert as_csv(ledger_of(recognition, C3)) == inspect.sheets.csv() != before
    inspect.pin(Unit("Out", 2))
    text = as_csv(ledger_of(recognition, Unit("Out", 2)))
    text += as_csv(softmax_ledger(recognition.network, recognition.trace))
    assert text == inspect.sheets.csv()


def test_a_blank_canvas_and_undo_with_a_unit_pinned(program, inspect):
    full = expected(program)
    for unit in a_unit_of_every_layer(inspect.spec):
        inspect.pin(unit)
        program.window.actions_by_name["clear"].trigger()
        program.recognition.recognize_now()
        assert program.window.desk.canvas.drawing.is_empty
        assert_shows(inspect, expected(program), unit)
        assert selected(unit) == inspect.selection
        inspect.grab()
        program.window.actions_by_name["undo"].trigger()
        program.recognition.recognize_now()
        inspect.catch_up()
        assert_shows(inspect, full, unit)


def test_a_unit_can_be_pinned_before_anything_is_drawn(program, inspect):
    program.window.desk.canvas.clear()
    program.recognition.recognize_now()
    pin(program, C3)
    assert_shows(inspect, expected(program), C3)
    assert_shows(inspect, read(program, 4), C3)


# -- another network --------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [*itertools.permutations(BUNDLED, 2)])
def test_a_pinned_unit_stays_where_the_next_network_has_it(program, inspect, first, second):
    program.networks.activate(first)
    units = a_unit_of_every_layer(inspect.spec)
    recognition = expected(program)
    for unit in units:
        program.networks.activate(first)
        inspect.pin(unit)
        assert_shows(inspect, recognition, unit)
        program.networks.activate(second)
        inspect.grab()  # an exception while it is painted fails the test
        if selected(unit).fits(inspect.spec):
            assert selected(unit) == inspect.selection
            assert_shows(inspect, expected(program), unit)
        else:
            assert Selection() == inspect.selection
            assert not inspect.sheets.isVisible()
            assert inspect.header._levels["overview"].isChecked()
    assert inspect.spec == program.recognition.record.network.spec == inspect.network_view.spec


@pytest.mark.parametrize(("layer", "is_there"), [("C1", True), ("C5", False), ("F6", True)])
def test_an_open_sheet_shows_the_next_network_or_closes(program, inspect, layer, is_there):
    program.networks.activate("lenet5")
    inspect.select(Selection(layer))
    program.networks.activate("default")
    assert is_there == inspect.sheets.isVisible()
    if is_there:
        network = program.recognition.record.network
        assert network is inspect.sheets.layer.network
        assert layer == inspect.sheets.layer.layer


@pytest.mark.parametrize("second", ["average", "lenet5"])
def test_switching_ends_what_slides(program, inspect, second):
    pin(program, C3)
    inspect.sheets.ledger._slide.click()
    slide = inspect.sheets.slide
    assert slide.is_running
    assert "slide" == inspect.tool
    program.networks.activate(second)
    assert not slide.is_running
    assert "" == inspect.tool
    assert "default" != program.networks.active_key
    assert selected(C3) == inspect.selection
    assert_shows(inspect, expected(program), C3)
    inspect.grab()


def test_the_unit_that_the_window_reaches_is_outlined(program, inspect):
    pin(program, C3)
    inspect.sheets.ledger._slide.click()
    slide, view = inspect.sheets.slide, inspect.network_view
    slide.clock.pause()
    slide.clock.step(1)
    reached = Unit("C3", C3.channel, C3.row, C3.column + 1)
    assert reached == view._pointed
    assert 1 == len(view._outlines)  # not the pinned one too
    inspect.release()
    assert selected(C3) == inspect.selection
    assert view._pointed is None
    assert 1 == len(view._outlines)


@pytest.mark.parametrize("second", ["l2", "lenet5"])
def test_a_trace_goes_on_with_the_next_network(program, inspect, second):
    program.window.actions_by_name["trace"].trigger()
    before = inspect.sheets.csv()
    program.networks.activate(second)
    assert "trace" == inspect.tool
    assert program.window.actions_by_name["trace"].isChecked()
    recognition, view = expected(program), inspect.sheets.trace
    text = inspect.sheets.csv()
    assert before != text
    shown = view.decision
    found = decision(
        recognition.network,
        recognition.trace,
        recognition.raster.array,
        shown.digit,
        shown.rather_than,
    )
    assert pytest.approx(found.value, abs=1e-6) == shown.value
    assert np.allclose(found.pixels, shown.pixels, atol=1e-6)
    assert [share.layer for share in found.layers] == [share.layer for share in shown.layers]
    assert recognition.prediction == shown.digit
    inspect.grab()


@pytest.mark.parametrize("second", ["average", "lenet5"])
def test_a_comparison_goes_on_with_the_next_network(program, inspect, second):
    program.window.actions_by_name["compare"].trigger()
    view = inspect.shown
    read(program, 1)
    program.networks.activate(second)
    assert "compare" == inspect.tool
    network, shown = program.recognition.record.network, view._comparison
    assert (network, network) == (shown.live.network, shown.other.network)
    seven = [stroke.points.tolist() for stroke in shown.other.raster.drawing.strokes]
    assert len(digit_strokes(7)) == len(seven)
    assert expected(program).probabilities.tolist() == shown.live.probabilities.tolist()
    inspect.grab()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert "" == inspect.tool
    assert inspect.network_view.spec == network.spec


def test_compared_with_another_network_both_read_the_newest_drawing(program, inspect):
    program.window.actions_by_name["compare"].trigger()
    view = inspect.shown
    view.chooser.setCurrentIndex(view.chooser.findData("lenet5"))
    view.chooser.activated.emit(view.chooser.currentIndex())
    live = read(program, 4)
    shown = view._comparison
    assert live.probabilities.tolist() == shown.live.probabilities.tolist()
    assert shown.live.raster is shown.other.raster
    assert "LeNet-5" in shown.other.network.name
    assert shown.specs[0] == program.recognition.record.network.spec


def test_a_hovered_cell_is_told_of_the_next_network(program, inspect):
    hover(program, C3)
    view = inspect.network_view
    program.networks.activate("average")
    view._clock.show_now()
    value = float(expected(program).trace.pre_activations["C3"][0, 12, 3, 6])
    texts = [text for _, text in view._card]
    assert f"{value:+.3f}".replace("-", "−") in texts


def test_the_ledger_closed_and_opened_again_is_of_the_newest_drawing(program, inspect):
    pin(program, C3)
    inspect.select(Selection())
    recognition = read(program, 6)
    assert not inspect.sheets.isVisible()
    pin(program, C3)
    assert_shows(inspect, recognition, C3)


def test_a_term_pointed_at_in_the_ledger_is_outlined_in_the_layers(program, inspect):
    pin(program, F6)
    ledger, view = inspect.sheets.ledger, inspect.network_view
    unit = Unit("F5", 3)
    ledger.term_hovered.emit(unit)
    assert unit == view._pointed
    assert 2 == len(view._outlines)
    ledger.term_hovered.emit(None)
    assert 1 == len(view._outlines)
    ledger.unit_wanted.emit(unit)
    assert_shows(inspect, expected(program), unit)


def test_a_drawing_that_was_taken_back_leaves_no_number(program, inspect):
    """Nothing drawn, nothing seen: no outline on the paper, whatever is pinned."""
    pin(program, C3)
    program.window.desk.canvas.set_drawing(Drawing())
    program.recognition.recognize_now()
    assert program.window.desk.canvas._sight is None
    assert program.window.desk.raster._sight is None
