"""What is asked: a class, rather than another, or the pinned unit; and the way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.explained import Question
from app.theme import load_fonts, style_sheet
from app.tokens import LIGHT
from app.widgets.explain.explain_header import ExplainHeader
from model.explanation import Target
from model.unit import Unit

LEFT = Qt.MouseButton.LeftButton
UNIT = Unit("C3", 26, 3, 6)


@pytest.fixture
def header(qtbot):
    load_fonts()
    header = ExplainHeader()
    header.setStyleSheet(style_sheet(LIGHT))
    qtbot.addWidget(header)
    header.resize(1030, 40)
    header.show()
    qtbot.waitExposed(header)
    header.show_target(Target(7))
    return header


def pressed(header):
    return [button.digit for button in header.digits if button.isChecked()]


def test_the_answer_is_followed_until_a_digit_is_chosen(header):
    assert [7] == pressed(header)
    header.show_target(Target(3))
    assert [3] == pressed(header)
    assert not header.follow.isVisible()
    QTest.mouseClick(header.digits[1], LEFT)
    header.show_target(Target(1))
    assert Question(1) == header.question
    assert [1] == pressed(header)
    assert header.follow.isVisible()


@pytest.mark.parametrize("way", ["again", "follow"])
def test_two_ways_lead_back(header, way):
    QTest.mouseClick(header.digits[1], LEFT)
    QTest.mouseClick(header.digits[1] if way == "again" else header.follow, LEFT)
    assert Question() == header.question


def test_a_digit_is_not_asked_for_rather_than_itself(header, qtbot):
    with qtbot.waitSignal(header.question_changed) as changed:
        header.rather_than.setCurrentIndex(2)
        header.rather_than.activated.emit(2)
    assert [Question(None, 1)] == changed.args
    assert not header.rather_than.model().item(8).isEnabled()  # the 7
    assert [8] == [n for n in range(11) if header.rather_than.view().isRowHidden(n)]
    QTest.mouseClick(header.digits[1], LEFT)
    assert Question(1, None) == header.question
    assert "any other" == header.rather_than.currentText()


def test_the_pinned_unit_can_be_explained_and_goes_with_the_pin(header):
    assert not header.unit.isEnabled()
    header.show_pinned(UNIT, "C3 · 26 · 3, 6")
    assert "pinned C3 · 26 · 3, 6" == header.unit.text()
    QTest.mouseClick(header.unit, LEFT)
    assert Question(unit=UNIT) == header.question
    assert [] == pressed(header)
    assert not header.rather_than.isEnabled()
    other = Unit("C3", 26, 3, 7)
    header.show_pinned(other, "C3 · 26 · 3, 7")
    assert other == header.question.unit
    header.show_pinned(None)
    assert Question() == header.question


def test_a_digit_that_is_no_longer_read_is_told_and_can_be_let_go(header):
    QTest.mouseClick(header.digits[7], LEFT)
    header.show_target(Target(7), 7)
    assert not header.fact.isVisible()
    header.show_target(Target(7), 3)
    assert "network reads 3" == header.fact.text()
    assert header.fact.isVisible()
    assert header.follow.isVisible()
    header.resize(1500, 40)
    assert "7 chosen · network reads 3" == header.fact.text()
    header.ask_answer()
    assert Question() == header.question
    assert not header.fact.isVisible()


def test_the_number_of_the_unit_stands_beside_it(header):
    header.show_pinned(UNIT, "C3 · 26 · 3, 6")
    QTest.mouseClick(header.unit, LEFT)
    header.show_target(Target(unit=UNIT), 7, ("= −0.288, silent after ReLU", "= −0.288, silent"))
    assert "= −0.288, silent after ReLU" == header.fact.text()
    assert header.fact.isVisible()
    header.resize(960, 40)
    assert "= −0.288, silent" == header.fact.text()


def test_arrow_keys_walk_over_the_digits_and_enter_chooses(header):
    header.digits[7].setFocus()
    QTest.keyClick(header.digits[7], Qt.Key.Key_Left)
    assert header.digits[6].hasFocus()
    QTest.keyClick(header.digits[6], Qt.Key.Key_Return)
    assert Question(6) == header.question


@pytest.mark.parametrize(
    "width", [264, 500, 600, 670, 688, 840, 880, 900, 930, 960, 990, 1000, 1504]
)
def test_everything_shown_fits(header, width):
    header.show_pinned(UNIT, "C3 · 26 · 3, 6")
    header.show_speed("live, 41 ms")
    QTest.mouseClick(header.digits[1], LEFT)
    header.resize(width, 40)
    QTest.qWait(1)
    parts = (*header.digits, header.rather_than, header.unit, header.patches, header.save)
    shown = [part for part in parts if part.isVisible()]
    if width >= 600:
        assert [] == [type(p) for p in shown if p.width() < p.minimumSizeHint().width()]
        assert max(part.geometry().right() for part in shown) <= width - 16


def test_what_a_question_comes_to():
    assert Target(7) == Question().target(7)
    assert Target(3, 7) == Question(3, 7).target(1)
    assert Target(7) == Question(None, 7).target(7)
    assert Target(unit=UNIT) == Question(3, 7, UNIT).target(1)
    with pytest.raises(ValueError, match="digit is 10"):
        Question().with_digit(10)
