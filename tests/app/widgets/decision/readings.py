"""Results to trace, and what torch says about them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from app import paths
from app.commands.self_test import digit_drawing
from model.decision import decision
from model.learning.module import to_module
from model.network import Network, NetworkSpec
from model.raster import rasterize
from model.recognizer import recognize
from model.unit import INPUT, Reading
from model.weights import load

BUNDLED = ("default", "average", "l2", "lenet5")


def bundled(name):
    return load(paths.resources() / "networks" / name).network


def random_network(spec, seed=0):
    """Random numbers that keep activations near 1."""
    random = np.random.default_rng(seed)
    numbers = {
        name: random.normal(0, np.prod(shape[1:]) ** -0.5, shape).astype(np.float32)
        for name, shape in spec.parameter_shapes.items()
    }
    for name, mask in spec.masks.items():
        numbers[name] *= mask
    return Network(f"random {seed}", spec, numbers)


def with_relu(spec):
    """The same table with ReLU wherever an activation is bent."""
    return NetworkSpec(
        tuple(
            replace(layer, activation="relu")
            if getattr(layer, "activation", "none") != "none"
            else layer
            for layer in spec.layers
        )
    )


def read(network, digit=7):
    return recognize(network, rasterize(digit_drawing(digit)))


def reading_of(recognition):
    return Reading(recognition.network, recognition.trace, recognition.raster.array)


def decide(recognition, digit=7, rather_than=1, most=8):
    arrays = recognition.network, recognition.trace, recognition.raster.array
    return decision(*arrays, digit, rather_than, most=most)


def runner_up(recognition):
    """The two digits with the largest logits."""
    first, second = sorted(range(10), key=lambda digit: -recognition.logits[digit])[:2]
    return first, second


class Witness:
    """The same pass in torch, in double precision, with its gradients."""

    def __init__(self, recognition, digit, rather_than=None):
        raster = recognition.raster.array[None, None].astype(np.float64)
        self.x = torch.tensor(raster, requires_grad=True)
        logits, _, activations = to_module(recognition.network).double().steps(self.x)
        self.volumes = {INPUT: self.x, **activations}
        self.target = logits[0, digit]
        if rather_than is not None:
            self.target = self.target - logits[0, rather_than]

    def factors(self, layer):
        """Gradients of the target, shaped like the layer's activations without N."""
        return self._gradients(self.target, layer)[0].numpy()

    def contributions(self, layer):
        """Gradient × activation."""
        return self.factors(layer) * self.volumes[layer].detach()[0].numpy()

    def flow(self, before, after, later):
        """Contributions of the units of a layer through one unit, by position, of the next."""
        value = self.volumes[after][0].flatten()[later]
        factor = self.factors(after).ravel()[later]
        passed = self._gradients(value, before)[0]
        return factor * (passed * self.volumes[before].detach()[0]).numpy()

    def _gradients(self, value, layer):
        (found,) = torch.autograd.grad(
            value, [self.volumes[layer]], retain_graph=True, allow_unused=True
        )
        return torch.zeros_like(self.volumes[layer]) if found is None else found


def number_of(unit, shape):
    """Position of a unit in its flattened layer."""
    return int(np.ravel_multi_index((unit.channel, unit.row, unit.column), tuple(shape)))
