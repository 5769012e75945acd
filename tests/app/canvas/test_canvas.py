"""The canvas with every kind of pointer."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.canvas.canvas import Canvas
from app.canvas.paint import ink_layer, ink_painter, paint_drawing, paint_stroke, paint_tip
from model.raster import rasterize
from model.strokes import PAPER, Drawing, make_stroke
from tests.app.conftest import draw

LINE = [[(20, 20), (80, 20), (80, 80)]]


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.setFixedSize(496, 496)  # twice its units
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def test_points_are_in_canvas_units_whatever_the_size(canvas):
    draw(canvas, LINE)
    points = canvas.drawing.strokes[0].points
    assert points[0, :2] == pytest.approx([0.2 * PAPER, 0.2 * PAPER], abs=0.5)
    assert points[-1, :2] == pytest.approx([0.8 * PAPER, 0.8 * PAPER], abs=0.5)


def test_no_point_of_a_fast_pen_is_lost(canvas):
    path = [(50 + int(k * 3.5), 60 + 37 * (k % 9)) for k in range(110)]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=_point(*path[0]))
    for x, y in path[1:]:
        QTest.mouseMove(canvas, _point(x, y))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=_point(*path[-1]))
    assert canvas.drawing.strokes[0].points[:, :2] * 2 == pytest.approx(np.array(path))


def test_a_click_is_a_dot(canvas):
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=_point(200, 200))
    assert len(canvas.drawing.strokes[0].points) == 1
    assert canvas.grab().toImage().pixelColor(200, 200).lightness() < 60


def test_the_eraser_takes_ink_away_on_paper_and_in_the_raster(canvas):
    draw(canvas, [[(20, 50), (80, 50)]])
    before = rasterize(canvas.drawing).box.width
    canvas.set_mode("eraser")
    draw(canvas, [[(80, 50), (50, 50)]])
    assert rasterize(canvas.drawing).box.width < 0.6 * before
    image = canvas.grab().toImage()
    assert image.pixelColor(150, 248).lightness() < 60
    assert image.pixelColor(350, 248).lightness() > 200


def test_the_right_button_erases(canvas):
    QTest.mouseClick(canvas, Qt.MouseButton.RightButton, pos=_point(200, 200))
    assert canvas.drawing.strokes[0].mode == "eraser"
    assert canvas.mode == "pen"


def tablet(canvas, kind, x, y, pressure, pointer=QPointingDevice.PointerType.Pen):
    device = QPointingDevice(
        "test pen", 1, QInputDevice.DeviceType.Stylus, pointer,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure, 1, 3,
    )  # fmt: skip
    at = QPointF(x, y)
    button = (
        Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Qt.MouseButton.LeftButton
    )
    event = QTabletEvent(
        kind, device, at, at, pressure, 0, 0, 0, 0, 0,
        Qt.KeyboardModifier.NoModifier, button, Qt.MouseButton.LeftButton,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_a_pen_draws_with_its_pressure(canvas):
    tablet(canvas, QEvent.Type.TabletPress, 100, 100, 0.25)
    tablet(canvas, QEvent.Type.TabletMove, 200, 100, 0.5)
    tablet(canvas, QEvent.Type.TabletMove, 300, 100, 1.0)
    tablet(canvas, QEvent.Type.TabletRelease, 300, 100, 0.0)
    assert canvas.drawing.strokes[0].points[:, 2] == pytest.approx([0.25, 0.5, 1.0])
    assert len(canvas.history) == 1


def test_pressure_widens_the_line_on_paper(canvas):
    layers = []
    for pressure in (0.2, 1.0):
        points = [(40 + k, 124, pressure) for k in range(0, 160, 4)]
        layer = ink_layer(PAPER, 1.0)
        painter = ink_painter(layer)
        paint_drawing(painter, Drawing((make_stroke(points, 18.0),)), QColor("black"))
        painter.end()
        layers.append(sum(layer.pixelColor(120, y).alpha() for y in range(layer.height())))
    assert layers[0] < 0.6 * layers[1]


def test_the_other_end_of_the_pen_erases(canvas):
    eraser = QPointingDevice.PointerType.Eraser
    tablet(canvas, QEvent.Type.TabletPress, 100, 100, 0.5, eraser)
    tablet(canvas, QEvent.Type.TabletRelease, 100, 100, 0.5, eraser)
    assert canvas.drawing.strokes[0].mode == "eraser"


def test_a_finger_draws(canvas, qapp):
    device = QTest.createTouchDevice()
    QTest.touchEvent(canvas, device).press(0, _point(100, 100)).commit()
    for x in range(110, 200, 10):
        QTest.touchEvent(canvas, device).move(0, _point(x, 100)).commit()
    QTest.touchEvent(canvas, device).release(0, _point(200, 100)).commit()
    assert len(canvas.drawing.strokes) == 1
    assert canvas.drawing.strokes[0].points[-1, 0] == pytest.approx(100, abs=1)


def test_a_second_finger_takes_the_line_back(canvas):
    device = QTest.createTouchDevice()
    QTest.touchEvent(canvas, device).press(0, _point(100, 100)).commit()
    QTest.touchEvent(canvas, device).move(0, _point(150, 100)).commit()
    QTest.touchEvent(canvas, device).stationary(0).press(1, _point(300, 300)).commit()
    assert canvas.drawing.is_empty


def test_an_endless_line_goes_on_as_further_strokes(canvas):
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=_point(10, 10))
    for k in range(4200):
        QTest.mouseMove(canvas, _point(10 + (k * 7) % 480, 10 + (k * 11) % 470))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=_point(5, 5))
    assert sum(len(stroke.points) for stroke in canvas.drawing.strokes) >= 4200
    assert len(canvas.drawing.strokes) == 3


def test_what_grew_point_by_point_looks_like_what_is_painted_at_once(canvas):
    draw(canvas, [[(20, 30), (45, 80), (70, 25), (85, 70)]], lift=False)
    grown = canvas.grab().toImage()
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=_point(0.85 * 496, 0.7 * 496))
    QTest.mouseMove(canvas, _point(2, 2))
    whole = canvas.grab().toImage()
    differences = [
        abs(grown.pixelColor(x, y).lightness() - whole.pixelColor(x, y).lightness())
        for x in range(0, 496, 3)
        for y in range(0, 496, 3)
    ]
    assert sum(d > 60 for d in differences) < 0.001 * len(differences)


def test_clearing_an_empty_sheet_is_no_act(canvas):
    canvas.clear()
    assert len(canvas.history) == 0


def test_losing_the_pointer_keeps_the_stroke(canvas):
    draw(canvas, LINE, lift=False)
    canvas.clearFocus()
    assert len(canvas.history) == (1 if canvas.drawing.strokes else 0)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton)
    assert len(canvas.drawing.strokes) == 1


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_ink_is_painted_at_device_resolution(qapp, ratio):
    layer = ink_layer(PAPER, ratio)
    stroke = make_stroke([(20, 124), (124, 124), (228, 124)], 18.0)
    painter = ink_painter(layer)
    paint_stroke(painter, stroke, QColor("black"))
    paint_tip(painter, stroke, QColor("black"))
    painter.end()
    column = [layer.pixelColor(layer.width() // 2, y).alpha() for y in range(layer.height())]
    assert sum(column) / 255 == pytest.approx(18 * ratio, abs=0.5)


def _point(x, y):
    return QPointF(x, y).toPoint()
