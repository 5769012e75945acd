"""The header of Inspect: levels, path, scale, tools, and what a narrow window keeps of them."""

from __future__ import annotations

import itertools
import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.selection import Selection, selected
from app.theme import font, load_fonts, style_sheet
from app.tokens import LIGHT
from app.widgets.inspect_header import HEIGHT, InspectHeader
from app.widgets.scale import GAMMAS, SCALE_TEXTS
from model.network import lenet, lenet5
from model.unit import INPUT, Unit

SPEC = lenet()
UNIT = selected(Unit("C3", 15, 13, 6))


@pytest.fixture
def header(qapp, qtbot):
    """In a window that may be smaller than all of it needs, as the program's."""
    load_fonts()
    window = QWidget()
    window.setStyleSheet(style_sheet(LIGHT))
    qtbot.addWidget(window)
    header = InspectHeader(window)
    header.resize(1504, HEIGHT)
    window.show()
    yield header
    window.close()


def path_of(header):
    plain = re.sub(r"<[^>]*>", "", header._path.text()).replace("&nbsp;", "")
    return [part.strip() for part in plain.split("›")]


def buttons(header):
    """What can be pressed at present, by its text."""
    found = {b.text(): b for b in header.findChildren(QPushButton) if b.isVisible()}
    return found | {b.text(): b for b in header._levels.values() if b.isVisible()}


@pytest.mark.parametrize(
    ("selection", "spec", "expected"),
    [
        (Selection("C1"), SPEC, ["Overview", "C1"]),
        (Selection("C3", 7), SPEC, ["Overview", "C3", "map 7"]),
        (UNIT, SPEC, ["Overview", "C3", "map 15", "13, 6"]),
        (selected(Unit("F5", 17)), SPEC, ["Overview", "F5", "unit 17"]),
        (selected(Unit("S4", 3, 2, 0)), lenet5(), ["Overview", "S4", "map 3", "2, 0"]),
        (Selection(INPUT), SPEC, ["Overview", "In"]),
        (selected(Unit(INPUT, 0, 12, 9)), SPEC, ["Overview", "In", "12, 9"]),
    ],
)
def test_the_path_names_what_is_looked_at(header, selection, spec, expected):
    header.show_selection(selection, spec)
    assert expected == path_of(header)
    assert [selection.level] == [n for n, b in header._levels.items() if b.isChecked()]


def test_without_a_selection_it_says_what_can_be_done(header):
    assert "Click pins a unit · arrow keys walk · Esc releases" == header._path.text()
    header.show_selection(UNIT, SPEC)
    header.show_selection(Selection(), SPEC)
    assert "Click pins a unit" in header._path.text()


def test_links_lead_where_they_say(header, qtbot):
    header.show_selection(UNIT, SPEC)
    links = re.findall(r'<a href="(\d)">([^<]*)</a>', header._path.text())
    assert ["Overview", "C3", "map 15"] == [text for _, text in links]
    for (link, _), target in zip(
        links, (Selection(), Selection("C3"), Selection("C3", 15)), strict=True
    ):
        with qtbot.waitSignal(header.selection_wanted) as wanted:
            header._path.linkActivated.emit(link)
        assert [target] == wanted.args


def test_links_lead_where_they_say_when_the_path_is_cut(header, qtbot):
    header.show_selection(UNIT, SPEC)
    header.resize(1030, HEIGHT)
    links = re.findall(r'<a href="(\d)">([^<]*)</a>', header._path.text())
    targets = {"Overview": Selection(), "C3": Selection("C3"), "15": Selection("C3", 15)}
    assert {"C3", "15"} <= {text for _, text in links}
    for link, text in links:
        with qtbot.waitSignal(header.selection_wanted) as wanted:
            header._path.linkActivated.emit(link)
        assert targets[text] == wanted.args[0]


@pytest.mark.parametrize("width", [520, 640, 760, 900, 1030, 1200, 1504, 2000])
def test_the_path_has_room_at_every_width(header, width):
    header.show_selection(UNIT, SPEC)
    header.resize(width, HEIGHT)
    shown = path_of(header)
    short = ["Overview", "C3", "15", "13, 6"]
    assert shown in (["Overview", "C3", "map 15", "13, 6"], short[-len(shown) :])
    needed = QFontMetricsF(font("body")).horizontalAdvance("  ›  ".join(shown))
    if len(shown) > 1:
        assert needed <= header._path.width()


def test_a_narrow_window_keeps_levels_scale_and_gamma(header):
    seen = []
    for width in (1504, 750, 690, 600, 550, 480):
        header.resize(width, HEIGHT)
        seen.append({"Trace", "Compare", "Check", "Save"} & set(buttons(header)))
        assert {"Overview", "Layer", "Unit"} <= set(buttons(header))
        assert header._scale.isVisible()
        assert header._gamma.isVisible()
    assert [4, 3, 2, 2, 1, 0] == [len(names) for names in seen]
    assert all(after <= before for before, after in itertools.pairwise(seen))
    header.resize(1504, HEIGHT)
    assert {"Trace", "Compare", "Check", "Save"} <= set(buttons(header))


@pytest.mark.parametrize(
    ("text", "signal", "args"),
    [
        ("Trace", "tool_wanted", ["trace"]),
        ("Compare", "tool_wanted", ["compare"]),
        ("Check", "check_wanted", []),
        ("Save", "save_wanted", []),
        ("Layer", "level_wanted", ["layer"]),
        ("Unit", "level_wanted", ["unit"]),
        ("Overview", "level_wanted", ["overview"]),
    ],
)
def test_buttons_tell_what_is_wanted(header, qtbot, text, signal, args):
    with qtbot.waitSignal(getattr(header, signal)) as wanted:
        QTest.mouseClick(buttons(header)[text], Qt.MouseButton.LeftButton)
    assert args == wanted.args


def test_the_open_tool_is_marked(header):
    for tool in ("trace", "compare", ""):
        header.show_tool(tool)
        marked = [n for n in ("Trace", "Compare") if buttons(header)[n].isChecked()]
        assert [tool.capitalize()] * bool(tool) == marked


def test_scale_and_gamma_are_shown_and_chosen(header, qtbot):
    for mode, text in SCALE_TEXTS.items():
        header.show_scale(mode)
        assert text == header._scale.currentText()
    for gamma in GAMMAS:
        header.show_gamma(gamma)
        assert f"γ {gamma:.1f}" == header._gamma.currentText()
    with qtbot.waitSignal(header.scale_wanted) as scale:
        header._scale.setCurrentIndex(1)
        header._scale.activated.emit(1)
    with qtbot.waitSignal(header.gamma_wanted) as gamma:
        header._gamma.setCurrentIndex(2)
        header._gamma.activated.emit(2)
    assert (["map"], [0.5]) == (scale.args, gamma.args)


def test_everything_has_a_tip(header):
    assert all(button.toolTip() for button in buttons(header).values())
    assert (header._scale.accessibleName(), header._gamma.accessibleName()) == ("Scale", "Gamma")
