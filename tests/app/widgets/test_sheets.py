"""The sheets beneath the layers: small windows scroll them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea

from app.theme import load_fonts
from app.widgets.sheets import Sheets
from model.unit import Unit
from tests.app.widgets.ledger.readings import bundled, scale_of

NAMES = ("unit", "layer", "slide", "trace")


@pytest.fixture
def sheets(qtbot):
    load_fonts()
    sheets = Sheets()
    qtbot.addWidget(sheets)
    return sheets


@pytest.mark.parametrize("size", [(680, 300), (560, 280)])
@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_keeps_its_size_in_a_small_window(sheets, name, size):
    sheets.resize(*size)
    sheets.show()
    sheets.open(name)
    sheet = sheets.currentWidget()
    assert sheet.width() >= 920
    assert sheet.height() >= 340
    area = sheet.parentWidget().parentWidget()
    assert isinstance(area, QScrollArea)
    assert area.horizontalScrollBar().maximum() == sheet.width() - area.viewport().width()
    assert area.verticalScrollBar().maximum() == sheet.height() - area.viewport().height()


@pytest.mark.parametrize("name", NAMES)
def test_with_room_nothing_scrolls(sheets, name):
    sheets.resize(1030, 438)
    sheets.show()
    sheets.open(name)
    sheet = sheets.currentWidget()
    assert (1014, 434) == (sheet.width(), sheet.height())
    assert QPoint(8, 0) == sheet.mapTo(sheets, QPoint())


def test_every_number_of_a_unit_has_room_in_the_smallest_ledger(sheets, qtbot):
    recognition = bundled("default")
    sheets.resize(560, 280)
    sheets.show()
    sheets.open("unit")
    sheets.ledger.show_unit(recognition, Unit("C3", 9, 4, 1), scale_of(recognition), 0.7)
    body = sheets.ledger._convolution
    qtbot.waitUntil(lambda: all(grid._has_text for grid in body.grids.grids))
    assert body.chain.window_cells._has_text
    assert body.chain.window_cells.box.right() < body.chain.width()
    assert body.chain.geometry().bottom() <= body.height()


def test_the_open_sheet_is_none_before_one_is_opened(sheets):
    assert sheets.currentWidget() is None
    sheets.open("trace")
    assert sheets.trace is sheets.currentWidget()
