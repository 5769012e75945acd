"""What a click or a key says the drawing was, and when nothing can be said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.commands.self_test import digit_drawing
from app.tokens import DARK, LIGHT
from app.widgets.correction_strip import CorrectionStrip
from model.data.mnist import NOT_A_DIGIT
from model.raster import rasterize
from model.recognizer import recognize
from model.strokes import Drawing, make_stroke
from model.verdict import Verdict


@pytest.fixture
def strip(qtbot):
    strip = CorrectionStrip()
    qtbot.addWidget(strip)
    strip.resize(248, strip.height())
    strip.show()
    qtbot.waitExposed(strip)
    return strip


@pytest.fixture
def said(strip):
    said = []
    strip.label_chosen.connect(said.append)
    return said


def read(record, drawing):
    return recognize(record.network, rasterize(drawing))


def spiral():
    t = np.linspace(0, 1, 120)
    points = np.c_[124 + 90 * t * np.cos(18 * t), 124 + 90 * t * np.sin(18 * t)]
    return Drawing((make_stroke(points, 18.0),))


def click(strip, digit):
    """A real click on the button where it stands."""
    at = QPoint(25 * digit + 11, 34)
    QTest.mouseClick(strip.childAt(at), Qt.MouseButton.LeftButton)


def test_nothing_can_be_said_about_an_empty_sheet(strip, said, record):
    strip.show_recognition(read(record, digit_drawing(7)))
    strip.show_recognition(read(record, Drawing()))
    click(strip, 7)
    strip.choose(7)
    strip.choose(NOT_A_DIGIT)
    assert said == []
    assert (strip.hint, strip.right) == ("", None)
    assert not strip.not_a_digit.isVisible()
    assert "draw" in strip.accessibleDescription()


@pytest.mark.parametrize("digit", range(10))
def test_the_predicted_digit_is_filled_and_one_click_on_it_says_right(strip, said, record, digit):
    strip.show_recognition(read(record, digit_drawing(digit)))
    assert [button.is_soft for button in strip._digits] == [d == digit for d in range(10)]
    assert strip.hint == f"{digit} = right"
    assert strip.right == digit
    click(strip, digit)
    assert said == [digit]


def test_every_other_digit_can_be_said_too(strip, said, record):
    strip.show_recognition(read(record, digit_drawing(7)))
    for digit in range(10):
        click(strip, digit)
    QTest.mouseClick(strip.not_a_digit, Qt.MouseButton.LeftButton)
    assert said == [*range(10), NOT_A_DIGIT]


def test_after_a_refusal_one_click_on_not_a_digit_says_right(strip, said, record):
    refused = read(record, spiral())
    assert refused.verdict.kind == "unlike"
    strip.show_recognition(refused)
    assert not any(button.is_soft for button in strip._digits)
    assert strip.not_a_digit.shown_text == "Not a digit = right"
    assert strip.hint == "a digit after all? pick it"
    assert strip.right == NOT_A_DIGIT
    QTest.mouseClick(strip.not_a_digit, Qt.MouseButton.LeftButton)
    assert said == [NOT_A_DIGIT]


def test_between_two_digits_there_is_no_right(strip, record):
    drawn = read(record, digit_drawing(4))
    strip.show_recognition(replace(drawn, verdict=Verdict("between", 0.99, (4, 9))))
    assert strip.hint == "4 or 9? pick it"
    assert strip.right is None
    assert strip.not_a_digit.shown_text == "Not a digit"
    strip.show_recognition(replace(drawn, verdict=Verdict("between", 0.99, (4, 6))))
    assert strip.hint == "4 or 6? pick it"


def test_buttons_are_23_wide_every_25_and_wider_on_a_wider_desk(strip):
    assert [(b.x(), b.y(), b.width(), b.height()) for b in strip._digits[:2]] == [
        (0, 20, 23, 28),
        (25, 20, 23, 28),
    ]
    assert strip._digits[9].geometry().right() == 247
    strip.resize(328, strip.height())
    assert {b.width() for b in strip._digits} == {31}
    assert strip._digits[9].geometry().right() == 327


def test_a_low_window_drops_the_hint_row_only(strip, said, record):
    high = strip.height()
    strip.show_recognition(read(record, digit_drawing(2)))
    strip.set_low(low=True)
    assert strip.height() == high - 24
    assert not strip.not_a_digit.isVisible()
    click(strip, 2)
    assert said == [2]


def test_keys_go_along_the_strip_and_space_says_it(strip, said, record, qtbot):
    strip.show_recognition(read(record, digit_drawing(7)))
    stops = [b for b in strip._digits if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [strip._digits[7]]
    stops[0].setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(strip.focusWidget(), key)
    QTest.keyClick(strip.focusWidget(), Qt.Key.Key_Space)
    assert said == [8]


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_the_soft_fill_is_seen(strip, record, tokens):
    strip.set_tokens(tokens)
    strip.show_recognition(read(record, digit_drawing(7)))
    image = strip.grab().toImage()
    colors = [image.pixelColor(25 * digit + 4, 24).name() for digit in range(10)]
    grounds = {True: tokens.accent_soft.lower(), False: tokens.surface.lower()}
    assert colors == [grounds[digit == 7] for digit in range(10)]


def test_the_same_answer_again_costs_nothing(strip, record, monkeypatch):
    shown = read(record, digit_drawing(7))
    strip.show_recognition(shown)
    monkeypatch.setattr(strip, "_show", lambda: pytest.fail("painted again"))
    strip.show_recognition(read(record, digit_drawing(7)))
