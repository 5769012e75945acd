"""What the bodies of ledgers show: bundled networks, and small ones with random numbers."""

from __future__ import annotations

from functools import cache

import numpy as np

from app.commands.self_test import digit_drawing
from app.paths import resources
from app.theme import load_fonts
from app.widgets.scale import measure
from model.ledger import ledger
from model.network import Network
from model.raster import rasterize
from model.recognizer import recognize
from model.weights import load
from tests.model.small_networks import small_network

_load_fonts = cache(load_fonts)

BUNDLED = ("default", "average", "l2", "lenet5")


def bundled(name, digit=7):
    """A digit read by a bundled network."""
    network = load(resources() / "networks" / name).network
    return recognize(network, rasterize(digit_drawing(digit)))


def other(*layers, digit=7, seed=0):
    """A digit read by a network of these layers and ten logits, with random numbers."""
    spec = small_network(*layers).spec
    random = np.random.default_rng(seed)
    shapes = spec.parameter_shapes.items()
    numbers = {name: random.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes}
    return recognize(Network("other", spec, numbers), rasterize(digit_drawing(digit)))


def ledger_of(recognition, unit):
    return ledger(recognition.network, recognition.trace, recognition.raster.array, unit)


def scale_of(recognition):
    return measure(recognition.network.spec, recognition.trace, "layer")


def largest_weight(recognition, unit):
    return float(np.abs(recognition.network.parameters[f"{unit.layer}.weight"]).max())


def number(text):
    """What a displayed number says; every sign and minus is a real one."""
    return float(text.replace("−", "-").replace(",", ""))


def show(qtbot, body, size=(1012, 375)):
    """Show a widget on its own, with the program's fonts."""
    _load_fonts()
    # Held until it is closed: what is painted when the test is over must not be collected.
    qtbot.addWidget(body, before_close_func=lambda _widget: body)
    body.resize(*size)
    body.show()
    return body
