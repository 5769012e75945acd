"""What the dialog of the check says is what was checked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QTableWidget

from app.commands.self_test import digit_drawing
from app.panels.dialogs import numbers_dialog
from app.theme import load_fonts, style_sheet
from app.tokens import LIGHT
from model.comparison import LayerCheck, compare_all
from model.raster import rasterize
from model.recognizer import recognize
from model.unit import Unit


@pytest.fixture
def check(record):
    """Of a seven with C3's unit (26, 3, 6) pinned; every layer agrees with itself."""
    recognition = recognize(record.network, rasterize(digit_drawing(7)))
    return compare_all(recognition, recognition.trace, Unit("C3", 26, 3, 6))


@pytest.fixture
def open_dialog(qapp, qtbot):
    load_fonts()

    def show(check):
        dialog = numbers_dialog(check, None)
        dialog.setStyleSheet(style_sheet(LIGHT))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return show


def texts(dialog):
    return [label.text() for label in dialog.findChildren(QLabel)]


def rows(dialog):
    """All rows of all tables, headers first, as lists of texts."""
    found = []
    for table in dialog.findChildren(QTableWidget):
        columns = range(table.columnCount())
        found.append([table.horizontalHeaderItem(x).text() for x in columns])
        found += [[table.item(y, x).text() for x in columns] for y in range(table.rowCount())]
    return found


def test_the_largest_difference_of_all_stands_on_top(open_dialog, check):
    layers = list(check.layers)
    layers[2] = replace(layers[2], difference=3.14e-5)
    dialog = open_dialog(replace(check, layers=tuple(layers)))
    assert f"Largest difference anywhere: 3.1e−5 ({layers[2].name})" == texts(dialog)[0]
    assert dialog.accessibleDescription() == texts(dialog)[0]
    assert "agree (limit 1e−4)" in texts(dialog)[1]


def test_disagreement_is_said(open_dialog, check):
    wrong = LayerCheck("C1", 5, 0.25, 1.0)
    assert "do NOT agree" in texts(open_dialog(replace(check, layers=(wrong,))))[1]


def test_every_layer_and_the_probabilities_have_a_row(open_dialog, check):
    shown = rows(open_dialog(check))
    names = [*(layer.name for layer in check.layers), "probabilities"]
    assert names == [row[0] for row in shown[1 : len(names) + 1]]
    for row, layer in zip(shown[1:], check.layers, strict=False):
        largest = float(row[2].replace("−", "-"))
        assert pytest.approx(layer.largest, abs=5e-5) == largest
        assert f"{layer.numbers:,}" == row[1]
    assert f"{check.numbers:,} of" in texts(open_dialog(check))[1]


def test_the_pinned_unit_has_its_own_rows(open_dialog, check):
    *_, header, loop, activation, terms = rows(open_dialog(check))
    assert "C3 · map 26 · 3, 6" == header[0]
    assert ["400 products in a plain loop", "its activation", "the terms of its ledger"] == [
        row[0] for row in (loop, activation, terms)
    ]
    for row, value in ((loop, check.unit.first.value), (terms, check.ledger.terms)):
        again, network = (float(text.replace("−", "-")) for text in row[1:3])
        assert pytest.approx(value, abs=6e-7) == again
        assert pytest.approx(check.unit.first.network, abs=6e-7) == network


@pytest.mark.parametrize(
    ("unit", "title", "first"),
    [
        (Unit("P4", 5, 1, 1), "P4 · map 5 · 1, 1", "4 numbers in a plain loop"),
        (Unit("F5", 17), "F5 · unit 17", "800 products in a plain loop"),
        (Unit("Out", 7), "Out · unit 7", "84 products in a plain loop"),
    ],
)
def test_units_of_every_kind_have_rows(open_dialog, record, unit, title, first):
    recognition = recognize(record.network, rasterize(digit_drawing(7)))
    shown = rows(open_dialog(compare_all(recognition, recognition.trace, unit)))
    header = next(number for number, row in enumerate(shown) if row[0] == title)
    assert first == shown[header + 1][0]


def test_without_a_pinned_unit_the_dialog_says_how_to_get_one(open_dialog, check):
    dialog = open_dialog(replace(check, unit=None, ledger=None))
    assert "Pin a unit" in texts(dialog)[2]
    assert 1 == len(dialog.findChildren(QTableWidget))


def test_nothing_of_the_unit_s_table_is_cut_off(open_dialog, check):
    dialog = open_dialog(check)
    table = dialog.findChildren(QTableWidget)[1]
    needed = sum(table.columnWidth(x) for x in range(table.columnCount()))
    assert needed <= table.viewport().width()
    assert table.rowCount() * table.rowHeight(0) <= table.viewport().height()
