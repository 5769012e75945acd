"""Inspect in the real window: how deep it looks, where the path leads, what Esc closes."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from app.selection import Selection, selected
from model.unit import INPUT, Unit
from tests.app.inspecting import (
    at_usual_size,
    cell_point,
    click,
    head_point,
    hover,
    pin,
    read,
)

UNIT = Unit("C3", 26, 3, 6)
PINNED = selected(UNIT)


@pytest.fixture
def program(program):
    """With a seven drawn."""
    read(at_usual_size(program), 7)
    return program


@pytest.fixture
def inspect(program):
    return program.window.inspect


def path_of(inspect):
    """The parts of the path as they are read."""
    plain = re.sub(r"<[^>]*>", "", inspect.header._path.text()).replace("&nbsp;", "")
    return [part.strip() for part in plain.split("›")]


def level_of(inspect):
    return next(name for name, b in inspect.header._levels.items() if b.isChecked())


def open_sheet(inspect):
    """The class of what lies beneath the layers, or "compare"; empty for the overview."""
    if inspect._pages.currentIndex():
        return type(inspect._pages.currentWidget()).__name__
    return type(inspect.sheets.currentWidget()).__name__ if inspect.sheets.isVisible() else ""


def press(program, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(program.window.inspect.network_view, key, modifier)


def test_a_click_on_a_cell_pins_it_and_opens_its_ledger(program, inspect, qtbot):
    with qtbot.waitSignal(inspect.selection_changed) as told:
        pin(program, UNIT)
    assert [PINNED] == told.args
    assert PINNED == inspect.selection
    assert "LedgerView" == open_sheet(inspect)
    assert UNIT == inspect.sheets.ledger.ledger.unit
    assert "C3 · map 26 · row 3, column 6" == inspect.sheets.ledger._title.text()
    assert ["C3", "26", "3, 6"] == path_of(inspect)[-3:]  # no room for more words
    assert "unit" == level_of(inspect)


def test_a_wide_window_has_room_for_the_whole_path(program, inspect):
    pin(program, UNIT)
    at_usual_size(program, (1920, 1080))
    assert ["Overview", "C3", "map 26", "3, 6"] == path_of(inspect)
    inspect.pin(Unit("F5", 17))
    assert ["Overview", "F5", "unit 17"] == path_of(inspect)
    inspect.select(Selection("P4"))
    assert ["Overview", "P4"] == path_of(inspect)
    inspect.pin(Unit(INPUT, 0, 12, 9))
    assert ["Overview", "In", "12, 9"] == path_of(inspect)
    inspect.select(Selection())
    assert "Click pins a unit" in path_of(inspect)[0]


def test_a_second_click_goes_one_level_up(program, inspect):
    pin(program, UNIT)
    pin(program, UNIT)
    assert Selection("C3", 26) == inspect.selection
    assert "LayerSheet" == open_sheet(inspect)


def test_a_click_on_another_cell_pins_that(program, inspect):
    other = Unit("F5", 17)
    pin(program, UNIT)
    pin(program, other)
    assert other == inspect.sheets.ledger.ledger.unit
    assert ["Overview", "F5", "unit 17"] == path_of(inspect)  # shorter: all of it fits


@pytest.mark.parametrize("part", ["before", "after"])
def test_either_picture_of_a_map_pins_the_same_unit(program, inspect, part):
    pin(program, Unit("C1", 3, 20, 5), part)
    assert selected(Unit("C1", 3, 20, 5)) == inspect.selection


def test_between_the_maps_and_with_other_buttons_nothing_is_pinned(program, inspect):
    view = inspect.network_view
    QTest.mouseClick(view, Qt.MouseButton.RightButton, pos=cell_point(view, UNIT))
    below = view.rect().bottomLeft()
    below.setX(view.width() // 2)
    click(view, below)
    assert Selection() == inspect.selection


def test_a_click_on_a_head_opens_the_layers_sheet_and_a_second_one_closes_it(program, inspect):
    view = inspect.network_view
    for layer in ("C1", "P2", "C3", "F5", "Out", INPUT):
        click(view, head_point(view, layer))
        assert Selection(layer) == inspect.selection
        assert "LayerSheet" == open_sheet(inspect)
        assert layer == inspect.sheets.layer.layer
        click(view, head_point(view, layer))
        assert Selection() == inspect.selection
        assert "" == open_sheet(inspect)


def test_esc_goes_up_from_unit_to_layer_to_overview(program, inspect):
    pin(program, UNIT)
    seen = []
    for _ in range(3):
        press(program, Qt.Key.Key_Escape)
        seen.append((inspect.selection, open_sheet(inspect)))
    up = Selection("C3", 26), "LayerSheet"
    assert [up, (Selection(), ""), (Selection(), "")] == seen


def test_esc_closes_the_stages_first_then_a_tool_then_one_level(program, inspect, qtbot):
    pin(program, UNIT)
    program.window.actions_by_name["trace"].trigger()
    program.window.actions_by_name["stages"].trigger()
    card = program.window.stages_card
    qtbot.waitUntil(card.isVisible)
    seen = []
    for _ in range(4):
        QTest.keyClick(program.window, Qt.Key.Key_Escape)
        seen.append((card.isVisible(), inspect.tool, inspect.selection.level, open_sheet(inspect)))
    assert [
        (False, "trace", "unit", "DecisionView"),
        (False, "", "unit", "LedgerView"),
        (False, "", "layer", "LayerSheet"),
        (False, "", "overview", ""),
    ] == seen


def test_esc_from_the_canvas_releases_too(program, inspect):
    pin(program, UNIT)
    program.window.desk.canvas.setFocus()
    QTest.keyClick(program.window.desk.canvas, Qt.Key.Key_Escape)
    assert Selection("C3", 26) == inspect.selection


def test_the_links_of_the_path_lead_up(program, inspect):
    at_usual_size(program, (1920, 1080))
    path = inspect.header._path
    for number, target in enumerate((Selection(), Selection("C3"), Selection("C3", 26))):
        pin(program, UNIT)
        assert f'<a href="{number}">' in path.text()
        path.linkActivated.emit(str(number))
        assert target == inspect.selection


def test_the_segmented_control_goes_up_and_down(program, inspect):
    pin(program, UNIT)
    seen = []
    for level in ("layer", "overview", "layer", "unit", "overview", "unit"):
        inspect.header._levels[level].click()
        seen.append(inspect.selection)
        assert level == inspect.selection.level == level_of(inspect)
    up, first = Selection("C3", 26), Selection("C1")
    shape = inspect.spec.shape_of("C1")
    middle = Selection("C1", 0, (shape.height // 2, shape.width // 2))
    assert [up, Selection(), first, middle, Selection(), middle] == seen


def test_arrows_walk_through_units_maps_and_layers(program, inspect):
    pin(program, UNIT)
    view, key, keys = inspect.network_view, Qt.Key, Qt.KeyboardModifier
    walk = (
        ((key.Key_Right, keys.NoModifier), Unit("C3", 26, 3, 7)),
        ((key.Key_Down, keys.NoModifier), Unit("C3", 26, 4, 7)),
        ((key.Key_Left, keys.NoModifier), Unit("C3", 26, 4, 6)),
        ((key.Key_Up, keys.NoModifier), UNIT),
        ((key.Key_Down, keys.ControlModifier), Unit("C3", 27, 3, 6)),
        ((key.Key_Left, keys.ControlModifier), UNIT),
        ((key.Key_Right, keys.ShiftModifier), Unit("P4", 26, *_relative(inspect, "P4"))),
        ((key.Key_Left, keys.ShiftModifier), None),
    )
    for (which, modifier), unit in walk:
        QTest.keyClick(view, which, modifier)
        if unit is not None:
            assert selected(unit) == inspect.selection
            assert unit == inspect.sheets.ledger.ledger.unit
    assert "C3" == inspect.selection.layer


def _relative(inspect, layer):
    """Where row 3, column 6 of C3 lies in another layer."""
    shapes = (inspect.spec.shape_of(name)[1:] for name in ("C3", layer))
    sizes = zip((3, 6), *shapes, strict=True)
    return tuple(int((place + 0.5) / old * new) for place, old, new in sizes)


def test_arrows_reach_the_raster_and_the_last_layer_and_stop_there(program, inspect):
    pin(program, UNIT)
    for _ in range(9):
        press(program, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert "Out" == inspect.selection.layer
    assert "LedgerView" == open_sheet(inspect)
    for _ in range(12):
        press(program, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert INPUT == inspect.selection.layer
    assert inspect.sheets.ledger.ledger is None  # a pixel is not computed from anything


def test_enter_goes_deeper_or_pins_what_is_pointed_at(program, inspect):
    press(program, Qt.Key.Key_Return)
    assert Selection("C1") == inspect.selection
    press(program, Qt.Key.Key_Return)
    assert "unit" == inspect.selection.level
    inspect.select(Selection())
    hover(program, UNIT)
    press(program, Qt.Key.Key_Enter)
    assert PINNED == inspect.selection


def test_the_first_arrow_starts_from_the_pointer(program, inspect):
    hover(program, UNIT)
    press(program, Qt.Key.Key_Right)
    assert selected(Unit("C3", 26, 3, 7)) == inspect.selection


def test_what_is_looked_at_is_no_wider_than_its_room(program, inspect):
    """At 1366×768 strip and ledger both fit; nothing scrolls."""
    pin(program, UNIT)
    QTest.qWait(0)
    assert inspect.network_view.height() >= 190
    assert inspect.sheets.ledger.width() <= inspect.width()
    areas = inspect.findChildren(QScrollArea)
    area = next(area for area in areas if area.isAncestorOf(inspect.network_view))
    assert not area.horizontalScrollBar().isVisible()
    assert not area.verticalScrollBar().isVisible()
    last = inspect.network_view.columns[-1]
    assert last.left + last.width <= inspect.network_view.width()
