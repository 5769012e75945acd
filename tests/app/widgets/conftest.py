"""The network view in the whole program and on its own, and what it should show."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.commands.self_test import digit_drawing
from app.widgets.network_view import NetworkView
from model.layers import Convolution, FullyConnected, Pooling
from model.network import Network, NetworkSpec, lenet5
from model.raster import rasterize
from model.recognizer import recognize
from tests.app.conftest import digit_strokes, draw

OTHER = NetworkSpec(
    (
        Convolution("K1", 6, kernel=5, activation="tanh"),
        Pooling("S2", "average"),
        Convolution("K3", 9, kernel=12, activation="tanh"),  # 9 maps of a single cell
        FullyConnected("Last", 10, activation="none"),
    )
)


@pytest.fixture
def view(program):
    """The network view of the whole program, with a three drawn."""
    draw_digit(program, 3)
    return program.window.inspect.network_view


@pytest.fixture
def three(view, program, record):
    """What `view` should show, computed beside it."""
    assert view.isVisible()
    return recognize(record.network, rasterize(program.window.desk.canvas.drawing))


@pytest.fixture
def lone_view(qtbot):
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(1030, 676)
    view.show()
    return view


@pytest.fixture
def strange(lone_view):
    """A three read by a network with other layers, shown in `lone_view`."""
    recognition = read_three(OTHER)
    lone_view.show_recognition(recognition)
    return recognition


@pytest.fixture
def lenet5_three(lone_view):
    """A three read by LeNet-5 of 1998 with random numbers, shown in `lone_view`."""
    recognition = read_three(lenet5())
    lone_view.show_recognition(recognition)
    return recognition


def read_three(spec):
    """A three read by a network with random numbers."""
    random = np.random.default_rng(0)
    shapes = spec.parameter_shapes.items()
    numbers = {name: random.normal(0, 0.2, shape).astype(np.float32) for name, shape in shapes}
    for name, mask in spec.masks.items():
        numbers[name] *= mask
    return recognize(Network("other", spec, numbers), rasterize(digit_drawing(3)))


def draw_digit(program, digit):
    draw(program.window.desk.canvas, digit_strokes(digit))
    program.recognition.recognize_now()


def numbers_of(column, recognition):
    """The numbers (C, H, W) that belong into a column, from the forward pass."""
    if column.part == "input":
        return recognition.raster.array[None]
    before = recognition.trace.pre_activations
    arrays = before if column.part == "before" else recognition.trace.activations
    return arrays[column.layer].reshape(column.count, *column.shape)


def middle(column, number, row, col):
    (x, y), (wide, tall) = column.corner(number), column.cell
    return x + col * wide + wide // 2, y + row * tall + tall // 2


def move_to(view, x, y):
    """The pointer moves; sent, because the screen of the tests is smaller than the window."""
    at, none = QPointF(x, y), Qt.MouseButton.NoButton
    place = view.mapToGlobal(at)
    kind, keys = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(view, QMouseEvent(kind, at, place, none, none, keys))
