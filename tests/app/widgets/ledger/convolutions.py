"""Bodies of convolution ledgers, and their numbers computed from network and trace by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from app import paths
from app.commands.self_test import digit_drawing
from app.theme import load_fonts
from app.widgets.ledger.convolution_body import ConvolutionBody
from app.widgets.ledger.passage_texts import where_to
from app.widgets.scale import measure
from model.layers import Convolution, FullyConnected, Pooling
from model.ledger import ledger
from model.network import Network, NetworkSpec
from model.raster import rasterize
from model.recognizer import recognize
from model.unit import Unit
from model.weights import load

GAMMA = 0.7
OUT = FullyConnected("Out", 10, "none")
BIG = (
    Convolution("K1", 64, 3, padding=1),
    Convolution("K2", 64, 9, stride=3, padding=4, activation="tanh"),
    Pooling("P3", "average", 3, 1),
)


@cache
def bundled(name):
    return load(paths.resources() / "networks" / name).network


def random_network(*layers, seed=1):
    """These layers and ten logits, with random numbers."""
    spec = NetworkSpec((*layers, OUT))
    random = np.random.default_rng(seed)
    shapes = spec.parameter_shapes.items()
    numbers = {name: random.normal(0, 0.2, shape).astype(np.float32) for name, shape in shapes}
    for name, mask in spec.masks.items():
        numbers[name] *= mask
    return Network("random", spec, numbers)


@cache
def raster_of(digit):
    return rasterize(digit_drawing(digit))


def read(network, digit=7):
    return recognize(network, raster_of(digit))


@cache
def fonts_once():
    load_fonts()


def body_for(qtbot, size=(1012, 375)):
    fonts_once()
    body = ConvolutionBody()
    # qtbot alone would not keep it: collected in the middle of its own painting, it crashes.
    qtbot.addWidget(body, before_close_func=lambda _: body.hide())
    body.resize(*size)
    body.show()
    return body


def show(body, recognition, unit, mode="layer"):
    """Show a unit, and return its ledger."""
    network = recognition.network
    found = ledger(network, recognition.trace, recognition.raster.array, unit)
    scale = measure(network.spec, recognition.trace, mode)
    weights = np.abs(network.parameters[f"{unit.layer}.weight"]).max()
    body.show_ledger(found, scale, GAMMA, float(weights), where_to(network.spec, unit))
    return found


@dataclass
class Sum:
    """What a unit of a convolution adds up; arrays are (n, r, r), in double precision."""

    channels: list
    patches: np.ndarray
    kernels: np.ndarray
    is_inside: np.ndarray
    bias: float
    pre_activation: float
    activation: float

    @property
    def products(self):
        return self.patches * self.kernels

    @property
    def subtotals(self):
        return self.products.sum(axis=(1, 2))


def by_hand(recognition, unit):
    """The sum of a unit, cell by cell, from parameters and activations."""
    network, trace = recognition.network, recognition.trace
    names = [layer.name for layer in network.spec.layers]
    position = names.index(unit.layer)
    layer = network.spec.layers[position]
    before = recognition.raster.array[None]
    if position:
        before = trace.activations[names[position - 1]][0]
    depth, height, width = before.shape
    channels = range(depth) if layer.connections is None else layer.connections[unit.channel]
    shape = len(channels), layer.kernel, layer.kernel
    patches, inside = np.zeros(shape), np.zeros(shape[1:], bool)
    for n, channel in enumerate(channels):
        for i in range(layer.kernel):
            for j in range(layer.kernel):
                row = unit.row * layer.stride + i - layer.padding
                column = unit.column * layer.stride + j - layer.padding
                inside[i, j] = 0 <= row < height and 0 <= column < width
                if inside[i, j]:
                    patches[n, i, j] = before[channel, row, column]
    kernels = network.parameters[f"{unit.layer}.weight"][unit.channel, list(channels)]
    place = 0, unit.channel, unit.row, unit.column
    return Sum(
        list(channels),
        patches,
        kernels.astype(float),
        inside,
        float(network.parameters[f"{unit.layer}.bias"][unit.channel]),
        float(trace.pre_activations[unit.layer][place]),
        float(trace.activations[unit.layer][place]),
    )


CASES = {
    "default C3": (lambda: bundled("default"), Unit("C3", 26, 3, 6)),
    "default C1": (lambda: bundled("default"), Unit("C1", 3, 0, 27)),
    "average C3": (lambda: bundled("average"), Unit("C3", 1, 9, 0)),
    "l2 C3": (lambda: bundled("l2"), Unit("C3", 31, 5, 5)),
    "lenet5 C3": (lambda: bundled("lenet5"), Unit("C3", 7, 4, 6)),
    "lenet5 C1, padding": (lambda: bundled("lenet5"), Unit("C1", 2, 0, 0)),
    "lenet5 C5": (lambda: bundled("lenet5"), Unit("C5", 17)),
    "64 channels, 9x9, stride 3, padding 4": (lambda: random_network(*BIG), Unit("K2", 5, 0, 9)),
}
