"""The card that asks: its words, its buttons, and the keys of the whole window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.widgets.guided_card import GuidedCard
from model.samples.guided import Wish


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    window.button = QPushButton("elsewhere")
    window.card = GuidedCard()
    layout.addWidget(window.button)
    layout.addWidget(window.card)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.setFocus()
    return window


@pytest.fixture
def wishes(window):
    wishes = []
    card = window.card
    for name in ("next_wanted", "skip_wanted", "stop_wanted"):
        getattr(card, name).connect(lambda name=name: wishes.append(name.partition("_")[0]))
    return wishes


def test_it_asks_for_a_digit_and_says_how_far_it_is(window):
    window.card.show_wish(Wish(8, 23, 100))
    assert window.card.isVisible()
    assert window.card._title.text() == "Draw an 8"
    assert window.card._text.text().startswith("23 of 100")
    assert window.card._progress.part == pytest.approx(0.23)
    window.card.show_wish(Wish(4, 24, 100))
    assert window.card.accessibleDescription() == "Draw a 4. 24 of 100 are there."


def test_without_a_drawing_nothing_can_be_stored(window, wishes):
    window.card.show_wish(Wish(4, 0, 100))
    QTest.keyClick(window, Qt.Key.Key_Return)
    QTest.mouseClick(window.card.next, Qt.MouseButton.LeftButton)
    assert wishes == []
    window.card.show_drawing(is_empty=False)
    assert "as 4" in window.card._text.text()
    QTest.mouseClick(window.card.next, Qt.MouseButton.LeftButton)
    window.card.show_drawing(is_empty=True)
    QTest.mouseClick(window.card.next, Qt.MouseButton.LeftButton)
    assert wishes == ["next"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_anywhere_are_next(window, wishes, key):
    window.card.show_drawing(is_empty=False)
    window.card.show_wish(Wish(4, 0, 100))
    QTest.keyClick(window, key)
    assert wishes == ["next"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_on_a_button_they_are_that_buttons(window, wishes, key):
    window.card.show_drawing(is_empty=False)
    window.card.show_wish(Wish(4, 0, 100))
    clicks = []
    window.button.clicked.connect(lambda: clicks.append(1))
    for button in (window.card.stop, window.button):
        button.setFocus()
        QTest.keyClick(button, key)
    assert wishes == ["stop"]
    assert clicks == [1]


def test_hidden_it_hears_nothing(window, wishes):
    window.card.show_drawing(is_empty=False)
    window.card.show_wish(Wish(4, 99, 100))
    window.card.show_wish(Wish(None, 100, 100))
    assert not window.card.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert wishes == []
