"""A network once more, as captum needs it: torch's own modules in a row, a ReLU each of its own."""

from __future__ import annotations

import warnings
from contextlib import contextmanager

import torch
from torch import nn

from app import paths
from app.commands.self_test import digit_drawing
from model.explanation import Target
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.raster import rasterize
from model.unit import Unit
from model.weights import load

NAMES = ("default", "average", "l2", "lenet5")
TARGETS = (
    Target(7),
    Target(3, rather_than=8),
    Target(unit=Unit("C1", 2, 11, 13)),
    Target(unit=Unit("C3", 11, 3, 6)),
    Target(unit=Unit("F6", 17)),
)


def bundled(name):
    return load(paths.bundled_network(name)).network


def digit_raster(digit):
    return rasterize(digit_drawing(digit)).array


class ScaledTanh(nn.Module):
    def forward(self, x):
        return 1.7159 * torch.tanh(2 * x / 3)


class L2Pooling(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        """Root of the sum of squares; 0, with no gradient, where all are 0."""
        windows = x.unfold(2, self.layer.window, self.layer.stride)
        squares = windows.unfold(3, self.layer.window, self.layer.stride).square().sum((-2, -1))
        return squares.clamp(min=1e-30).sqrt() * (squares > 0)


class Coefficients(nn.Module):
    def __init__(self, layer, weight, bias):
        super().__init__()
        self.layer, self.weight, self.bias = layer, weight, bias

    def forward(self, x):
        windows = x.unfold(2, self.layer.window, self.layer.stride)
        sums = windows.unfold(3, self.layer.window, self.layer.stride).sum((-2, -1))
        return sums * self.weight[:, None, None] + self.bias[:, None, None]


ACTIVATIONS = {"relu": nn.ReLU, "scaled tanh": ScaledTanh, "tanh": nn.Tanh, "none": nn.Identity}


def oracle(network, target):
    """A module whose output is the target's layer, up to its pre-activation, and the choice in it.

    The choice is an index for captum; for a difference of logits the module gives one number.
    """
    last = "Out" if target.unit is None else target.unit.layer
    parts = []
    for layer in network.spec.layers:
        parts.append(_part(network, layer))
        if layer.name == last:
            break
        if not isinstance(layer, Pooling):
            parts.append(ACTIVATIONS[layer.activation]())
    module = nn.Sequential(*parts)
    if target.unit is not None:
        unit = target.unit
        shape = network.spec.shape_of(last)
        return module, unit.channel if shape.is_vector else (unit.channel, unit.row, unit.column)
    if target.rather_than is None:
        return module, target.digit
    difference = nn.Linear(10, 1, bias=False)
    difference.weight.data.zero_()
    difference.weight.data[0, [target.digit, target.rather_than]] = torch.tensor([1.0, -1.0])
    module.append(difference)
    return module, 0


def _part(network, layer):
    if isinstance(layer, Pooling):
        kinds = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}
        return L2Pooling(layer) if layer.mode == "l2" else kinds[layer.mode](layer.window)
    weight, bias = (
        torch.tensor(network.parameters[f"{layer.name}.{part}"].copy())
        for part in ("weight", "bias")
    )
    if isinstance(layer, Subsampling):
        return Coefficients(layer, weight, bias)
    if isinstance(layer, Convolution):
        part = nn.Conv2d(weight.shape[1], layer.channels, layer.kernel, padding=layer.padding)
    else:
        assert isinstance(layer, FullyConnected)
        part = nn.Linear(weight.shape[1], layer.units)
    part.weight.data, part.bias.data = weight, bias
    return part if isinstance(layer, Convolution) else nn.Sequential(nn.Flatten(), part)


@contextmanager
def captums_warnings():
    """Captum says that it sets hooks, and which, each time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
