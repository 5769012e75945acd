"""The sliding window with a digit read by a network, and networks of random tables."""

from __future__ import annotations

import numpy as np
import pytest
import shiboken6
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.commands.self_test import digit_drawing
from app.paths import bundled_network
from app.theme import load_fonts
from app.widgets.scale import measure
from app.widgets.slide.slide_view import SlideView
from model.network import Network
from model.raster import rasterize
from model.recognizer import recognize
from model.weights import load

BUNDLED = ("default", "average", "l2", "lenet5")


@pytest.fixture(scope="session")
def bundled():
    """The bundled networks by name."""
    return {name: load(bundled_network(name)).network for name in BUNDLED}


@pytest.fixture
def build_view(qtbot):
    """A view in a window with a place beside it that is none of its own."""
    load_fonts()
    windows = []  # kept until the end: else they go whenever Python collects, perhaps in a paint

    def build(recognition, is_shown=True):
        window = QWidget()
        layout = QVBoxLayout(window)
        view, other = SlideView(), QWidget()
        other.setMinimumHeight(20)
        layout.addWidget(view)
        layout.addWidget(other)
        windows.append(window)
        view.other = other
        window.resize(1040, 500)
        show(view, recognition)
        if is_shown:
            window.show()
            qtbot.waitExposed(window)
        return view

    yield build
    for window in windows:
        window.close()
        shiboken6.delete(window)


@pytest.fixture
def view(build_view, bundled):
    """C3, map 26 of the default network, at rest at the first position."""
    view = build_view(read(bundled["default"]))
    begin(view, "C3", 26)
    yield view
    view.stop()


def begin(view, layer, channel, at=None):
    """Start, and stay at the first position."""
    view.start(layer, channel, at)
    view.stop()


def play(view):
    """Play without a timer: the tests say how much time has passed."""
    view.clock.play()
    view.clock._timer.stop()
    assert view.is_running


def show(view, recognition, mode="layer"):
    spec, trace = recognition.network.spec, recognition.trace
    view.show_recognition(recognition, measure(spec, trace, mode), 0.7)


def read(network, digit=7):
    return recognize(network, rasterize(digit_drawing(digit)))


def random_network(spec, seed=0):
    """A network of a table with random numbers."""
    random = np.random.default_rng(seed)
    shapes = spec.parameter_shapes.items()
    numbers = {name: random.normal(0, 0.2, shape).astype(np.float32) for name, shape in shapes}
    for name, mask in spec.masks.items():
        numbers[name] *= mask
    return Network("random", spec, numbers)
