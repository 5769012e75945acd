"""Check the numbers (F9) in the whole program: torch in an engine, the unit in a plain loop."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QTableWidget

from model.unit import INPUT, Unit
from tests.app.inspecting import at_usual_size, read

UNIT = Unit("C3", 12, 3, 6)


@pytest.fixture
def program(program):
    read(at_usual_size(program), 7)
    return program


@pytest.fixture
def asked(program, monkeypatch):
    """What is asked of the checking service; torch is not started for it."""
    found = []
    monkeypatch.setattr(program.checking, "check", lambda *arguments: found.append(arguments))
    return found


def test_the_pinned_unit_is_computed_in_a_plain_loop(program, qtbot):
    program.window.inspect.pin(UNIT)
    with qtbot.waitSignal(program.checking.checked, timeout=60_000) as checked:
        QTest.keyClick(program.window, Qt.Key.Key_F9)
    (check,) = checked.args
    shown = program.window.inspect.sheets.ledger.ledger
    assert check.agrees
    assert (UNIT, shown.products.size) == (check.unit.unit, check.unit.terms)
    assert pytest.approx(check.unit.first.value, abs=1e-5) == shown.check.terms
    assert shown.check.network == check.unit.first.network
    (dialog,) = (d for d in program.window.findChildren(QDialog) if d.isVisible())
    tables = dialog.findChildren(QTableWidget)
    assert 2 == len(tables)
    assert "C3 · map 12 · 3, 6" == tables[1].horizontalHeaderItem(0).text()
    dialog.close()


def test_the_button_and_the_key_ask_for_the_unit_that_is_pinned(program, asked):
    inspect = program.window.inspect
    for unit in (UNIT, Unit("F5", 17), Unit(INPUT, 0, 3, 3)):
        inspect.pin(unit)
        inspect.header.check_wanted.emit()
        program.window.actions_by_name["check"].trigger()
        recognition, record, first = asked[-2]
        assert (unit, unit) == (first, asked[-1][2])
        assert record.network is recognition.network
        assert recognition is inspect._recognition


def test_without_a_pinned_unit_only_layers_are_asked_for(program, asked):
    inspect = program.window.inspect
    inspect.pin(UNIT)
    inspect.release()
    inspect.header.check_wanted.emit()
    assert asked[-1][2] is None
