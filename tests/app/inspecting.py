"""Inspect in the whole program: what its user presses, and what should be shown then."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from model.raster import rasterize
from model.recognizer import recognize
from model.unit import INPUT, Unit
from tests.app.conftest import digit_strokes, draw
from tests.app.widgets.conftest import move_to

BUNDLED = ("default", "average", "l2", "lenet5")


def at_usual_size(program, size=(1366, 768)):
    """On the small screen of the tests the window starts maximized and keeps that size."""
    program.window.setWindowState(Qt.WindowState.WindowNoState)
    program.window.resize(*size)
    settle()
    return program


def settle():
    """Let layouts take their places: at most one turn of the event loop."""
    QTest.qWait(1)


def read(program, digit):
    """Draw a digit on a clean sheet with the mouse; what should be shown of it."""
    program.window.desk.canvas.clear()
    draw(program.window.desk.canvas, digit_strokes(digit))
    program.recognition.recognize_now()
    return expected(program)


def expected(program):
    """What the active network should say about what is on the paper, computed beside it.

    The sheets, which follow the maps a few milliseconds later, catch up.
    """
    program.window.inspect.catch_up()
    drawing = program.window.desk.canvas.drawing
    return recognize(program.recognition.record.network, rasterize(drawing))


def column_of(view, layer, part=None):
    """The first column of a layer, or the one that shows this part of it."""
    return next(c for c in view.columns if c.layer == layer and part in (None, c.part))


def cell_point(view, unit, part=None):
    """The middle of a unit's cell, in units of the widget."""
    column = column_of(view, unit.layer, part)
    left, top, wide, tall = column.cell_box(unit.channel, unit.row, unit.column)
    ratio = view.devicePixelRatioF()
    return QPoint(int((left + wide // 2) / ratio), int((top + tall // 2) / ratio))


def head_point(view, layer):
    """A point in the head of a layer's first column."""
    return QPoint(int(column_of(view, layer).left / view.devicePixelRatioF()) + 4, 10)


def click(widget, at):
    """Press and release the left button, and let the layout follow."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)
    settle()


def pin(program, unit, part=None):
    """Click the cell of a unit."""
    view = program.window.inspect.network_view
    click(view, cell_point(view, unit, part))


def hover(program, unit, part=None):
    """Move the pointer onto the cell of a unit."""
    view = program.window.inspect.network_view
    settle()
    move_to(view, *cell_point(view, unit, part).toTuple())


def a_unit_of_every_layer(spec):
    """One unit of every layer, and a pixel of the raster."""
    shapes = zip((INPUT, *(layer.name for layer in spec.layers)), spec.shapes, strict=True)
    return [
        Unit(name, 2 * shape.channels // 3, shape.height // 2, shape.width // 3)
        for name, shape in shapes
    ]
